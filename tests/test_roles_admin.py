"""The Django admin: for administrators, for roles only, and the grid of levels."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from crm.models import AccessLevel, User
from crm.records.permissions import can
from tests.factories import AccountFactory, ContactFactory, TeamFactory, UserFactory, give_roles

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


# The Django admin


def test_the_admin_is_behind_our_sign_in_and_for_administrators(client: Client, sam: User, admin: User):
    chain = client.get("/admin/auth/group/", follow=True).redirect_chain
    assert chain[-1] == ("/sign-in/?next=/admin/auth/group/", 302)
    assert client.get("/admin/login/").headers["Location"] == "/sign-in/?next=/admin/"
    client.force_login(sam)
    assert client.get("/admin/login/", follow=True).status_code == 403
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


@pytest.mark.parametrize("odd", ["abc", "9" * 30, "\x00", "-1", "１"])
def test_ids_that_no_role_can_have_are_a_bad_request(client, odd):
    boss = UserFactory(roles="Administrator", is_superuser=True)
    client.force_login(boss)
    data = {"action": "delete_selected", "_selected_action": [odd], "index": "0"}
    assert client.post("/admin/auth/group/", data).status_code == 400
