"""Writing history: one event, with the records it is about."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from crm.models import Event, EventSubject

NAME_LENGTH = 300


def record_event(verb: str, actor, subjects: Iterable[tuple[UUID, str, str]], changes: list[dict[str, Any]]) -> Event:
    """Write one event about these records, each given as (id, type key, name)."""
    event = Event.objects.create(verb=verb, actor=actor, changes=changes)
    EventSubject.objects.bulk_create(
        EventSubject(event=event, record_id=pk, type_key=key, name=name[:NAME_LENGTH]) for pk, key, name in subjects
    )
    return event


def record_events(
    verb: str, actor, subjects: Iterable[tuple[UUID, str, str]], changes: list[dict[str, Any]] | None = None
) -> None:
    """Write one event for each of these records, in bulk: for imports and verbs on many records."""
    subjects = list(subjects)
    events = Event.objects.bulk_create(Event(verb=verb, actor=actor, changes=changes or []) for _ in subjects)
    EventSubject.objects.bulk_create(
        EventSubject(event=event, record_id=pk, type_key=key, name=name[:NAME_LENGTH])
        for event, (pk, key, name) in zip(events, subjects, strict=True)
    )
