"""What the general pages share: the record type, the rights, the record, and how refusals answer."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import Resolver404, resolve
from django.views import View

from crm.records import pages
from crm.records.errors import NotAllowedError
from crm.records.permissions import can
from crm.records.registry import RecordType

LONGEST_ADDRESS = 2000  # what Django sends a browser on to at most, with room to spare


class RecordView(View):
    """A page of one record type. `right` is the verb one needs: on the record for pages with an id, else on the type."""

    record_type: RecordType = None  # type: ignore[assignment]
    right = ""
    template = ""
    http_method_names = [
        "get",
        "head",
        "post",
        "options",
    ]  # a verb of ours may be called `delete`: it is no HTTP method

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record = self.get_record(kwargs["pk"]) if "pk" in kwargs else None
        if not can(request.user, self.right, self.record or self.record_type.model):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except ObjectDoesNotExist as gone:  # somebody else deleted it after it was found
            raise Http404 from gone
        except NotAllowedError as refused:
            raise PermissionDenied(str(refused)) from refused

    def get_record(self, pk: Any) -> Any:
        """Return the record if the person may see it; one out of sight is as one that never was."""
        found = (
            self.record_type.model.objects.visible_to(self.request.user)
            .filter(pk=pk)
            .select_related("owner", "team")
            .first()
        )
        if found is None:
            raise Http404
        return found

    def show(self, context: dict[str, Any], status: int = 200, template: str = "") -> HttpResponse:
        """Answer with the type's own template where there is one, else with the general one."""
        name = template or self.template
        own = f"{self.record_type.model._meta.app_label}/{self.record_type.model._meta.model_name}_{name}.html"
        chosen = select_template([own, f"records/{name}.html"]).template.name
        base = {"record_type": self.record_type, "record": self.record, "urls": self.urls()}
        return render(self.request, chosen, base | self.rights() | context, status=status)

    def rights(self) -> dict[str, bool]:
        """Return what the person may do here, for buttons; the verbs ask again."""
        user, record, model = self.request.user, self.record, self.record_type.model
        if record is None:
            return {
                "may_create": self.record_type.creates and can(user, "create", model),
                "may_export": can(user, "export", model),
            }
        return {f"may_{verb}": can(user, verb, record) for verb in ("change", "delete", "assign")} | {
            "may_share": not self.record_type.seen_by_all
        }

    def urls(self) -> dict[str, str]:
        """Return the addresses of the record's pages."""
        return {name: self.record_type.url(name, self.record.pk) for name in pages.names()} if self.record else {}

    def is_fragment(self) -> bool:
        """Whether htmx asked for a part of the page: not for boosted links, not when it restores history."""
        htmx = self.request.htmx
        return bool(htmx) and not htmx.boosted and not htmx.history_restore_request

    def back(self, default: str) -> str:
        """Return the address to go back to, from `next`: only an address of ours, and only a path that exists."""
        wanted = self.request.POST.get("next") or self.request.GET.get("next") or ""
        return safe_path(wanted) or default


def safe_path(wanted: str) -> str:
    """Return `wanted` when it is a plain path (with query) of this site, '' otherwise."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or any(ord(c) < 33 or c == "\\" for c in wanted):
        return ""
    if len(wanted) > LONGEST_ADDRESS or not wanted.isascii():
        return ""
    parts = urlsplit(wanted)
    try:
        resolve(parts.path)
    except Resolver404:
        return ""
    return wanted if not parts.netloc and not parts.scheme else ""
