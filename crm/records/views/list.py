"""The list of a type."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from crm.records.listing import Listing
from crm.records.permissions import can
from crm.records.views.base import RecordView


class ListView(RecordView):
    """Rows by view, filter, sort and page; the whole page, or its list alone for htmx."""

    right = "view"
    template = "list"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        listing = Listing(self.record_type, request.user, request.GET)
        model = self.record_type.model
        offered = ("assign", "change", "delete") if self.record_type.deactivates else ()
        bulk = [verb for verb in offered if can(request.user, verb, model)]
        context = {"listing": listing, "bulk": bulk}
        if self.is_fragment() and request.htmx.target == "list":
            return self.show(context, template="_list")
        return self.show(context)
