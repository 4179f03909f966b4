"""Names of records that other records refer to, resolved through what the reader may see: one query for a whole page."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from crm.records.permissions import hall
from crm.records.registry import RecordType, record_types


def is_reference(field: models.Field) -> bool:
    """Tell whether a field points at a record."""
    return isinstance(field, models.ForeignKey) and field.related_model._meta.label_lower in record_types


def reference_names(record_type: RecordType, names: Iterable[str]) -> list[str]:
    """Return those of `names` that are references of the type."""
    return [name for name in names if is_reference(record_type.model._meta.get_field(name))]


def visible_references(records: Iterable[Any], names: Iterable[str], user) -> dict[Any, Any]:
    """Return id to directory row for everything that `records` refer to by `names` and that `user` may see."""
    attnames = [f"{name}_id" for name in names]
    ids = {value for record in records for attname in attnames if (value := getattr(record, attname))}
    if not ids:
        return {}
    return {entry.pk: entry for entry in hall.directory().visible_to(user).filter(pk__in=ids)}
