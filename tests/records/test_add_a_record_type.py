"""Adding a record type as docs/how-to/add-a-record-type.md says: one declaration gives list, pages, search, rights, export, history."""

import pytest
from django.db import models
from django.test import Client
from django.urls import clear_url_caches, include, path

from crm.models import DirectoryEntry
from crm.records.registry import Section, record_types
from crm.records.roles import GENERAL
from crm.records.urls import record_urls
from tests.factories import UserFactory
from tests.records.throwaway import make_model, thrown_away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def warehouses(settings):
    """A type declared as the page says, with its addresses."""
    import crm.urls as house

    model = make_model("Warehouse", city=models.CharField(max_length=100, blank=True))
    declaration = {
        "columns": ("name", "city", "owner"),
        "filters": ("city", "owner"),
        "sections": (Section("Details", ("name", "city")),),
        "detail": ("city",),
        "search": ("name", "city"),
        "levels": GENERAL,
        "has_pages": True,
    }
    with thrown_away(model, **declaration):
        added = path("", include((record_urls(record_types.of(model)), "crm")))
        house.hall[:0] = added.url_patterns
        clear_url_caches()
        yield model
        del house.hall[: len(added.url_patterns)]
        clear_url_caches()


@pytest.fixture
def rep():
    return UserFactory(roles=["Salesperson"])


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_declared_type_has_list_pages_search_rights_history_and_export(warehouses, rep):
    client = signed_in(rep)
    kind = record_types.of(warehouses)
    assert client.get(kind.url_new).status_code == 200
    made = client.post(kind.url_new, {"name": "Depot Ørsted", "city": "Århus"}, follow=True)
    assert made.status_code == 200
    depot = warehouses.objects.get()
    assert depot.owner == rep

    assert "Depot Ørsted" in client.get(kind.url_list).content.decode()
    assert "Depot Ørsted" in client.get("/search/", {"q": "arhus"}).content.decode()
    assert DirectoryEntry.objects.get(pk=depot.pk).type_key == "crm.warehouse"

    saved = client.post(kind.url("edit", depot.pk), {"name": "Depot", "city": "Aarhus", "version": 1})
    assert saved.status_code == 302
    assert "Aarhus" in client.get(kind.url("history", depot.pk)).content.decode()
    assert b"Depot" in b"".join(client.get(kind.url_export).streaming_content)

    stranger = signed_in(UserFactory(roles=["Salesperson"]))
    assert stranger.get(kind.url("detail", depot.pk)).status_code == 404
    assert client.post(kind.url("delete", depot.pk)).status_code == 302
    assert not DirectoryEntry.objects.filter(pk=depot.pk).exists()
