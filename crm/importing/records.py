"""Brings records of a declared type in: matched by external id, validated by the model, made in bulk, changed by the verb."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, models, transaction

from crm.importing.importers import CREATED, LATER, REJECTED, UNCHANGED, UPDATED, Importer, Order, Outcome, Values
from crm.importing.resolving import UNKNOWN, Answers
from crm.records.actions import KEPT, difference, primary_team_of, revise
from crm.records.errors import KithError
from crm.records.models import Record
from crm.records.permissions import access_of, can, hall
from crm.records.references import is_reference
from crm.records.registry import RecordType
from crm.records.text import clean_line

ALWAYS = ("external_id", "owner", "team", "is_active")
YES, NO = {"yes", "y", "true", "t", "1", "on", "x"}, {"no", "n", "false", "f", "0", "off"}
# The same whether the record is hidden or may only be read.
TAKEN = "This external id cannot be used here."


class RecordImporter(Importer):
    """Brings records of one declared type in; the columns are the fields of its sections, and owner, team, active."""

    def __init__(self, record_type: RecordType) -> None:
        self.record_type = record_type
        self.model = record_type.model
        self.key = record_type.key
        meta = self.model._meta
        self.words = frozenset({meta.model_name, str(meta.verbose_name).lower(), record_type.slug})
        self.label_plural = record_type.label_plural.lower()
        names = dict.fromkeys((*record_type.shown_fields, *ALWAYS))
        given = [meta.get_field(name) for name in names if name not in KEPT and not meta.get_field(name).generated]
        self.fields = {field.name: str(field.verbose_name) for field in given}
        others = [field for field in meta.concrete_fields if field.name not in self.fields]
        self.known = {field.name for field in others} | {str(field.verbose_name) for field in others}
        self.references = [field for field in given if is_reference(field)]
        self.required = {
            f.name for f in meta.concrete_fields if not f.blank and not f.has_default() and f.name != "owner"
        }

    def process(self, rows: list[Values], order: Order) -> list[Outcome]:
        return _Batch(self, order).run([self._as_stored(row) for row in rows])

    def _as_stored(self, row: Values) -> Values:
        """Clean what records are looked up by, so that it is found as it was stored."""
        texts = dict(row.texts)
        try:
            for name in ("external_id", *(field.name for field in self.references)):
                if name in texts:
                    texts[name] = clean_line(texts[name])
        except ValidationError as error:
            return Values(row.number, {}, f"{self.fields[name]}: {' '.join(error.messages)}")
        return Values(row.number, {name: text for name, text in texts.items() if text}, row.fault)


class _RejectedError(Exception):
    """This row stays out; the message says why."""


class _TooEarlyError(_RejectedError):
    """The row refers to a record of the same type that is not there yet."""


@dataclass
class _Made:
    """A new record that is ready to be saved."""

    row: Values
    record: Record
    loss: str


@dataclass
class _Batch:
    """One chunk of rows on its way in; rows that need each other go in one after the other, in rounds."""

    importer: RecordImporter
    order: Order
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        by, model = self.order.by, self.importer.model
        self.may_create, self.may_assign = can(by, "create", model), can(by, "assign", model)

    def run(self, rows: list[Values]) -> list[Outcome]:
        waiting = rows
        while waiting:
            too_early = self._round(waiting)
            if len(too_early) == len(waiting):
                for row, reason in too_early:
                    self._note(row, REJECTED if self.order.is_last else LATER, reason)
                break
            waiting = [row for row, _ in too_early]
        return self.outcomes

    def _note(self, row: Values, verb: str, reason: str = "", pk: Any = None) -> None:
        self.outcomes.append(Outcome(row.number, verb, pk, reason))

    def _round(self, rows: list[Values]) -> list[tuple[Values, str]]:
        """Bring in what can come in now; return the rest with the reasons."""
        self._look_up(rows)
        too_early, made, seen = [], [], set()
        for row in rows:
            external_id = row.texts.get("external_id", "")
            if external_id and external_id in seen:
                too_early.append((row, "This external id stands twice in the file."))
                continue
            seen.add(external_id)
            try:
                if new := self._bring_in(row, external_id):
                    made.append(new)
            except _TooEarlyError as error:
                too_early.append((row, str(error)))
            except _RejectedError as error:
                self._note(row, REJECTED, str(error))
        self._save(made)
        return too_early

    def _look_up(self, rows: list[Values]) -> None:
        """Ask once for all rows: whom they refer to, and which of them are there already."""
        by, memory, model = self.order.by, self.order.memory, self.importer.model
        self.answers = {}
        for reference in self.importer.references:
            if texts := {row.texts[reference.name] for row in rows if reference.name in row.texts}:
                self.answers[reference.name] = Answers(reference, texts, by, memory)
        ids = {row.texts["external_id"] for row in rows if "external_id" in row.texts}
        mine = model.objects.permitted_to(by, "change").filter(external_id__in=ids)
        self.matches = {record.external_id: record for record in mine} if ids else {}
        taken = model._base_manager.filter(external_id__in=ids - self.matches.keys()).values_list(
            "external_id", flat=True
        )
        self.taken = set(taken) if ids else set()
        owners = self.answers["owner"].ids() if "owner" in self.answers else set()
        self.team_of = {by.pk: primary_team_of(by)} | {
            owner.pk: primary_team_of(owner) for owner in type(by)._base_manager.filter(pk__in=owners)
        }

    def _bring_in(self, row: Values, external_id: str) -> _Made | None:
        """Change the record that the row matches, or return a new one. Raises _RejectedError."""
        if row.fault:
            raise _RejectedError(row.fault)
        if external_id in self.taken:
            raise _RejectedError(TAKEN)
        match = self.matches.get(external_id)
        probe, loss, names = self._cleaned(row, is_new=match is None)
        if match is not None:
            attnames = [probe._meta.get_field(name).attname for name in names]
            self._change(row, match, {attname: getattr(probe, attname) for attname in attnames}, loss)
        elif memory_id := self.order.memory and self.order.memory.external_ids.get(external_id):
            self._note(row, UPDATED, loss, memory_id)
        else:
            self._own(probe)
            return _Made(row, probe, loss)
        return None

    def _cleaned(self, row: Values, is_new: bool) -> tuple[Record, str, list[str]]:
        """Return a record with the row's values, what was dropped from it, and the fields that remain."""
        importer, errors, lost = self.importer, {}, []
        record, names = importer.model(), list(row.texts)
        for name, text in row.texts.items():
            reference = name in self.answers
            try:
                setattr(record, f"{name}_id" if reference else name, self._value(name, text))
            except ValidationError as error:
                errors[name] = error.messages
        checked = {name for name in names if name not in self.answers} | (importer.required if is_new else set())
        try:
            record.clean_fields(
                exclude={f.name for f in record._meta.fields} - checked | errors.keys() | self.answers.keys()
            )
        except ValidationError as error:
            errors |= error.message_dict
        errors |= {name: ["This is needed."] for name in self._missing(record, errors) if is_new}
        for name in self.order.drop_invalid & errors.keys() & row.texts.keys():
            if importer.model._meta.get_field(name).blank:
                lost.append(f"{importer.fields[name]} {row.texts[name][:200]!r}")
                names.remove(name)
                setattr(record, name, record._meta.get_field(name).get_default())
                del errors[name]
        self._raise(errors)
        return record, f"Dropped: {', '.join(lost)}." if lost else "", names

    def _missing(self, record: Record, errors: dict) -> list[str]:
        required = [f for f in self.importer.references if f.name in self.importer.required and f.name not in errors]
        return [f.name for f in required if getattr(record, f.attname) is None]

    def _raise(self, errors: dict[str, list[str]]) -> None:
        if errors:
            said = (
                f"{self._label(name)}: {' '.join(errors[name])}" if name else " ".join(errors[name]) for name in errors
            )
            raise _RejectedError(" ".join(said))

    def _label(self, name: str) -> str:
        return self.importer.fields.get(name, name)

    def _value(self, name: str, text: str) -> Any:
        """Return what a field makes of a text before it is validated. Raises ValidationError, _TooEarlyError."""
        target = self.importer.model._meta.get_field(name)
        if answers := self.answers.get(name):
            found = answers[text]
            if isinstance(found, str):
                if found == UNKNOWN and target.related_model is self.importer.model and not self.order.is_last:
                    raise _TooEarlyError(f"{self._label(name)}: {answers.complaint(text)}")
                raise ValidationError(answers.complaint(text))
            return found
        if isinstance(target, models.BooleanField):
            word = text.lower()
            if word not in YES | NO:
                raise ValidationError(f"{text[:40]!r} is neither yes nor no.")
            return word in YES
        if target.choices:
            words = {str(label).lower(): value for value, label in target.flatchoices}
            return words.get(text.lower(), text.lower() if text.lower() in dict(target.flatchoices) else text)
        return text

    def _own(self, record: Record) -> None:
        """Give a new record its owner and team, as far as the person may. Raises _RejectedError."""
        by = self.order.by
        if not self.may_create:
            raise _RejectedError(f"You may not make {self.importer.label_plural}.")
        if record.owner_id is None:
            record.owner_id = by.pk
        elif record.owner_id != by.pk and not self.may_assign:
            raise _RejectedError("You may not make records for somebody else.")
        team_id = self.team_of[record.owner_id]
        if record.team_id not in {None, team_id, *access_of(by).team_ids} and not self.may_assign:
            raise _RejectedError("You may not make records for another team.")
        record.team_id = record.team_id or team_id
        record.created_by = record.changed_by = by
        try:
            record.clean()
        except ValidationError as error:
            self._raise(_by_field(error))

    def _change(self, row: Values, match: Record, values: dict[str, Any], loss: str) -> None:
        """Change an existing record by the verb, when there is something to change. Raises _RejectedError."""
        now = type(match)(
            **{f.attname: getattr(match, f.attname) for f in match._meta.concrete_fields if not f.generated}
        )
        for name, value in values.items():
            setattr(now, name, value)
        if not difference(match, now, values):
            self._note(row, UNCHANGED, loss, match.pk)
            return
        try:
            revise(match, values, by=self.order.by)
        except ValidationError as error:
            self._raise(_by_field(error))
        except (KithError, DatabaseError) as error:
            raise _RejectedError(str(error)) from error
        self._note(row, UPDATED, loss, match.pk)

    def _save(self, made: list[_Made]) -> None:
        """Save all at once; when the database refuses, one by one, to know which it is and why."""
        if not made:
            return
        try:
            with transaction.atomic():
                self.importer.model._base_manager.bulk_create([one.record for one in made])
        except DatabaseError:
            made = [one for one in made if self._save_alone(one)]
        named = self.importer.model._base_manager.filter(pk__in=[one.record.pk for one in made])
        names = dict(named.values_list("pk", "name"))
        hall.record_events("created", self.order.by, [(pk, self.importer.key, name) for pk, name in names.items()], [])
        for one in made:
            self._note(one.row, CREATED, one.loss, one.record.pk)
            if self.order.memory is not None:
                self.order.memory.add(one.record.pk, names[one.record.pk], one.record.external_id)

    def _save_alone(self, one: _Made) -> bool:
        try:
            with transaction.atomic():
                one.record.full_clean()
                one.record.save(force_insert=True)
        except ValidationError as error:
            self._note(one.row, REJECTED, " ".join(error.messages))
        except DatabaseError:
            self._note(one.row, REJECTED, "The database does not take this row.")
        else:
            return True
        return False


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return {"" if name == NON_FIELD_ERRORS else name: messages for name, messages in found.items()}
