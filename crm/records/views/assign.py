"""Giving one record to somebody else."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from crm.records.actions import assign
from crm.records.permissions import can
from crm.records.views.base import RecordView
from crm.records.views.bulk import AssignForm


class AssignView(RecordView):
    """Asks for the new owner; afterwards leads to a page that is still allowed."""

    right = "assign"
    template = "assign"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show({"form": AssignForm(user=request.user)})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AssignForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.show({"form": form}, 422)
        chosen = form.cleaned_data
        try:
            record = assign(self.record, owner=chosen["owner"], team=chosen["team"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.show({"form": form}, 422)
        messages.success(request, f"{record} now belongs to {record.owner}.")
        still_seen = can(request.user, "view", record)
        return HttpResponseRedirect(record.get_absolute_url() if still_seen else self.record_type.url())
