"""Forms made once: the general form of a record, and the field that looks records up."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.renderers import TemplatesSetting
from django.urls import reverse

from crm.records.folding import fold
from crm.records.permissions import hall
from crm.records.references import is_reference
from crm.records.registry import RecordType, Section
from crm.records.text import searchable

MOST_CANDIDATES = 20
MOST_TYPED = 300  # as long as the longest name
HIDDEN = "A record you cannot see"
NOT_SET = "Not set"


class Renderer(TemplatesSetting):
    """Draws form fields with our own component."""

    field_template_name = "components/_field.html"


class ReferenceWidget(forms.Widget):
    """A text box for the name and a hidden input for the id; a combobox where there is JavaScript."""

    template_name = "components/_combobox.html"

    def __init__(self, keys: tuple[str, ...], attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.keys = keys
        self.user: Any = None
        self.candidates: list = []

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, dict) else {"id": value, "text": None}
        pk = as_uuid(typed["id"])
        entry = hall.directory().visible_to(self.user).filter(pk=pk).first() if pk and self.user else None
        text = typed["text"]
        if text is None:
            text = entry.name if entry else HIDDEN if pk else ""
        look_up = f"{reverse('crm:look-up')}?types={','.join(self.keys)}"
        context["widget"] |= {
            "entry": entry,
            "id_value": str(pk or ""),
            "text": text,
            "look_up": look_up,
            "candidates": self.candidates,
        }
        return context

    def value_from_datadict(self, data, files, name: str) -> dict | None:
        if name not in data and f"{name}_text" not in data:
            return None
        if choice := data.get(f"{name}_choice"):  # one of the candidates for a name that was not clear
            return {"id": choice, "text": None}
        return {"id": (data.get(name) or "").strip(), "text": data.get(f"{name}_text")}

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def id_for_label(self, id_: str) -> str:
        return id_


def as_uuid(value: Any) -> UUID | None:
    """Return the id in `value`, or None when it is none."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None


class ReferenceField(forms.Field):
    """A record chosen by id, or by what was typed when it is the name of exactly one visible record.

    Give it the person with `for_user`. Cleans to a record or None. A chosen record that the person cannot see stays as it is
    when it was there before, and is refused like an unknown one otherwise.
    """

    default_error_messages = {
        "unknown": "There is no such record.",
        "none": "Nothing you can see is called “%(text)s”.",
        "many": "Several records match “%(text)s”: choose one.",
    }

    def __init__(self, *, model, verb: str = "view", **kwargs) -> None:
        self.model, self.verb = model, verb
        for unused in ("queryset", "to_field_name", "limit_choices_to", "blank"):
            kwargs.pop(unused, None)
        super().__init__(widget=ReferenceWidget((model._meta.label_lower,)), **kwargs)
        self.user: Any = None
        self.kept: UUID | None = None

    def for_user(self, user, kept: UUID | None = None) -> None:
        self.user = self.widget.user = user
        self.kept = kept

    def prepare_value(self, value: Any) -> Any:
        return value.pk if hasattr(value, "pk") else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        typed = value if isinstance(value, dict) else {"id": value, "text": None}
        text = searchable((typed["text"] or "")[:MOST_TYPED])
        if typed["text"] == "":  # emptied: without scripts the id of before is still sent along
            return None
        if pk := as_uuid(typed["id"]):
            is_named = not text or text == HIDDEN
            found = self._candidates().filter(pk=pk).first()
            if found is None and pk == self.kept:
                # Only as it stood there: a name typed for a hidden record must not be answered by whether it is right.
                return self.model._base_manager.filter(pk=pk).first() if is_named else self._by_name(text)
            if found is None:
                raise ValidationError(self.error_messages["unknown"], "unknown")
            # What is typed wins over an id that was chosen before the text was changed.
            if is_named or fold(found.name) == fold(text):
                return found
        elif typed["id"] and not text:
            raise ValidationError(self.error_messages["unknown"], "unknown")
        return self._by_name(text) if text else None

    def _candidates(self):
        return self.model.objects.permitted_to(self.user, self.verb)

    def _by_name(self, text: str) -> Any:
        exact = list(self._candidates().filter(entry__sort_name=fold(text))[: MOST_CANDIDATES + 1])
        if len(exact) == 1:
            return exact[0]
        similar = hall.directory().visible_to(self.user).of_type(self.model).search(text).best_first(text)
        ids = [record.pk for record in exact] or list(similar.values_list("pk", flat=True)[:MOST_CANDIDATES])
        self.widget.candidates = list(hall.directory().visible_to(self.user).filter(pk__in=ids))
        code = "many" if self.widget.candidates else "none"
        raise ValidationError(self.error_messages[code], code, {"text": text})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            value = self.to_python(data)
        except ValidationError:
            return True
        return (value.pk if value else None) != as_uuid(initial)


class WebAddressField(forms.CharField):
    """An address on the web; one typed as people say it, without its scheme, gets https. The model judges it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "url"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return f"https://{text}" if text and "://" not in text else text


def form_field(field, **kwargs):
    """Return the form field for a model field: look-ups for references, native controls for dates."""
    if is_reference(field):
        return ReferenceField(
            model=field.related_model, required=not field.blank, label=_label(field), help_text=field.help_text
        )
    made = field.formfield(**kwargs)
    if field.choices and field.blank:
        made.choices = [("", NOT_SET) if value == "" else (value, label) for value, label in made.choices]
    if any(isinstance(validator, URLValidator) for validator in field.validators):
        made = WebAddressField(max_length=field.max_length, required=not field.blank, help_text=field.help_text)
        made.label = _label(field)
    elif isinstance(made, forms.DateField):
        made.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif isinstance(made.widget if made else None, forms.Textarea):
        made.widget.attrs["rows"] = 2 if field.name.endswith("street") else 4
    return made


def _label(field) -> str:
    return field.verbose_name[:1].upper() + field.verbose_name[1:]


class RecordForm(forms.ModelForm):
    """The general form of a record: it validates and words; the verbs save.

    It carries the version that was read and what stood in each field then, so that a stale save can be told from a fresh one.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    base = forms.CharField(widget=forms.HiddenInput, required=False)
    insist = forms.BooleanField(widget=forms.HiddenInput, required=False)
    record_type: RecordType
    shown_sections: tuple[Section, ...] = ()

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, field in self.fields.items():
            if isinstance(field, ReferenceField):
                field.for_user(user, getattr(self.instance, f"{name}_id", None))
        if not self.instance._state.adding:
            self.fields["version"].initial = self.instance.version
            self.fields["base"].initial = json.dumps(self.snapshot())

    @property
    def sections(self) -> list[dict]:
        """The sections with their bound fields, for the template."""
        return [
            {"title": section.title, "fields": [self[name] for name in section.fields if name in self.fields]}
            for section in self.shown_sections
        ]

    def snapshot(self) -> dict[str, str]:
        """Return what stands in each field of the record, as text."""
        return {name: as_text(getattr(self.instance, self._attname(name))) for name in self.record_fields}

    @property
    def record_fields(self) -> list[str]:
        return [name for name in self.fields if name not in ("version", "base", "insist")]

    def _attname(self, name: str) -> str:
        return self._meta.model._meta.get_field(name).attname

    def changes(self) -> dict[str, Any]:
        """Return the cleaned values of the fields that a person can change here."""
        return {name: self.cleaned_data[name] for name in self.record_fields}

    def look_alikes(self) -> list:
        """Return visible records that may be the same, unless the person insists."""
        duplicates = self.record_type.duplicates
        if duplicates is None or self.cleaned_data.get("insist"):
            return []
        return duplicates(self._meta.model, self.cleaned_data, self.user, self.instance.pk)


def as_text(value: Any) -> str:
    """Return a field's value as the text that a form would send for it."""
    if value is None or value is False:
        return ""
    return "on" if value is True else value.isoformat() if hasattr(value, "isoformat") else str(value)


def form_class(record_type: RecordType, *, quick: bool = False) -> type[RecordForm]:
    """Return the form of a type: its own when it declares one, else made from its sections; only a few fields when `quick`."""
    base = record_type.form or RecordForm
    names = record_type.quick if quick else record_type.shown_fields
    made = forms.modelform_factory(record_type.model, form=base, fields=names, formfield_callback=form_field)
    made.record_type = record_type
    made.shown_sections = (Section("Details", names),) if quick else record_type.sections
    return made
