"""Verbs on the rows selected in a list, or on all that its filter matches."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from crm.records import bulk
from crm.records.forms import ReferenceField, as_uuid
from crm.records.listing import Listing
from crm.records.views.base import RecordView

MOST_IDS = 1000


class AssignForm(forms.Form):
    """Who gets the records."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = ReferenceField(model=apps.get_model("crm.User"), label="New owner")
        help_text = "The new owner's primary team, unless you choose another."
        self.fields["team"] = ReferenceField(
            model=apps.get_model("crm.Team"), label="Team", required=False, help_text=help_text
        )
        for field in self.fields.values():
            field.for_user(user)

    def clean_owner(self) -> Any:
        owner = self.cleaned_data["owner"]
        if owner and not owner.is_active:
            raise forms.ValidationError(f"{owner} has left; choose somebody else.")
        return owner


class BulkView(RecordView):
    """Runs one verb over the selected rows; assigning and deleting ask first. The server selects, by what the person may see."""

    right = "view"
    template = "bulk"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.record_type.url())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verb = request.POST.get("verb", "")
        steps = {"assign": self.assign, "delete": self.delete, "activate": self.activate, "deactivate": self.deactivate}
        if verb not in steps:
            messages.error(request, "Choose what to do with the selected records.")
            return self.finish()
        self.selected = self.selection(request.POST)
        if not self.selected.exists():
            messages.warning(request, "Nothing was selected.")
            return self.finish()
        return steps[verb]()

    def selection(self, data: QueryDict) -> Any:
        """Return the chosen rows among the visible ones: by id, or all that the list's own address matches."""
        if data.get("all") == "1":
            return Listing(self.record_type, self.request.user, QueryDict(data.get("query", ""))).unordered
        ids = [pk for pk in map(as_uuid, data.getlist("ids")[:MOST_IDS]) if pk]
        return self.record_type.model.objects.visible_to(self.request.user).filter(pk__in=ids)

    def assign(self) -> HttpResponse:
        sent = self.request.POST if "confirmed" in self.request.POST else None
        form = AssignForm(sent, user=self.request.user)
        if sent is None or not form.is_valid():
            return self.ask("assign", form=form, status=422 if sent else 200)
        chosen = form.cleaned_data
        outcome = bulk.assign(self.selected, owner=chosen["owner"], team=chosen["team"], by=self.request.user)
        return self.tell(outcome, f"assigned to {chosen['owner']}")

    def delete(self) -> HttpResponse:
        if "confirmed" not in self.request.POST:
            return self.ask("delete")
        return self.tell(bulk.delete(self.selected, by=self.request.user), "deleted")

    def activate(self) -> HttpResponse:
        return self.tell(bulk.set_active(self.selected, True, by=self.request.user), "activated")

    def deactivate(self) -> HttpResponse:
        return self.tell(bulk.set_active(self.selected, False, by=self.request.user), "deactivated")

    def ask(self, verb: str, form: Any = None, status: int = 200) -> HttpResponse:
        data = self.request.POST
        context = {
            "verb": verb,
            "form": form,
            "count": self.selected.count(),
            "first": self.selected.order_by("pk")[:5],
            "carried": [("all", data.get("all", "")), ("query", data.get("query", ""))],
            "ids": data.getlist("ids")[:MOST_IDS] if data.get("all") != "1" else [],
            "next": self.back(self.record_type.url()),
        }
        return self.show(context, status)

    def tell(self, outcome: bulk.Outcome, word: str) -> HttpResponse:
        level = messages.success if not outcome.skipped else messages.warning
        level(self.request, outcome.sentence(word))
        return self.finish()

    def finish(self) -> HttpResponse:
        return HttpResponseRedirect(self.back(self.record_type.url()))
