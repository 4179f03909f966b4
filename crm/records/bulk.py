"""Verbs on many records at once: set-based, so that a thousand cost few statements; whoever may not is skipped and told."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError, QuerySet
from django.utils import timezone

from crm.records.actions import before_delete, primary_team_of
from crm.records.errors import NotAllowedError
from crm.records.permissions import hall
from crm.records.registry import record_types

CHUNK = 500


@dataclass
class Outcome:
    """How many were done, and how many were skipped for which reason."""

    done: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    def skip(self, reason: str, count: int) -> None:
        if count:
            self.skipped[reason] = self.skipped.get(reason, 0) + count

    def sentence(self, verb: str) -> str:
        """Say it: `8 deactivated, 2 skipped because you may not change them`."""
        parts = [f"{self.done} {verb}"]
        parts += [f"{count} skipped because {reason}" for reason, count in self.skipped.items()]
        return ", ".join(parts) + "."


def _subjects(rows: QuerySet) -> list[tuple]:
    key = rows.model._meta.label_lower
    return [(pk, key, name) for pk, name in rows.values_list("pk", "name")]


def _permitted(rows: QuerySet, by: Any, verb: str, outcome: Outcome) -> list[Any]:
    ids = list(rows.values_list("pk", flat=True))
    allowed: set = set()
    for part in parts_of(ids):
        allowed |= set(rows.model.objects.permitted_to(by, verb).filter(pk__in=part).values_list("pk", flat=True))
    outcome.skip(f"you may not {verb} them", len(ids) - len(allowed))
    return [pk for pk in ids if pk in allowed]


def parts_of(ids: list) -> list[list]:
    """Cut a list of ids into parts that a statement can hold."""
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]


def _update(rows: QuerySet, outcome: Outcome, verb: str, by: Any, already: dict, values: dict, changes: list) -> None:
    """Change the rows that are not so already, counting versions up, with one event each."""
    chosen = rows.exclude(**already).select_for_update()
    subjects = _subjects(chosen)
    outcome.skip("nothing was to be changed", rows.count() - len(subjects))
    stamp = {"version": F("version") + 1, "changed_by": by, "changed_at": timezone.now()}
    rows.filter(pk__in=[pk for pk, _, _ in subjects]).update(**values, **stamp)
    hall.record_events(verb, by, subjects, changes)
    outcome.done += len(subjects)


@transaction.atomic
def set_active(rows: QuerySet, is_active: bool, *, by: Any) -> Outcome:
    """Activate or deactivate the rows that `by` may change."""
    if not record_types.of(rows.model).deactivates:
        raise NotAllowedError("This is done one by one, on their own pages.")
    outcome = Outcome()
    change = {
        "field": "is_active",
        "label": "active",
        "old": "no" if is_active else "yes",
        "new": "yes" if is_active else "no",
    }
    for part in parts_of(_permitted(rows, by, "change", outcome)):
        chosen = rows.model._base_manager.filter(pk__in=part)
        already = {"is_active": is_active}
        _update(chosen, outcome, "activated" if is_active else "deactivated", by, already, already, [change])
    return outcome


@transaction.atomic
def assign(rows: QuerySet, *, owner: Any, team: Any = None, by: Any) -> Outcome:
    """Give the rows that `by` may assign to `owner`; the team moves along unless one is chosen."""
    outcome = Outcome()
    values = {"owner_id": owner.pk, "team_id": team.pk if team else primary_team_of(owner)}
    change = {"field": "owner", "label": "owner", "old": "", "new": str(owner), "new_id": str(owner.pk)}
    for part in parts_of(_permitted(rows, by, "assign", outcome)):
        _update(
            rows.model._base_manager.filter(pk__in=part), outcome, "assigned", by, {"owner": owner}, values, [change]
        )
    return outcome


def delete(rows: QuerySet, *, by: Any) -> Outcome:
    """Delete the rows that `by` may delete; those in use stay."""
    outcome = Outcome()
    for part in parts_of(_permitted(rows, by, "delete", outcome)):
        chosen = rows.model._base_manager.filter(pk__in=part)
        try:
            outcome.done += _delete_all(chosen, by)
        except (ProtectedError, IntegrityError):
            for record in chosen:
                try:
                    outcome.done += _delete_all(rows.model._base_manager.filter(pk=record.pk), by)
                except (ProtectedError, IntegrityError):
                    outcome.skip("others refer to them", 1)
    return outcome


@transaction.atomic
def _delete_all(rows: QuerySet, by: Any) -> int:
    subjects = _subjects(rows)
    for before in before_delete:
        for record in rows:
            before(record, by)
    rows.delete()
    hall.record_events("deleted", by, subjects, [])
    return len(subjects)
