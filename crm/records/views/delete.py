"""Deleting a record, and the gentler way that is offered first: deactivating it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

from crm.records.actions import activate, deactivate, delete, what_goes_along
from crm.records.errors import InUseError
from crm.records.permissions import can
from crm.records.views.base import RecordView


class DeleteView(RecordView):
    """Says what goes along and asks; deletes on POST."""

    right = "delete"
    template = "delete"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.ask()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = str(self.record)
        try:
            delete(self.record, by=request.user)
        except InUseError as error:
            return self.ask(str(error), 409)
        except IntegrityError:  # somebody referred to it at the same moment, which the database sees when all is done
            return self.ask(f"{name} is in use; deactivate it instead.", 409)
        messages.success(request, f"Deleted {name}.")
        return HttpResponseRedirect(self.record_type.url())

    def ask(self, error: str = "", status: int = 200) -> HttpResponse:
        context = {"along": what_goes_along(self.record, self.request.user), "error": error}
        return self.show(context | {"can_deactivate": can(self.request.user, "change", self.record)}, status)


class SetActiveView(RecordView):
    """Deactivates or activates; nothing to see here."""

    right = "change"
    http_method_names = ["post", "head", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("active") == "1"
        try:
            record = (activate if wanted else deactivate)(self.record, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.back(self.record.get_absolute_url()))
        word = "Activated" if wanted else "Deactivated"
        messages.success(request, format_html('{} <a href="{}">{}</a>.', word, record.get_absolute_url(), record))
        return HttpResponseRedirect(self.back(record.get_absolute_url()))
