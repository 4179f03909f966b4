"""The page of a record."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse

from crm.records.panels import panels
from crm.records.permissions import hall
from crm.records.references import is_reference, reference_names, visible_references
from crm.records.registry import Section
from crm.records.views.base import RecordView


class DetailView(RecordView):
    """Head, facts, fields in sections, and the panels that others hang here."""

    right = "view"
    template = "detail"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record, record_type, user = self.record, self.record_type, request.user
        hall.memory.saw(user, record)
        names = {*record_type.shown_fields, *record_type.facts}
        seen = visible_references([record], reference_names(record_type, names), user)
        context = {
            "sections": [shown_section(record, section, seen) for section in record_type.sections],
            "facts": [shown_field(record, name, seen) for name in record_type.facts],
            "main_panels": panels.of(record_type, record, user, "main"),
            "side_panels": panels.of(record_type, record, user, "side"),
        }
        if record_type.context:
            context |= record_type.context(record, user)
        return self.show(context)


def shown_section(record: Any, section: Section, seen: dict) -> dict[str, Any]:
    """Return the section's fields as they are shown, and whether any of them holds something."""
    fields = [shown_field(record, name, seen) for name in section.fields]
    for field in fields:
        field["is_empty"] = not field.get("is_hidden") and field["value"] in (None, "")
    has_values = any(not field["is_empty"] and field["value"] is not False for field in fields)
    return {"title": section.title, "fields": fields, "has_values": has_values}


def shown_field(record: Any, name: str, seen: dict) -> dict[str, Any]:
    """Return how a field is shown: its label, its kind, and its value in words or as the directory row it names."""
    field = record._meta.get_field(name)
    value = getattr(record, field.attname)
    shown: dict[str, Any] = {
        "name": name,
        "label": field.verbose_name[:1].upper() + field.verbose_name[1:],
        "kind": "text",
    }
    if is_reference(field):
        return shown | {"kind": "reference", "value": seen.get(value), "is_hidden": bool(value) and value not in seen}
    if field.choices:
        return shown | {"value": getattr(record, f"get_{name}_display")() if value else ""}
    if isinstance(field, models.BooleanField):
        return shown | {"kind": "boolean", "value": value}
    if isinstance(field, models.DateField):
        return shown | {"kind": "date", "value": value}
    if isinstance(field, models.TextField):
        return shown | {"kind": "long", "value": value}
    kinds = {"email": "email", "website": "website", "phone": "phone", "mobile": "phone", "fax": "text"}
    kind = next((kind for part, kind in kinds.items() if part in name), "text")
    return shown | {"kind": kind, "value": value}
