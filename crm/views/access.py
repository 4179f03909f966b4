"""Who may see a record, and why: sharing, and "why can I see this?"."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from crm.actions.sharing import share, unshare
from crm.forms.records import ShareForm
from crm.models import Share
from crm.records.forms import as_uuid
from crm.records.permissions import VERBS, can, reasons
from crm.records.views.base import RecordView


class WhyView(RecordView):
    """Names the rules that let one in, verb by verb."""

    right = "view"
    template = "why"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show({"rules": [(verb, reasons(request.user, verb, self.record)) for verb in VERBS]})


class ShareView(RecordView):
    """Shares the record, shows with whom it is shared, and ends a share."""

    right = "view"
    template = "share"

    def get_record(self, pk: Any) -> Any:
        """Return the record; what everybody sees anyway has no such page."""
        if self.record_type.seen_by_all:
            raise Http404
        return super().get_record(pk)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show_form(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if ended := as_uuid(request.POST.get("end")):
            return self.end(ended)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, 422)
        data = form.cleaned_data
        share(
            self.record,
            user=data["person"],
            team=data["team"],
            level=data["level"],
            reason=data["reason"],
            by=request.user,
        )
        messages.success(request, f"Shared with {data['person'] or data['team']}.")
        return HttpResponseRedirect(request.path)

    def end(self, pk: Any) -> HttpResponse:
        found = Share.objects.filter(pk=pk, record_id=self.record.pk).select_related("user", "team").first()
        if found:
            unshare(found, self.record, by=self.request.user)
            messages.success(self.request, f"No longer shared with {found.user or found.team}.")
        still_seen = can(self.request.user, "view", self.record)
        return HttpResponseRedirect(self.request.path if still_seen else self.record_type.url())

    def make_form(self, data: Any = None) -> ShareForm:
        return ShareForm(data, user=self.request.user, may_change=can(self.request.user, "change", self.record))

    def show_form(self, form: ShareForm, status: int = 200) -> HttpResponse:
        rows = (
            Share.objects.filter(record_id=self.record.pk)
            .select_related("user", "team", "shared_by")
            .order_by("shared_at")
        )
        may_change = can(self.request.user, "change", self.record)
        mine = self.request.user.pk
        shares = [(row, may_change or mine in (row.shared_by_id, row.user_id)) for row in rows]
        return self.show({"form": form, "shares": shares}, status)
