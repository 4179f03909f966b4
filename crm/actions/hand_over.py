"""Handing over what a person owns to somebody else, when the person leaves."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from crm.actions.history import NAME_LENGTH
from crm.models import Event, EventSubject, Team, User
from crm.records.errors import KithError
from crm.records.models import Record
from crm.records.registry import RecordType, record_types

CHUNK = 500


@dataclass(frozen=True)
class Owned:
    """How many records of a type somebody owns."""

    record_type: RecordType
    count: int

    @property
    def words(self) -> str:
        label = self.record_type.label if self.count == 1 else self.record_type.label_plural
        return f"{self.count:,} {label.lower()}"


def handed_over_types() -> list[RecordType]:
    """Return the types whose records are handed over: not people, who own themselves, nor notes, which stay their author's."""
    return [t for t in record_types if t.model is not User and not t.guard and not t.restricted_by]


def owned_by(user: User) -> list[Owned]:
    """Return what `user` owns, by type; types of which there is nothing are left out."""
    counts = [Owned(t, t.model._base_manager.filter(owner=user).count()) for t in handed_over_types()]
    return [owned for owned in counts if owned.count]


def hand_over(user: User, *, to: User | None, by: User) -> int:
    """Give everything that `user` owns to `to`, with one event of history each, and return how many records that were.

    Called inside a verb's transaction. Raises KithError when there is something and `to` cannot take it.
    """
    owned = owned_by(user)
    if not owned:
        return 0
    if to is None:
        raise KithError(f"{user} owns {', '.join(one.words for one in owned)}: choose who takes over.")
    if to.pk == user.pk or not to.is_active:
        raise KithError(f"{to} cannot take over.")
    return sum(_give(one.record_type.model, user, to, by) for one in owned)


def _give(model: Any, user: User, to: User, by: User) -> int:
    """Give all records of one type, in parts."""
    done = 0
    while part := list(model._base_manager.filter(owner=user).select_for_update()[:CHUNK]):
        stamp = {"version": F("version") + 1, "changed_by": by, "changed_at": timezone.now()}
        rows = model._base_manager.filter(pk__in=[record.pk for record in part])
        rows.update(owner=to, team_id=to.team_id, **stamp)
        _tell(part, user, to, by)
        done += len(part)
    return done


def _tell(part: list[Record], user: User, to: User, by: User) -> None:
    teams: dict[Any, str] = {team.pk: team.name for team in Team.objects.all()}
    owner = _change("owner", user.pk, str(user), to.pk, str(to))
    events = []
    for record in part:
        old = record.team_id
        team = _change("team", old, teams.get(old, ""), to.team_id, teams.get(to.team_id, ""))
        events.append(Event(verb="assigned", actor=by, changes=[owner, team] if old != to.team_id else [owner]))
    Event.objects.bulk_create(events)
    EventSubject.objects.bulk_create(
        EventSubject(
            event=event, record_id=record.pk, type_key=record._meta.label_lower, name=record.name[:NAME_LENGTH]
        )
        for event, record in zip(events, part, strict=True)
    )


def _change(field: str, old_id: Any, old: str, new_id: Any, new: str) -> dict[str, str]:
    return {
        "field": field,
        "label": field,
        "old": old,
        "new": new,
        "old_id": str(old_id or ""),
        "new_id": str(new_id or ""),
    }
