"""People: made, invited and changed by administrators, and by nobody else."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from crm.actions import users
from crm.actions.teams import add_member, remove_member, set_primary
from crm.models import Event, User
from crm.records.actions import assign, delete, revise
from crm.records.errors import KithError, NotAllowedError, StaleVersionError
from crm.records.permissions import can
from tests.factories import TeamFactory, UserFactory, give_roles, set_level

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


def role(name: str) -> Group:
    return Group.objects.get(name=name)


def story(user: User) -> list[tuple[str, list[str]]]:
    """Return what history tells of somebody: verb and the labels of what changed, oldest first."""
    events = Event.objects.filter(subjects__record_id=user.pk).order_by("at", "id")
    return [(event.verb, [change["label"] for change in event.changes]) for event in events]


def person_data(**more) -> dict:
    return {"name": "Nora Lind", "username": "nora", "email": "Nora@kith.example", "invitation": "none", **more}


# Making and inviting


def test_a_made_person_has_a_verified_address_and_owns_itself(admin: User):
    team = TeamFactory()
    nora = users.make_user(
        "nora", "Nora@kith.example", roles=[role("Salesperson")], teams=[team], by=admin, name="Nora Lind"
    )
    address = EmailAddress.objects.get(user=nora)
    assert (address.email, address.verified, address.primary) == ("nora@kith.example", True, True)
    assert nora.owner_id == nora.pk
    assert (nora.created_by, nora.team, nora.is_superuser) == (admin, team, False)
    assert not nora.has_usable_password()
    assert [verb for verb, _ in story(nora)] == ["created", "changed", "joined", "changed"]


def test_the_role_administrator_makes_an_administrator(admin: User, sam: User):
    assert users.set_roles(sam, [role("Administrator")], by=admin).is_superuser
    assert not users.set_roles(sam, [role("Marketing")], by=admin).is_superuser


def test_an_invitation_leads_to_a_password_and_in(office: Client):
    response = office.post(reverse("crm:user-new"), person_data(invitation="mail", roles=[role("Read-only").pk]))
    assert response.status_code == 302
    assert mail.outbox[0].to == ["nora@kith.example"]
    path = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    guest = Client()
    page = guest.get(path, follow=True)
    words = {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    assert guest.post(page.request["PATH_INFO"], words).status_code == 302
    assert guest.post("/sign-in/", {"login": "nora", "password": words["password1"]}).headers["Location"] == "/start/"


def test_a_link_is_shown_once_and_kept_nowhere(office: Client):
    response = office.post(reverse("crm:user-new"), person_data(invitation="link"))
    link = re.search(r'value="(http://testserver/sign-in/forgotten/[^"]+)"', response.content.decode()).group(1)
    assert "no-store" in response.headers["Cache-Control"]
    assert mail.outbox == []
    nora = User.objects.get(username="nora")
    assert link not in office.get(reverse("crm:user-invite", args=[nora.pk])).content.decode()
    assert Client().get(link, follow=True).context["form"]


def test_a_mail_that_cannot_be_sent_is_told(office: Client, monkeypatch: pytest.MonkeyPatch):
    def fail(*args, **kwargs) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("crm.actions.invitations.send_mail", fail)
    response = office.post(reverse("crm:user-new"), person_data(invitation="mail"), follow=True)
    assert "could not be sent" in response.content.decode()
    assert User.objects.filter(username="nora").exists()


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"username": "sam"}, "username"),
        ({"email": "SAM@kith.example"}, None),
        ({"username": "nora@kith.example"}, "username"),
        ({"email": "nonsense"}, "email"),
        ({"name": ""}, "name"),
        ({"roles": ["999999"]}, "roles"),
        ({"invitation": "pigeon"}, "invitation"),
    ],
)
def test_a_person_that_cannot_be_made_is_refused_with_a_word(office: Client, sam: User, wrong: dict, field: str | None):
    before = User.objects.count()
    response = office.post(reverse("crm:user-new"), person_data(**wrong))
    assert response.status_code == 422
    assert field in response.context["form"].errors or response.context["form"].errors
    assert User.objects.count() == before


# Changing


def test_an_administrator_changes_somebody_in_one_go(office: Client, sam: User):
    east, west = TeamFactory(name="East"), TeamFactory(name="West")
    data = {"name": "Samuel Carter", "username": "sam", "email": "samuel@kith.example", "version": sam.version}
    data |= {"roles": [role("Sales manager").pk], "teams": [east.pk, west.pk], "primary_team": west.pk}
    assert office.post(reverse("crm:user-edit", args=[sam.pk]), data).status_code == 302
    sam.refresh_from_db()
    assert (sam.name, sam.email, sam.team) == ("Samuel Carter", "samuel@kith.example", west)
    assert {group.name for group in sam.groups.all()} == {"Sales manager"}
    assert set(sam.teams.all()) == {east, west}
    assert list(EmailAddress.objects.filter(user=sam).values_list("email", "verified")) == [
        ("samuel@kith.example", True)
    ]


def test_a_stale_change_of_somebody_is_refused(office: Client, admin: User, sam: User):
    old = sam.version
    users.revise_user(sam, {"job_title": "Director"}, by=admin)
    data = {"name": "Sam", "username": "sam", "email": sam.email, "version": old}
    response = office.post(reverse("crm:user-edit", args=[sam.pk]), data)
    assert response.status_code == 409
    assert "Director" in response.content.decode()
    with pytest.raises(StaleVersionError):
        users.revise_user(sam, {"name": "Sam"}, version=old, by=admin)


def test_the_only_administrator_stays_one(office: Client, admin: User):
    with pytest.raises(KithError, match="only administrator"):
        users.set_roles(admin, [], by=admin)
    data = {"name": admin.name, "username": "admin", "email": admin.email, "version": admin.version, "roles": []}
    response = office.post(reverse("crm:user-edit", args=[admin.pk]), data)
    assert response.status_code == 422
    assert "only administrator" in response.content.decode()
    admin.refresh_from_db()
    assert admin.is_superuser


# Rights


PAGES = [
    ("user-new", "none"),
    ("user-edit", "user"),
    ("user-invite", "user"),
    ("user-deactivate", "user"),
    ("user-reactivate", "user"),
    ("user-active", "user"),
    ("user-bulk", "none"),
    ("team-members", "team"),
]


@pytest.mark.parametrize("name, of", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_administrators_reach_what_changes_people(client: Client, sam: User, name: str, of: str, method: str):
    team = TeamFactory()
    set_level(sam, "crm.user", view=3, connect=3, change=3, delete=3, assign=3, export=3)
    client.force_login(sam)
    args = {"none": [], "user": [sam.pk], "team": [team.pk]}[of]
    before = list(User.objects.order_by("pk").values())
    response = getattr(client, method)(reverse(f"crm:{name}", args=args), {"roles": [role("Administrator").pk]})
    assert response.status_code == 403
    assert list(User.objects.order_by("pk").values()) == before


def test_the_verbs_refuse_whoever_is_no_administrator(sam: User):
    team, other = TeamFactory(), UserFactory()
    set_level(sam, "crm.user", view=3, change=3, delete=3, assign=3)
    for verb in (
        lambda: users.make_user("eve", "eve@kith.example", by=sam),
        lambda: users.revise_user(sam, {"name": "Boss"}, by=sam),
        lambda: users.set_roles(sam, [role("Administrator")], by=sam),
        lambda: users.deactivate(other, by=sam),
        lambda: users.reactivate(other, by=sam),
        lambda: add_member(team, sam, by=sam),
        lambda: remove_member(team, other, by=sam),
        lambda: set_primary(sam, team, by=sam),
        lambda: revise(sam, {"name": "Boss"}, by=sam),
        lambda: revise(other, {"is_superuser": True}, by=sam),
        lambda: assign(other, owner=sam, by=sam),
        lambda: delete(other, by=sam),
    ):
        with pytest.raises(NotAllowedError):
            verb()


def test_nobody_deletes_or_assigns_people_not_even_administrators(admin: User, sam: User, office: Client):
    assert not can(admin, "delete", sam)
    assert not can(admin, "assign", sam)
    assert office.post(reverse("crm:user-delete", args=[sam.pk])).status_code == 403
    assert User.objects.filter(pk=sam.pk).exists()


def test_people_are_not_switched_off_in_passing(admin: User, sam: User, office: Client):
    office.post(reverse("crm:user-active", args=[sam.pk]), {"active": "0"})
    office.post(reverse("crm:user-bulk"), {"verb": "deactivate", "ids": [str(admin.pk), str(sam.pk)]})
    assert User.objects.filter(is_active=False).count() == 0
