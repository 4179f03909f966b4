"""Export of a list: the rows and columns that the list itself shows."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from crm.records.exporting import as_csv, as_xlsx
from crm.records.listing import Listing
from crm.records.views.base import RecordView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportView(RecordView):
    """CSV, or XLSX with `format=xlsx`; the rest of the address is the list's."""

    right = "export"
    template = "export"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        listing = Listing(self.record_type, request.user, request.GET)
        name = f"{self.record_type.slug}-{timezone.localdate():%Y-%m-%d}"
        if request.GET.get("format") == "xlsx":
            return FileResponse(as_xlsx(listing), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
        answer = StreamingHttpResponse(as_csv(listing), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
