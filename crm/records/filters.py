"""Filters of lists, made from the declaration of the type. An invalid value gives no rows and a message, never all rows."""

from functools import cache

import django_filters
from django import forms
from django.db import models

from crm.records.forms import ReferenceField
from crm.records.references import is_reference
from crm.records.registry import RecordType, record_types

MOST_TYPED = 200


class ReferenceFilter(django_filters.Filter):
    """Rows that refer to one record, chosen by look-up."""

    field_class = ReferenceField


class SearchFilter(django_filters.CharFilter):
    """Rows that hold every typed word, by the one search of the directory."""

    def filter(self, qs, value):
        return qs.search(value) if value else qs


class RecordFilterSet(django_filters.FilterSet):
    """The filters of a list; asks references through what the person may see."""

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            if isinstance(field, ReferenceField):
                field.for_user(user)

    @property
    def qs(self):
        return super().qs if not self.is_bound or self.form.is_valid() else self.queryset.none()


def _filter_for(model, name: str) -> django_filters.Filter:
    field = model._meta.get_field(name)
    label = field.verbose_name[:1].upper() + field.verbose_name[1:]
    if is_reference(field):
        return ReferenceFilter(field_name=name, label=label, model=field.related_model)
    if field.choices:
        widget = forms.SelectMultiple(attrs={"size": 4})
        return django_filters.MultipleChoiceFilter(
            field_name=name, label=label, choices=field.flatchoices, widget=widget
        )
    if isinstance(field, models.BooleanField):
        return django_filters.BooleanFilter(field_name=name, label=label)
    if isinstance(field, models.DateField):
        return django_filters.DateFromToRangeFilter(field_name=name, label=label)
    return django_filters.CharFilter(field_name=name, label=label, lookup_expr="icontains", max_length=MOST_TYPED)


@cache
def _made(key: str) -> type[RecordFilterSet]:
    record_type = record_types.get(key)
    placeholder = forms.TextInput(attrs={"placeholder": "Search this list", "type": "search", "autocomplete": "off"})
    made = {
        "q": SearchFilter(label=f"Search {record_type.label_plural.lower()}", max_length=MOST_TYPED, widget=placeholder)
    }
    made |= {name: _filter_for(record_type.model, name) for name in record_type.filters}
    return type("Filters", (RecordFilterSet,), made)


def filter_class(record_type: RecordType) -> type[RecordFilterSet]:
    """Return the filters of a type, made once."""
    return _made(record_type.key)
