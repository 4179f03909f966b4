"""Leaving with a hand-over, coming back, and who is in which team."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from crm.actions import users
from crm.actions.hand_over import owned_by
from crm.actions.teams import add_member, remove_member, set_primary, set_teams
from crm.models import Account, Contact, Event, Membership, Note, Team, User
from crm.records.errors import KithError, NotAllowedError
from crm.records.permissions import can
from tests.factories import AccountFactory, ContactFactory, NoteFactory, TeamFactory, UserFactory, give_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    admin = UserFactory(username="admin", name="Ada Whitfield", is_superuser=True)
    give_roles(admin, "Administrator")
    return admin


@pytest.fixture
def sam() -> User:
    return UserFactory(username="sam", name="Sam Carter", roles=["Salesperson"], password="correct horse battery")


@pytest.fixture
def office(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def story(user: User) -> list[tuple[str, list[str]]]:
    """Return what history tells of somebody: verb and the labels of what changed, oldest first."""
    events = Event.objects.filter(subjects__record_id=user.pk).order_by("at", "id")
    return [(event.verb, [change["label"] for change in event.changes]) for event in events]


# Leaving


def test_whoever_leaves_hands_over_everything_with_its_history(admin: User, sam: User):
    lena = UserFactory(name="Lena Vogel", team=TeamFactory())
    account, contact = AccountFactory(owner=sam), ContactFactory(owner=sam, is_active=False)
    led = TeamFactory(owner=sam)
    others = AccountFactory()
    assert {owned.record_type.key: owned.count for owned in owned_by(sam)} == {
        "crm.account": 1,
        "crm.contact": 1,
        "crm.team": 1,
    }
    users.deactivate(sam, hand_over_to=lena, by=admin)
    for record in (account, contact, led):
        version = record.version
        record.refresh_from_db()
        assert (record.owner, record.team, record.version, record.changed_by) == (lena, lena.team, version + 1, admin)
        event = Event.objects.get(subjects__record_id=record.pk)
        assert (event.verb, event.actor) == ("assigned", admin)
        assert (event.changes[0]["old"], event.changes[0]["new"]) == ("Sam Carter", "Lena Vogel")
    others.refresh_from_db()
    assert others.version == 1
    assert owned_by(sam) == []


def test_notes_stay_their_authors_private_ones_above_all(admin: User, sam: User):
    lena = UserFactory()
    account = AccountFactory(owner=sam)
    shared, private = NoteFactory(owner=sam, subject=account), NoteFactory(owner=sam, subject=account, is_private=True)
    users.deactivate(sam, hand_over_to=lena, by=admin)
    assert set(Note.objects.filter(owner=sam)) == {shared, private}
    assert private not in Note.objects.visible_to(lena)


def test_a_big_desk_is_handed_over_in_few_statements(admin: User, sam: User, django_assert_max_num_queries):
    lena = UserFactory()
    Account.objects.bulk_create(Account(name=f"Account {n}", owner=sam) for n in range(600))
    with django_assert_max_num_queries(60):
        users.deactivate(sam, hand_over_to=lena, by=admin)
    assert Account.objects.filter(owner=lena).count() == 600
    assert Event.objects.filter(verb="assigned").count() == 600


@pytest.mark.parametrize("who", ["oneself", "nobody", "somebody inactive", "the leaver"])
def test_leaving_is_refused_with_a_word(admin: User, sam: User, who: str):
    AccountFactory(owner=sam)
    gone = UserFactory(is_active=False)
    leaver, to = {
        "oneself": (admin, sam),
        "nobody": (sam, None),
        "somebody inactive": (sam, gone),
        "the leaver": (sam, sam),
    }[who]
    with pytest.raises(KithError):
        users.deactivate(leaver, hand_over_to=to, by=admin)
    assert not User.objects.filter(pk=leaver.pk, is_active=False).exists()
    assert Account.objects.filter(owner=sam).exists()


def test_the_last_administrator_cannot_leave(admin: User):
    second = UserFactory(is_superuser=True)
    users.deactivate(admin, hand_over_to=None, by=second)
    assert not User.objects.get(pk=admin.pk).is_active
    with pytest.raises((KithError, NotAllowedError)):
        users.deactivate(second, by=admin)


def test_leaving_twice_is_once_and_returning_takes_a_new_invitation(admin: User, sam: User):
    users.deactivate(sam, by=admin)
    users.deactivate(sam, by=admin)
    assert [verb for verb, _ in story(sam)] == ["deactivated"]
    back = users.reactivate(sam, by=admin)
    assert back.is_active
    assert not back.has_usable_password()


def test_sessions_of_the_leaver_are_gone(admin: User, sam: User, client: Client):
    client.post("/sign-in/", {"login": "sam", "password": "correct horse battery"})
    client.get("/sign-in/sessions/")
    key = client.session.session_key
    UserSession.objects.get_or_create(user=sam, session_key=key, defaults={"ip": "127.0.0.1", "user_agent": "x"})
    users.deactivate(sam, by=admin)
    assert UserSession.objects.filter(user=sam).count() == 0
    assert not client.session.exists(key)


def test_the_page_of_leaving_counts_and_asks_who_takes_over(office: Client, admin: User, sam: User):
    AccountFactory.create_batch(2, owner=sam)
    lena = UserFactory(name="Lena Vogel")
    page = reverse("crm:user-deactivate", args=[sam.pk])
    assert "2 accounts" in office.get(page).content.decode()
    assert office.post(page).status_code == 422
    assert office.post(page, {"hand_over_to": lena.pk}).status_code == 302
    assert Account.objects.filter(owner=lena).count() == 2
    assert office.post(reverse("crm:user-reactivate", args=[sam.pk])).headers["Location"].endswith("/invite/")
    assert User.objects.get(pk=sam.pk).is_active


# Teams


def test_the_first_team_is_the_primary_one_and_gives_way(admin: User, sam: User):
    east, west = TeamFactory(name="East"), TeamFactory(name="West")
    set_teams(sam, [west], None, by=admin)
    assert User.objects.get(pk=sam.pk).team == west
    add_member(east, sam, by=admin)
    add_member(east, sam, by=admin)
    remove_member(west, sam, by=admin)
    assert User.objects.get(pk=sam.pk).team == east
    remove_member(east, sam, by=admin)
    remove_member(east, sam, by=admin)
    assert User.objects.get(pk=sam.pk).team is None
    assert [verb for verb, labels in story(sam) if verb in ("joined", "left")] == ["joined", "joined", "left", "left"]


def test_the_primary_team_is_one_of_ones_own(admin: User, sam: User):
    team = TeamFactory()
    with pytest.raises(KithError):
        set_primary(sam, team, by=admin)
    with pytest.raises(KithError):
        set_teams(sam, [], team, by=admin)
    assert User.objects.get(pk=sam.pk).team is None


def test_administrators_fill_teams_on_a_page(office: Client, sam: User):
    team = TeamFactory(name="East")
    page = reverse("crm:team-members", args=[team.pk])
    assert office.post(page, {"user": sam.pk}).status_code == 302
    assert "Sam Carter" in office.get(page).content.decode()
    assert office.post(page, {"user": sam.pk}).status_code == 422
    assert office.post(reverse("crm:team-member-remove", args=[team.pk, sam.pk])).status_code == 302
    assert not Membership.objects.filter(team=team).exists()


def test_what_a_team_gives_is_gone_with_the_team(admin: User, sam: User):
    team = TeamFactory(members=[sam])
    contact = ContactFactory(team=team)
    assert can(User.objects.get(pk=sam.pk), "view", contact)
    remove_member(team, sam, by=admin)
    assert not can(User.objects.get(pk=sam.pk), "view", contact)
    assert Contact.objects.filter(pk=contact.pk).exists()
    assert Team.objects.filter(pk=team.pk).exists()
