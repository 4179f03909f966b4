"""Finding things: the page of results, the palette over every page, and the look-up behind every reference field."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.lists import ListMemory
from crm.models import DirectoryEntry
from crm.querysets import matched_line
from crm.records.registry import record_types
from crm.records.views.rights import right

IN_PALETTE = 12
IN_LOOK_UP = 20
ON_PAGE = 20  # of each type
LONGEST = 200


def _found(request: HttpRequest, text: str, keys: list[str], limit: int) -> list[DirectoryEntry]:
    rows = DirectoryEntry.objects.visible_to(request.user).filter(type_key__in=keys)
    found = list(rows.search(text).best_first(text)[:limit])
    for entry in found:
        entry.matched = matched_line(entry, text)
    return found


def _keys(request: HttpRequest) -> list[str]:
    asked = [key for key in request.GET.get("types", "").split(",") if key in record_types]
    return asked or [record_type.key for record_type in record_types if not record_type.restricted_by]


@right("signed-in")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show everything visible that matches, grouped by type; the records seen last when nothing was typed."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    groups = []
    for record_type in record_types:
        if text and record_type.key in _keys(request) and (found := _found(request, text, [record_type.key], ON_PAGE)):
            groups.append({"record_type": record_type, "entries": found, "is_cut": len(found) == ON_PAGE})
    recent = [] if text else ListMemory().recent(request.user)
    return render(request, "crm/search.html", {"text": text, "groups": groups, "recent": recent})


@right("signed-in")
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Answer the rows of the search palette."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    if not text:
        groups = [{"title": "Recently seen", "entries": ListMemory().recent(request.user)}]
    else:
        found = _found(request, text, _keys(request), IN_PALETTE)
        kinds = dict.fromkeys(entry.type_key for entry in found)
        groups = [
            {"title": record_types.get(key).label_plural, "entries": [e for e in found if e.type_key == key]}
            for key in kinds
        ]
    return render(request, "crm/_palette_results.html", {"groups": groups, "text": text})


@right("signed-in")
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Answer the rows of a combobox: visible records of the asked types, best first, inactive ones marked."""
    text, keys = request.GET.get("q", "")[:LONGEST].strip(), _keys(request)
    if text:
        entries = _found(request, text, keys, IN_LOOK_UP)
    else:
        entries = [entry for entry in ListMemory().recent(request.user, 50) if entry.type_key in keys][:8]
    return render(request, "components/_options.html", {"entries": entries, "prefix": "option"})


@right("signed-in")
@require_safe
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lead to the record of this id, whatever its type."""
    entry = DirectoryEntry.objects.visible_to(request.user).filter(pk=pk).select_related("guard").first()
    if entry is None:
        raise Http404
    return HttpResponseRedirect(entry.get_absolute_url())
