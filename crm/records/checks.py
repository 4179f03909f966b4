"""System checks: mistakes in a declaration are found at start-up, each with an id and a hint."""

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from crm.records.models import Record
from crm.records.permissions import hall
from crm.records.registry import record_types
from crm.records.roles import ROLES, levels
from crm.records.views.declared import check_rights


def check_record_types(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Every declared type is a Record, names only columns it has, and gives levels that can be read."""
    found: list[checks.CheckMessage] = []
    for record_type in record_types:
        if not issubclass(record_type.model, Record):
            found.append(checks.Error(f"{record_type.key} is not a Record.", obj=record_type.model, id="kith.E001"))
            continue
        found += _missing_fields(record_type) or _wrong_kinds(record_type)
        found += _wrong_levels(record_type)
    return found


def _missing_fields(record_type) -> list[checks.CheckMessage]:
    named = {"name", *record_type.search, *record_type.phones, *record_type.detail, *record_type.shown_fields}
    named |= {*record_type.columns, *record_type.more_columns, *record_type.filters, *record_type.facts}
    found: list[checks.CheckMessage] = []
    for name in sorted(named | set(filter(None, (record_type.guard, record_type.restricted_by)))):
        try:
            record_type.model._meta.get_field(name)
        except FieldDoesNotExist:
            text = f"{record_type.key} has no field {name!r}."
            found.append(checks.Error(text, "Mend the declaration.", record_type.model, "kith.E002"))
    return found


def _wrong_kinds(record_type) -> list[checks.CheckMessage]:
    """The database makes the directory's row of these columns: text, and for rights a reference and a yes or no."""
    field = record_type.model._meta.get_field
    texts = {*record_type.search, *record_type.phones, *record_type.detail}
    found: list[checks.CheckMessage] = []
    for name in sorted(texts):
        kind = getattr(field(name), "output_field", field(name))
        if not isinstance(kind, models.CharField | models.TextField):
            hint = "search, phones and detail are text columns of the model's own table."
            found.append(checks.Error(f"{record_type.key}: {name!r} is no text.", hint, record_type.model, "kith.E004"))
    if record_type.guard and field(record_type.guard).related_model is not hall.directory().model:
        hint = "The guard is a foreign key to crm.DirectoryEntry."
        found.append(checks.Error(f"{record_type.key}: the guard is none.", hint, record_type.model, "kith.E005"))
    if record_type.restricted_by and not isinstance(field(record_type.restricted_by), models.BooleanField):
        hint = "restricted_by is a BooleanField."
        found.append(checks.Error(f"{record_type.key}: no restriction.", hint, record_type.model, "kith.E005"))
    return found


def _wrong_levels(record_type) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for role, code in record_type.levels.items():
        try:
            levels(code)
            known = role in ROLES
        except (KeyError, ValueError):
            known = False
        if not known:
            hint = "A shipped role, and six letters out of A, T, O and -, one per verb."
            text = f"{record_type.key}: {code!r} of {role} cannot be read."
            found.append(checks.Error(text, hint, record_type.model, "kith.E003"))
    return found


def register_all() -> None:
    """Register the checks of the framework, once, at start-up."""
    checks.register(check_record_types)
    checks.register(check_rights)
