"""Small pieces of HTML that lists draw for every row: built directly, because a template per cell would be most of a page's cost."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString

from crm.records.registry import record_types

HUES = 12


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name that begin with a letter or digit."""
    words = [word for word in re.split(r"[\s,–-]+", name) if word and word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def avatar(record: Any, size: str = "") -> SafeString:
    """Draw the initials of a record (or of a row of the directory): round for people, square for everything else."""
    key = getattr(record, "type_key", None) or record._meta.label_lower
    record_type = record_types.get(key)
    is_person = record_type is not None and record_type.is_person
    css = (
        f"avatar hue-{record.pk.int % HUES + 1}"
        + ("" if is_person else " avatar-square")
        + (f" avatar-{size}" if size else "")
    )
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials(record.name))


def entity(record: Any, detail: str = "") -> SafeString:
    """Draw a record as a link: avatar, name and one line of detail; the whole name is in the title where it is cut."""
    small = format_html("<small>{}</small>", detail) if detail else ""
    return format_html(
        '<a class="entity" href="{}" title="{}">{}<span class="entity-text"><b>{}</b>{}</span></a>',
        record.get_absolute_url(),
        record.name,
        avatar(record),
        record.name,
        small,
    )


def reference(entry: Any) -> SafeString:
    """Draw the name of another record as a link with a small avatar."""
    return format_html(
        '<span class="row">{}<a class="link truncate" href="{}">{}</a></span>',
        avatar(entry, "xs"),
        entry.get_absolute_url(),
        entry.name,
    )


def website_link(value: str) -> SafeString | str:
    """Return a link to a web address; anything that is not plainly http or https stays text."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return value
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return value
    shown = (parts.netloc + parts.path).removesuffix("/")
    return format_html('<a class="link truncate" href="{}" rel="noopener noreferrer">{}</a>', value, shown)


def mail_link(value: str) -> SafeString:
    """Return a link that writes to an address, and only to it: what would add receivers or a text is quoted."""
    return format_html('<a class="link truncate" href="mailto:{}">{}</a>', quote(value, safe="@+"), value)


def phone_link(value: str) -> SafeString:
    """Return a link that calls a number."""
    return format_html('<a class="link" href="tel:{}">{}</a>', re.sub(r"[^0-9+]", "", value), value)
