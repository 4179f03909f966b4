"""Template tags: avatars, icons, addresses with changed parameters, and links made from what people typed."""

from functools import cache
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline

from crm import static_files
from crm.records import drawing

register = template.Library()


@cache
def drawn(name: str, css: str) -> SafeString:
    """Return the icon's SVG; read once, since lists draw the same icon many times."""
    return mark_safe(heroicon_outline(name, size=24, **{"class": css, "aria-hidden": "true"}))


@register.simple_tag
def icon(name: str, css: str = "icon") -> SafeString:
    """Draw one of the outline icons."""
    return drawn(name, css)


register.simple_tag(drawing.avatar, name="avatar")
register.simple_tag(static_files.style_sheets, name="style_sheets")
for link in (drawing.website_link, drawing.mail_link, drawing.phone_link):
    register.filter(link.__name__, link)


@register.simple_tag(takes_context=True)
def query_with(context: dict, **changes: Any) -> str:
    """Return the query of this address with parameters changed; None takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


@register.filter
def grouped(value: int) -> str:
    """Return a count with its thousands grouped in the reader's way."""
    return number_format(value, force_grouping=True)


@register.simple_tag
def page_links(page: Any) -> list[int | None]:
    """Return the page numbers to link: first, last, and those around this one; None stands for a gap."""
    last, here = page.paginator.num_pages, page.number
    wanted = sorted({1, last, *range(max(1, here - 1), min(last, here + 1) + 1)})
    links: list[int | None] = []
    for number in wanted:
        if links and links[-1] is not None and number - links[-1] > 1:
            links.append(None)
        links.append(number)
    return links
