"""Where addresses begin."""

from django.contrib import admin
from django.urls import include, path

from crm.health import healthz, readyz
from crm.records.registry import record_types
from crm.records.urls import record_urls

app_name = "crm"

hall = [
    *[address for record_type in record_types.with_pages() for address in record_urls(record_type)],
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include((hall, "crm"))),
]
