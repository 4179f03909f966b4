"""Tables of lists, made from the columns that are shown. A column that is not shown is not made: it cannot be sorted or exported."""

from typing import Any

import django_tables2 as tables
from django.db import models
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from crm.records.drawing import entity, mail_link, phone_link, reference, website_link
from crm.records.references import is_reference
from crm.records.registry import RecordType

NARROW = 1  # columns from this one on give way when room is short
NARROWER = 4


def label_of(field: models.Field) -> str:
    """Return a field's name as a heading."""
    return field.verbose_name[:1].upper() + field.verbose_name[1:]


class FieldColumn(tables.Column):
    """A column that shows a field for people and gives its plain value to exports."""

    def __init__(self, field: models.Field, **kwargs: Any) -> None:
        self.field = field
        super().__init__(
            verbose_name=label_of(field), accessor=field.attname, orderable=False, empty_values=(None, ""), **kwargs
        )

    def render(self, value: Any, record: Any) -> Any:
        if self.field.choices:
            return format_html('<span class="badge">{}</span>', getattr(record, f"get_{self.field.name}_display")())
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(self.field, models.DateTimeField):
            exact = date_format(localtime(value), "DATETIME_FORMAT")
            shown = date_format(localtime(value), "SHORT_DATE_FORMAT")
            return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact, shown)
        if isinstance(self.field, models.DateField):
            return format_html(
                '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "SHORT_DATE_FORMAT")
            )
        if isinstance(self.field, models.EmailField):
            return mail_link(value)
        if "phone" in self.field.name or self.field.name == "mobile":
            return phone_link(value)
        if isinstance(self.field, models.URLField):
            return website_link(value)
        return value

    def value(self, value: Any, record: Any) -> Any:
        if self.field.choices:
            return getattr(record, f"get_{self.field.name}_display")()
        if isinstance(self.field, models.DateTimeField) and value:
            return localtime(value).replace(tzinfo=None)
        return value


class NameColumn(FieldColumn):
    """The first column: avatar, name and one line of detail, as a link to the record."""

    def render(self, value: Any, record: Any, table: Any) -> str:  # type: ignore[override]
        """Draw the name; the table knows the line of detail."""
        return entity(record, table.detail_of(record))


class ReferenceColumn(FieldColumn):
    """A column that names another record, if the reader may see it; nothing otherwise."""

    def render(self, value: Any, record: Any, table: Any) -> str:  # type: ignore[override]
        """Draw the other record's name as a link."""
        entry = table.references.get(value)
        return reference(entry) if entry else "—"

    def value(self, value: Any, record: Any, table: Any) -> str:  # type: ignore[override]
        """Give the other record's name."""
        entry = table.references.get(value)
        return entry.name if entry else ""


class RecordTable(tables.Table):
    """A page of records; `references` holds the directory rows of everything they name."""

    def __init__(self, *args: Any, record_type: RecordType, references: dict, **kwargs: Any) -> None:
        self.record_type, self.references = record_type, references
        super().__init__(*args, **kwargs)

    def detail_of(self, record: Any) -> str:
        return " · ".join(str(value) for name in self.record_type.detail if (value := getattr(record, name)))


def table_class(record_type: RecordType, names: tuple[str, ...]) -> type[RecordTable]:
    """Return a table of just these columns."""
    made: dict[str, Any] = {}
    for position, name in enumerate(names):
        field = record_type.model._meta.get_field(name)
        kind = NameColumn if position == 0 else ReferenceColumn if is_reference(field) else FieldColumn
        css = "cell-name" if position == 0 else "cell-key" if position == 1 and field.choices else _give_way(position)
        if isinstance(field, models.IntegerField):
            css += " num"
        elif position and not field.choices:
            css += " cell-clip"
        made[name] = kind(
            field, attrs={"td": {"class": css.strip()}, "th": {"class": css.replace("cell-name", "").strip()}}
        )
    return type("Table", (RecordTable,), made)


def _give_way(position: int) -> str:
    """On a phone a row is a card of its name and, where it has one, its state; the rest gives way."""
    return "cell-3" if position >= NARROWER else "cell-2" if position >= NARROW else ""
