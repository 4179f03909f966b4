"""One's own profile: what one may change of oneself, and that nothing else can be sent along."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from crm.actions.users import revise_profile, save_preferences
from crm.models import Event, Membership, User
from crm.records.errors import NotAllowedError
from tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

PREFERENCES = {
    "time_zone": "Europe/Berlin",
    "formats": "en-ie",
    "theme": "dark",
    "density": "compact",
    "page_size": "50",
    "start_page": "crm.contact",
}


@pytest.fixture
def rita() -> User:
    return UserFactory(username="rita", name="Rita Novak", roles=["Read-only"], team=TeamFactory())


@pytest.fixture
def me(client: Client, rita: User) -> Client:
    client.force_login(rita)
    return client


def profile_data(user: User, **more) -> dict:
    return {"name": user.name, "job_title": "Controller", "phone": "", "mobile": "", "version": user.version, **more}


def test_everybody_changes_the_own_profile_even_who_may_change_nothing_else(me: Client, rita: User):
    assert me.post("/profile/", profile_data(rita, name="Rita Nováková")).status_code == 302
    changed = User.objects.get(pk=rita.pk)
    assert (changed.name, changed.job_title, changed.version) == ("Rita Nováková", "Controller", 2)
    event = Event.objects.get(subjects__record_id=rita.pk)
    assert {change["field"] for change in event.changes} == {"name", "job_title"}


def test_preferences_are_kept_and_are_nobody_elses_business(me: Client, rita: User):
    assert me.post("/profile/preferences/", PREFERENCES).status_code == 302
    changed = User.objects.get(pk=rita.pk)
    assert (changed.theme, changed.density, changed.page_size, changed.shortcuts_on) == ("dark", "compact", 50, False)
    assert (changed.time_zone, changed.formats, changed.start_page) == ("Europe/Berlin", "en-ie", "crm.contact")
    assert changed.version == rita.version
    assert not Event.objects.exists()
    assert 'data-theme="dark"' in me.get("/profile/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Atlantis/Capital"},
        {"formats": "xx"},
        {"theme": "pink"},
        {"density": "dense"},
        {"page_size": "9999"},
        {"page_size": "-1"},
        {"start_page": "https://evil.example"},
        {"start_page": "crm.note"},
    ],
)
def test_preferences_that_make_no_sense_are_refused(me: Client, rita: User, wrong: dict):
    assert me.post("/profile/preferences/", PREFERENCES | wrong).status_code == 422
    assert User.objects.get(pk=rita.pk).theme == "system"


@pytest.mark.parametrize("path", ["/profile/", "/profile/preferences/"])
def test_nobody_raises_the_own_rights(me: Client, rita: User, path: str):
    team, boss = TeamFactory(), UserFactory(is_superuser=True)
    more = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "",
        "groups": [Group.objects.get(name="Administrator").pk],
        "roles": [Group.objects.get(name="Administrator").pk],
        "user_permissions": ["1"],
        "team": str(team.pk),
        "teams": [str(team.pk)],
        "primary_team": str(team.pk),
        "owner": str(boss.pk),
        "username": "boss",
        "email": "boss@kith.example",
        "password": "x",
        "id": str(boss.pk),
        "pk": str(boss.pk),
        "external_id": "x",
    }

    def rights(user: User) -> tuple:
        now = User.objects.get(pk=user.pk)
        own = (now.is_superuser, now.is_active, now.team_id, now.owner_id, now.username, now.email, now.password)
        return (
            *own,
            now.external_id,
            {group.name for group in now.groups.all()},
            Membership.objects.filter(user=now).count(),
        )

    before, of_boss = rights(rita), rights(boss)
    assert me.post(path, {**profile_data(rita), **PREFERENCES, **more}).status_code == 302
    assert rights(rita) == before
    assert rights(boss) == of_boss


def test_a_profile_is_changed_by_its_owner_only(rita: User):
    other = UserFactory(is_superuser=True)
    with pytest.raises(NotAllowedError):
        revise_profile(rita, {"name": "Eve"}, by=other)
    with pytest.raises(NotAllowedError):
        save_preferences(rita, {"theme": "dark"}, by=other)


def test_a_stale_profile_is_not_saved(me: Client, rita: User):
    data = profile_data(rita, name="Mine")
    User.objects.filter(pk=rita.pk).update(name="Theirs", version=2)
    response = me.post("/profile/", data)
    assert response.status_code == 409
    assert "Mine" in response.content.decode()
    assert User.objects.get(pk=rita.pk).name == "Theirs"


def test_an_invalid_profile_keeps_what_was_typed_and_the_name_in_the_head(me: Client, rita: User):
    response = me.post("/profile/", profile_data(rita, name="", phone="+1 555"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "+1 555" in html
    assert "Your account: Rita Novak" in html


def test_nobody_is_nobody_and_asks_to_sign_in(client: Client):
    assert client.get("/profile/").headers["Location"] == "/sign-in/?next=/profile/"
    assert client.post("/profile/preferences/").headers["Location"].startswith("/sign-in/?next=")
