"""Saved views of lists: what they keep, and that a shared one tells nothing that its reader cannot see."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from crm.models import DefaultView, SavedView, Team, User
from crm.records.permissions import Level
from tests.factories import AccountFactory, TeamFactory, UserFactory, set_level

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="North")


@pytest.fixture
def maker(team: Team) -> User:
    person = UserFactory(teams=[team])
    set_level(person, "crm.account", view=Level.ALL)
    return person


def test_a_view_shared_with_a_team_does_not_name_what_a_reader_cannot_see(client: Client, maker: User, team: Team):
    hidden = AccountFactory(name="Secret Holding")
    AccountFactory(name="Daughter", parent=hidden)
    reader = UserFactory(teams=[team])
    set_level(reader, "crm.account", view=Level.OWN)
    client.force_login(maker)
    addresses = {"By id": f"parent={hidden.pk}&parent_text=Secret+Holding", "By name": "parent_text=Secret+Holding"}
    for name, address in addresses.items():
        client.post(f"/views/crm.account/new/?{address}", {"name": name, "team": team.pk})
    views = list(SavedView.objects.all())
    assert len(views) == 2
    for view in views:
        assert [a.name for a in client.get(f"/accounts/?view={view.pk}").context["listing"].page] == ["Daughter"]
    client.force_login(reader)
    for view in views:
        page = client.get(f"/accounts/?view={view.pk}")
        assert page.status_code == 200
        assert b"Secret" not in page.content
        assert not page.context["listing"].page.object_list


def test_the_view_that_opens_first_is_kept_by_its_plain_id(client: Client, maker: User):
    client.force_login(maker)
    client.post("/views/crm.account/new/?sort=-name", {"name": "Down"})
    view = SavedView.objects.get()
    for odd in (f"urn:uuid:{view.pk}", f"{{{view.pk}}}", "-" * 500 + view.pk.hex):
        assert client.post("/views/crm.account/default/", {"view": odd}).status_code == 302
        assert UUID(DefaultView.objects.get().view) == view.pk
        assert DefaultView.objects.get().view == str(view.pk)
    client.post(f"/views/{view.pk}/delete/")
    assert not DefaultView.objects.exists()
