"""System checks: mistakes in a declaration are found at start-up, each with an id and a hint."""

from django.core import checks
from django.core.exceptions import FieldDoesNotExist

from crm.records.models import Record
from crm.records.registry import record_types
from crm.records.roles import levels


def check_record_types(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Every declared type is a Record, names only columns it has, and gives levels that can be read."""
    found: list[checks.CheckMessage] = []
    for record_type in record_types:
        model = record_type.model
        if not issubclass(model, Record):
            found.append(checks.Error(f"{record_type.key} is not a Record.", obj=model, id="kith.E001"))
            continue
        named = {"name", *record_type.search, *record_type.phones, *record_type.detail, *record_type.shown_fields}
        named |= {*record_type.columns, *record_type.more_columns, *record_type.filters, *record_type.facts}
        for name in sorted(named | set(filter(None, (record_type.guard, record_type.restricted_by)))):
            try:
                model._meta.get_field(name)
            except FieldDoesNotExist:
                found.append(
                    checks.Error(
                        f"{record_type.key} has no field {name!r}.", "Mend the declaration.", model, "kith.E002"
                    )
                )
        for role, code in record_type.levels.items():
            try:
                levels(code)
            except (KeyError, ValueError):
                hint = "Six letters out of A, T, O and -, one per verb."
                found.append(
                    checks.Error(f"{record_type.key}: {code!r} of {role} cannot be read.", hint, model, "kith.E003")
                )
    return found


def register_all() -> None:
    """Register the checks of the framework, once, at start-up."""
    checks.register(check_record_types)
