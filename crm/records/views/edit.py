"""Making and changing a record. A stale save shows both versions field by field and lets one choose."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

from crm.records.actions import create, revise
from crm.records.errors import StaleVersionError
from crm.records.forms import RecordForm, as_text, form_class
from crm.records.views.base import RecordView
from crm.records.views.conflict import compare, taken


class FormView(RecordView):
    """What new and edit share."""

    template = "form"
    is_quick = False

    def make_form(self, data: Any = None, instance: Any = None, initial: dict | None = None) -> RecordForm:
        made = form_class(self.record_type, quick=self.is_quick)
        return made(data, instance=instance, initial=initial, user=self.request.user)

    def show_form(self, form: RecordForm, status: int = 200, **context: Any) -> HttpResponse:
        cancel = self.record.get_absolute_url() if self.record else self.record_type.url()
        return self.show(
            {"form": form, "cancel": self.back(cancel), "next": self.back(""), "is_quick": self.is_quick, **context},
            status,
        )

    def refuse(self, form: RecordForm, error: ValidationError | IntegrityError) -> HttpResponse:
        """Show the form again with what the verb refused, in the fields it is about; or the database, at the very end."""
        if isinstance(error, IntegrityError):
            error = ValidationError("Something that it refers to was deleted at the same moment: choose again.")
        known = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, lines in known.items():
            form.add_error(name if name in form.fields else None, lines)
        return self.show_form(form, 422)

    def done(self, word: str, record: Any) -> HttpResponse:
        messages.success(self.request, format_html('{} <a href="{}">{}</a>.', word, record.get_absolute_url(), record))
        return HttpResponseRedirect(self.back(record.get_absolute_url()))


class NewView(FormView):
    """A new record; fields can be filled in from the address."""

    right = "create"

    @property
    def is_quick(self) -> bool:  # type: ignore[override]
        """Whether only the few fields of quick create were asked for."""
        return "quick" in self.request.GET and bool(self.record_type.quick)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        given = {name: request.GET[name] for name in self.record_type.shown_fields if name in request.GET}
        return self.show_form(self.make_form(initial=given))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, 422)
        if alike := form.look_alikes():
            return self.show_form(form, 422, look_alikes=alike)
        try:
            record = create(self.record_type.model(**form.changes()), by=request.user)
        except (ValidationError, IntegrityError) as error:
            return self.refuse(form, error)
        return self.done("Created", record)


class EditView(FormView):
    """A change; the form carries the version it was read at."""

    right = "change"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show_form(self.make_form(instance=self.record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        data = taken(request.POST, self.record)
        form = self.make_form(data, instance=self.get_record(self.record.pk))
        if not form.is_valid():
            return self.show_form(form, 422)
        try:
            record = revise(self.record, form.changes(), version=form.cleaned_data["version"] or 0, by=request.user)
        except StaleVersionError as stale:
            return self.show_conflict(form, stale.current)
        except (ValidationError, IntegrityError) as error:
            return self.refuse(form, error)
        return self.done("Saved", record)

    def show_conflict(self, form: RecordForm, current: Any) -> HttpResponse:
        """Answer 409 with mine and theirs, field by field."""
        try:
            base = json.loads(form.cleaned_data["base"] or "{}")
        except (ValueError, RecursionError):
            base = {}
        mine = {name: as_text(getattr(value, "pk", value)) for name, value in form.changes().items()}
        rows = compare(current, mine, base if isinstance(base, dict) else {}, form, self.request.user)
        return self.show({"form": form, "rows": rows, "mine": mine, "current": current}, 409, "conflict")
