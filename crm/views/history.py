"""The history of a record, as sentences, through what the reader may see."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from crm.models import DirectoryEntry, Event, EventSubject
from crm.records.listing import whole_number
from crm.records.views.base import RecordView

PER_PAGE = 50
HIDDEN = "a record you cannot see"


class HistoryView(RecordView):
    """Who did what to this record, newest first."""

    right = "view"
    template = "history"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        events = events_of(self.record, request.user).select_related("actor").prefetch_related("subjects")
        pages = Paginator(events, PER_PAGE)
        page = pages.page(whole_number(request.GET.get("page"), 1, 1, pages.num_pages))
        return self.show({"page": page, "events": told(page.object_list, self.record, request.user)})


def events_of(record: Any, user: Any) -> QuerySet[Event]:
    """Return the events about a record, without those that are also about one that `user` cannot see: not even counted."""
    about = EventSubject.objects.filter(record_id=record.pk).values("event")
    others = EventSubject.objects.filter(event__in=about).exclude(record_id=record.pk)
    hidden = others.exclude(record_id__in=DirectoryEntry.objects.visible_to(user).values("pk")).values("event")
    return Event.objects.filter(pk__in=about).exclude(pk__in=hidden)


def told(events: Any, record: Any, user: Any) -> list[dict]:
    """Return events as they may be told to `user`: one that names a hidden record as a subject is left out, and a
    reference to a hidden record keeps neither name nor id. One query for all of them."""
    events = list(events)
    named = {subject.record_id for event in events for subject in event.subjects.all()} - {record.pk}
    named |= {
        change[side]
        for event in events
        for change in event.changes
        for side in ("old_id", "new_id")
        if change.get(side)
    }
    seen = {entry.pk: entry for entry in DirectoryEntry.objects.visible_to(user).filter(pk__in=named)}
    ids = {str(pk) for pk in seen}
    shown = []
    for event in events:
        others = [subject.record_id for subject in event.subjects.all() if subject.record_id != record.pk]
        if all(pk in seen for pk in others):
            changes = [_told_change(change, ids) for change in event.changes]
            shown.append({"event": event, "changes": changes, "others": [seen[pk] for pk in others]})
    return shown


def _told_change(change: dict, ids: set[str]) -> dict:
    shown = dict(change)
    for side in ("old", "new"):
        if change.get(f"{side}_id") and change[f"{side}_id"] not in ids:
            shown[side] = HIDDEN
    return shown
