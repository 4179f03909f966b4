"""Two people changed one record: what stands there now against what one typed, and which of them to keep."""

from typing import Any

from django.http import QueryDict

from crm.records.actions import shown
from crm.records.forms import RecordForm, ReferenceField, as_text
from crm.records.references import visible_references

TAKE = "take_"


def compare(current: Any, mine: dict[str, str], base: dict[str, str], form: RecordForm, user: Any) -> list[dict]:
    """Return one row per field that differs: theirs and mine in words, and which one is proposed.

    What one did not touch is proposed as it stands now; what one changed, as one typed it.
    """
    references = [name for name in mine if isinstance(form.fields[name], ReferenceField)]
    typed = form.instance
    names = visible_references([current, typed], references, user)
    rows = []
    for name, value in mine.items():
        theirs = as_text(getattr(current, current._meta.get_field(name).attname))
        if theirs == value:
            continue
        words = [_words(record, name, names, name in references) for record in (current, typed)]
        row = {"name": name, "label": form.fields[name].label, "theirs": words[0], "mine": words[1]}
        rows.append(row | {"proposed": "theirs" if base.get(name) == value else "mine"})
    return rows


def _words(record: Any, name: str, names: dict, is_reference: bool) -> str:
    if is_reference:
        pk = getattr(record, f"{name}_id")
        return names[pk].name if pk in names else "A record you cannot see" if pk else ""
    return shown(record, name)


def taken(data: QueryDict, current: Any) -> QueryDict:
    """Return the sent data with each field for which "theirs" was taken put to what stands in the record."""
    data = data.copy()
    for key in [key for key in data if key.startswith(TAKE) and data[key] == "theirs"]:
        name = key.removeprefix(TAKE)
        field = next((field for field in current._meta.concrete_fields if field.name == name), None)
        if field is not None:
            data.pop(f"{name}_text", None)
            data[name] = as_text(getattr(current, field.attname))
    return data
