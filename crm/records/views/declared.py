"""A system check: every address declares its right, ours on the view, others' in the short list here."""

from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.urls import URLPattern, get_resolver

from crm.records.views.rights import RIGHTS

OURS = ("crm", "connections", "sales", "service")
# Views that others wrote, by the beginning of their module: they ask for their right themselves, and the tests see that they do.
OTHERS = {
    "django.contrib.admin": "administrator",
    "django.views.generic.base": "administrator",  # the admin's redirect of an old address
    "allauth": "signed-in",  # or public, where the view says that one need not be signed in
}


def addresses(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the URL configuration with its name; one without a name has `None` for it."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern
        else:
            yield from addresses(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def right_of(pattern: URLPattern) -> str:
    """Return the right that an address declares; '' when it declares none."""
    view = pattern.callback
    declared = getattr(view, "right", "") or getattr(getattr(view, "view_class", None), "right", "")
    if declared or is_ours(pattern):
        return declared
    asked = next((right for start, right in OTHERS.items() if f"{module_of(pattern)}.".startswith(f"{start}.")), "")
    return "public" if asked and not getattr(view, "login_required", True) else asked


def module_of(pattern: URLPattern) -> str:
    """Return the module that the view of an address was written in."""
    view = pattern.callback
    return getattr(view, "view_class", view).__module__


def is_ours(pattern: URLPattern) -> bool:
    """Tell whether the project itself wrote the view."""
    return module_of(pattern).split(".")[0] in OURS


def check_rights(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Find the addresses that declare no right, or one that does not exist."""
    return [
        checks.Error(
            f"The address {name} declares no right.",
            "Give the view @right(...) or a class attribute `right`, see crm.records.views.rights.",
            obj=pattern,
            id="kith.E007",
        )
        for name, pattern in addresses()
        if right_of(pattern) not in RIGHTS
    ]
