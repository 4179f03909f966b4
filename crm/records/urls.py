"""The addresses of a record type: the same names for every type."""

from django.urls import URLPattern, path

from crm.records import pages
from crm.records.registry import RecordType
from crm.records.views.assign import AssignView
from crm.records.views.bulk import BulkView
from crm.records.views.delete import DeleteView, SetActiveView
from crm.records.views.detail import DetailView
from crm.records.views.edit import EditView, NewView
from crm.records.views.export import ExportView
from crm.records.views.list import ListView

PAGES = (
    ("list", "", ListView),
    ("new", "new/", NewView),
    ("bulk", "bulk/", BulkView),
    ("export", "export/", ExportView),
    ("detail", "<uuid:pk>/", DetailView),
    ("edit", "<uuid:pk>/edit/", EditView),
    ("delete", "<uuid:pk>/delete/", DeleteView),
    ("active", "<uuid:pk>/active/", SetActiveView),
    ("assign", "<uuid:pk>/assign/", AssignView),
)


def record_urls(record_type: RecordType) -> list[URLPattern]:
    """Return the general pages of a type, named `account-list`, `account-detail` and so on."""
    name = record_type.model._meta.model_name
    own = [(page, route, view) for page, route, view in PAGES if page != "new" or record_type.creates]
    added = [(page.name, f"<uuid:pk>/{page.name}/", page.view) for page in pages.added]
    return [
        path(f"{record_type.slug}/{route}", view.as_view(record_type=record_type), name=f"{name}-{page}")
        for page, route, view in (*own, *added)
    ]
