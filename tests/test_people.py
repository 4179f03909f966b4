"""People and teams: made, invited and changed by administrators; let go with a hand-over; never deleted."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from crm.actions import users
from crm.actions.hand_over import owned_by
from crm.actions.teams import add_member, remove_member, set_primary, set_teams
from crm.models import AccessLevel, Account, Contact, Event, Membership, Note, Team, User
from crm.records.actions import assign, delete, revise
from crm.records.errors import KithError, NotAllowedError, StaleVersionError
from crm.records.permissions import can
from tests.factories import AccountFactory, ContactFactory, NoteFactory, TeamFactory, UserFactory, give_roles, set_level

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


# The Django admin


def test_the_admin_is_behind_our_sign_in_and_for_administrators(client: Client, sam: User, admin: User):
    chain = client.get("/admin/auth/group/", follow=True).redirect_chain
    assert chain[-1] == ("/sign-in/?next=/admin/auth/group/", 302)
    assert client.get("/admin/login/").headers["Location"] == "/sign-in/?next=/admin/"
    client.force_login(sam)
    assert client.get("/admin/login/").status_code == 403
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/auth/group/", follow=True).status_code == 403
    client.force_login(admin)
    assert client.get("/admin/").status_code == 200


def test_nothing_but_roles_is_in_the_admin(office: Client):
    from crm.admin import administration

    assert [model._meta.label for model in administration._registry] == ["auth.Group"]
    assert office.get("/admin/crm/user/").status_code == 404


def test_the_levels_of_a_role_are_edited_in_a_grid(office: Client, sam: User):
    page = reverse("admin:auth_group_change", args=[role("Salesperson").pk])
    form = office.get(page).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    assert data["crm__contact__view"] == 2
    response = office.post(page, data | {"crm__contact__delete": "3"})
    assert response.status_code == 302
    level = AccessLevel.objects.get(group__name="Salesperson", type_key="crm.contact", verb="delete")
    assert level.level == 3
    of_a_mate = ContactFactory(owner=UserFactory(team=TeamFactory(members=[sam])))
    assert can(User.objects.get(pk=sam.pk), "delete", of_a_mate)


def test_a_new_role_may_do_what_its_grid_says(office: Client):
    form = office.get(reverse("admin:auth_group_add")).context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | {"name": "Interns", "crm__account__view": "1"}
    assert office.post(reverse("admin:auth_group_add"), data).status_code == 302
    intern = UserFactory(roles=["Interns"])
    assert can(intern, "view", AccountFactory(owner=intern))
    assert not can(intern, "view", AccountFactory())


def test_the_role_administrator_is_fixed(office: Client):
    fixed = role("Administrator")
    page = reverse("admin:auth_group_change", args=[fixed.pk])
    assert "do everything" in office.get(page).content.decode()
    assert office.post(page, {"name": "Peasants"}).status_code == 403
    assert office.post(reverse("admin:auth_group_delete", args=[fixed.pk]), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [fixed.pk], "post": "yes"}
    office.post(reverse("admin:auth_group_changelist"), data)
    assert role("Administrator") == fixed


@pytest.mark.parametrize("lookup", ["user__password__startswith", "user__email", "access_levels__level"])
def test_the_admin_looks_up_nothing_across_tables(office: Client, lookup: str):
    response = office.get(reverse("admin:auth_group_changelist"), {lookup: "x"})
    assert response.status_code in (302, 400)
