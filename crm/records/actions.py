"""Verbs that every record type has: create, revise, delete, assign, deactivate, activate, alone and in bulk.

Each is one transaction: lock and re-read, ask `can`, change, write history. A verb that finds nothing to change does nothing.
"""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from crm.records.errors import InUseError, NotAllowedError, StaleVersionError
from crm.records.models import Record
from crm.records.permissions import access_of, can, entries_permitted_to, hall
from crm.records.registry import record_types

KEPT = {"id", "version", "created_at", "created_by", "changed_at", "changed_by"}  # never taken from a caller


def locked(record: Record) -> Record:
    """Return the record as it is now, locked until the transaction ends. Raises DoesNotExist when it is gone."""
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


def require(user, verb: str, target) -> None:
    """Raise NotAllowedError unless `user` may `verb` the record or type."""
    if not can(user, verb, target):
        raise NotAllowedError


def shown(record: Record, name: str) -> str:
    """Return the value of a field in words, for history."""
    field = record._meta.get_field(name)
    value = getattr(record, name)
    if value in (None, ""):
        return ""
    if field.choices:
        return str(getattr(record, f"get_{name}_display")())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def difference(old: Record, new: Record, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return one entry per field that differs: its name, its label, old and new in words, and the ids for references."""
    changes = []
    for name in names:
        field = old._meta.get_field(name)
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        if before != after:
            change = {"field": name, "label": str(field.verbose_name), "old": shown(old, name), "new": shown(new, name)}
            if field.is_relation:
                change |= {"old_id": str(before) if before else "", "new_id": str(after) if after else ""}
            changes.append(change)
    return changes


def tell(verb: str, by, records: Iterable[Record], changes: list | None = None) -> None:
    """Write one event of history about these records."""
    hall.record_event(verb, by, [(r.pk, r._meta.label_lower, r.name) for r in records], changes or [])


def save_or_refuse(row: models.Model, **options: Any) -> None:
    """Save; what somebody else saved at the same moment is refused as any other value is. Raises ValidationError."""
    try:
        with transaction.atomic():
            row.save(**options)
    except IntegrityError as error:
        row.validate_unique()
        row.validate_constraints()
        raise ValidationError("Somebody else changed something about it at the same moment: try again.") from error


def primary_team_of(user) -> Any:
    """Return the id of the team that what `user` owns belongs to."""
    return user.team_id


def require_guard(user, record: Record) -> None:
    """Raise NotAllowedError unless `user` may put a guarded record (a note) where it stands."""
    record_type = record_types.of(type(record))
    guard_id = getattr(record, record._meta.get_field(record_type.guard).attname) if record_type.guard else None
    if guard_id and not entries_permitted_to(user, record_type.made_with).filter(pk=guard_id).exists():
        raise NotAllowedError


def require_owner_at_work(record: Record) -> None:
    """Raise ValidationError when the record would be given to somebody who has left."""
    if record.owner_id != record.pk and not record.owner.is_active:
        raise ValidationError({"owner": f"{record.owner} has left; choose somebody else."})


def changeable(record: Record, names: Iterable[str]) -> list[str]:
    """Return the fields that these names stand for (`owner_id` is `owner`). Raises ValueError for those no caller may set."""
    fields = [record._meta.get_field(name) for name in names]
    refused = sorted(f.name for f in fields if f.name in KEPT or not f.concrete or f.many_to_many or f.generated)
    if refused:
        raise ValueError(f"These cannot be changed: {', '.join(refused)}.")
    return [field.name for field in fields]


@transaction.atomic
def create(record: Record, *, by) -> Record:
    """Save a new record made by `by`, who owns it unless the record names another owner.

    Raises NotAllowedError, and ValidationError when a rule of the model is broken. Naming another owner, or a team that is
    neither the owner's nor one of the maker's, needs the right to assign. A guarded record needs the right to its guard.
    """
    require(by, "create", type(record))
    require_guard(by, record)
    if record.owner_id is None:
        record.owner = by
    elif record.owner_id not in (by.pk, record.pk) and not can(by, "assign", type(record)):
        raise NotAllowedError("You may not make records for somebody else.")
    usual = {None, primary_team_of(record.owner), *access_of(by).team_ids}
    if record.team_id not in usual and not can(by, "assign", type(record)):
        raise NotAllowedError("You may not make records for another team.")
    if record.team_id is None:
        record.team_id = primary_team_of(record.owner)
    record.created_by = record.changed_by = by
    require_owner_at_work(record)
    record.full_clean()
    save_or_refuse(record, force_insert=True)
    record.refresh_from_db()
    tell("created", by, [record])
    return record


@transaction.atomic
def revise(record: Record, changes: dict[str, Any], *, version: int | None = None, by) -> Record:
    """Change fields of a record and count its version up.

    `version` is the one that was read: raises StaleVersionError when the record has moved on since. Raises NotAllowedError and
    ValidationError. Changes that change nothing leave version and history as they are. A new owner or team needs the right to
    assign; `by` may no longer see the record afterwards.
    """
    now = locked(record)
    require(by, "change", now)
    if version is not None and now.version != version:
        raise StaleVersionError(now)
    names = changeable(now, changes)
    old = copy(now)
    for name, value in changes.items():
        setattr(now, name, value)
    changed = {change["field"] for change in difference(old, now, names)}
    if {"owner", "team"} & changed:
        require(by, "assign", old)
    if record_types.of(type(now)).guard in changed:
        require_guard(by, now)
    return _save_changed(old, now, names, "changed", by)


def _save_changed(old: Record, now: Record, names: Iterable[str], verb: str, by) -> Record:
    # Only what was changed is validated by field: a value that an old rule let in must not block a hand-over.
    others = {field.name for field in now._meta.fields} - set(names)
    now.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    changes = difference(old, now, names)
    if not changes:
        return now
    if old.owner_id != now.owner_id:
        require_owner_at_work(now)
    now.version = old.version + 1
    now.changed_by = by
    now.validate_unique()
    now.validate_constraints()
    save_or_refuse(now)
    now.refresh_from_db()
    tell(verb, by, [now], changes)
    return now


@transaction.atomic
def assign(record: Record, *, owner, team=None, by) -> Record:
    """Give the record to `owner`; the team moves along to the owner's primary one unless `team` is chosen.

    Raises NotAllowedError, and ValidationError when the owner has left.
    """
    now = locked(record)
    require(by, "assign", now)
    old = copy(now)
    now.owner, now.team_id = owner, team.pk if team else primary_team_of(owner)
    return _save_changed(old, now, ("owner", "team"), "assigned", by)


@transaction.atomic
def activate(record: Record, *, by) -> Record:
    """Take an inactive record back into the lists. Raises NotAllowedError."""
    return _set_active(record, True, by)


@transaction.atomic
def deactivate(record: Record, *, by) -> Record:
    """Take a record off the lists; it stays readable and can be activated again. Raises NotAllowedError."""
    return _set_active(record, False, by)


def _set_active(record: Record, is_active: bool, by) -> Record:
    now = locked(record)
    require(by, "change", now)
    if not record_types.of(type(now)).deactivates:
        raise NotAllowedError("This is done on its own page.")
    old = copy(now)
    now.is_active = is_active
    return _save_changed(old, now, ("is_active",), "activated" if is_active else "deactivated", by)


@transaction.atomic
def delete(record: Record, *, by) -> None:
    """Delete a record and what hangs on it. Raises NotAllowedError, and InUseError when others refer to it."""
    now = type(record)._base_manager.select_for_update().filter(pk=record.pk).first()
    if now is None:
        return
    require(by, "delete", now)
    for before in before_delete:
        before(now, by)
    tell("deleted", by, [now])
    try:
        with transaction.atomic():
            now.delete()
    except (ProtectedError, IntegrityError) as error:
        raise InUseError(f"{now} is in use; deactivate it instead.") from error


# Called with (record, by) before a record is deleted: rooms above write history for the other end of what goes along.
before_delete: list = []


def what_goes_along(record: Record, user) -> list[str]:
    """Say what a deletion would take along, or what stands in its way, counting only what `user` may see."""
    lines = []
    for other in record_types:
        for field in other.model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is type(record) and field.name not in KEPT:
                count = other.model.objects.visible_to(user).filter(**{field.name: record.pk}).count()
                if count and field.remote_field.on_delete is models.PROTECT:
                    words = "refers to it as {} and stands" if count == 1 else "refer to it as {} and stand"
                    lines.append(f"{count} {_named(other, count)} {words.format(field.verbose_name)} in the way")
                elif count:
                    lines.append(f"{count} {_named(other, count)} will no longer name it as {field.verbose_name}")
        if other.guard:
            count = other.model.objects.visible_to(user).filter(**{other.guard: record.pk}).count()
            if count:
                lines.append(f"{count} {_named(other, count)} will be deleted with it")
    return lines


def _named(record_type, count: int) -> str:
    return (record_type.label if count == 1 else record_type.label_plural).lower()
