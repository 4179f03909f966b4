"""The page one starts from."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.lists import ListMemory
from crm.models import DirectoryEntry
from crm.records.permissions import can
from crm.records.registry import record_types
from crm.records.views.base import safe_path
from crm.records.views.rights import right

SHOWN = 8


@right("signed-in")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the person saw last and what is theirs; or lead to the start page they chose, once after signing in."""
    start = safe_path(request.user.start_page)
    if start and urlsplit(start).path != "/" and "signed-in" in request.GET:
        return HttpResponseRedirect(start)
    mine = DirectoryEntry.objects.visible_to(request.user).active().with_pages().filter(owner=request.user)
    newest = mine.exclude(pk=request.user.pk).order_by("-id")[:SHOWN]
    types = [t for t in record_types.with_pages() if t.creates and can(request.user, "create", t.model)]
    context = {"recent": ListMemory().recent(request.user, SHOWN), "newest": newest, "types": types}
    return render(request, "crm/home.html", context)
