"""Two people at the same record at the same moment: a clear answer, never a broken page."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.test import Client

from crm.actions import saved_views
from crm.actions.notes import add_note
from crm.lists import ListMemory
from crm.models import Account, Recent, SavedView, User
from crm.records import actions
from crm.records.permissions import VERBS, Level
from tests.factories import AccountFactory, UserFactory, set_level

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client) -> User:
    person = UserFactory(name="Sam Carter")
    set_level(person, "crm.account", **dict.fromkeys(VERBS, Level.ALL))
    client.force_login(person)
    return person


@pytest.mark.parametrize(
    ("page", "data"), [("edit", {"name": "New", "version": 1}), ("active", {"active": "0"}), ("assign", {})]
)
def test_a_record_deleted_between_reading_and_saving_is_not_found(client, me, page, data, monkeypatch):
    account, locked = AccountFactory(), actions.locked

    def too_late(record: Account) -> Account:
        Account.objects.filter(pk=record.pk).delete()
        return locked(record)

    monkeypatch.setattr(actions, "locked", too_late)
    data = data or {"owner": me.pk}
    assert client.post(f"/accounts/{account.pk}/{page}/", data).status_code == 404


def test_what_was_taken_at_the_same_moment_is_refused_in_the_form(client, me, monkeypatch):
    """The other one saved after this one was validated: only the database notices."""
    AccountFactory(external_id="ERP-1")
    validate, times = Account.validate_constraints, []

    def too_early(self, **options):
        times.append(1)
        if len(times) > 2:  # the form and the verb look, then the other one saves
            validate(self, **options)

    monkeypatch.setattr(Account, "validate_constraints", too_early)
    answer = client.post("/accounts/new/", {"name": "Late", "external_id": "ERP-1"})
    assert answer.status_code == 422
    assert "Another record has this external id." in answer.content.decode()
    assert not Account.objects.filter(name="Late").exists()


def test_a_view_saved_twice_by_two_clicks_is_refused_once(client, me, monkeypatch):
    SavedView.objects.create(owner=me, type_key="crm.account", name="Big ones")
    monkeypatch.setattr(SavedView, "validate_constraints", lambda self, **options: None)
    assert client.post("/views/crm.account/new/", {"name": "Big ones"}).status_code == 422
    assert SavedView.objects.count() == 1
    assert saved_views.save_view(SavedView(owner=me, type_key="crm.account", name="Small ones"), by=me).pk


def loop(owner: User) -> Account:
    """Return an account above itself: two people once made it so at the same moment."""
    above = AccountFactory(name="Above", owner=owner)
    Account.objects.filter(pk=above.pk).update(parent=AccountFactory(parent=above, owner=owner))
    return above


def test_a_rule_that_a_record_breaks_is_said_when_it_is_deactivated(client, me):
    account = loop(me)
    answer = client.post(f"/accounts/{account.pk}/active/", {"active": "0"}, follow=True)
    assert answer.status_code == 200
    assert [str(message) for message in answer.context["messages"]] == [
        "This account stands below the one that you edit: it cannot be its parent."
    ]


def test_a_rule_that_a_record_breaks_is_said_when_it_is_assigned(client, me):
    answer = client.post(f"/accounts/{loop(me).pk}/assign/", {"owner": UserFactory().pk})
    assert answer.status_code == 422
    assert "it cannot be its parent" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_record_deleted_while_it_is_looked_at_is_not_remembered(client, me):
    account = AccountFactory()
    gone = Account(pk=account.pk)
    Account.objects.filter(pk=account.pk).delete()
    ListMemory().saw(me, gone)
    assert not Recent.objects.exists()


@pytest.mark.parametrize(
    ("module", "verb", "address", "data", "status"),
    [
        ("crm.records.views.edit", "create", "/accounts/new/", {"name": "New"}, 422),
        ("crm.records.views.edit", "revise", "/accounts/{}/edit/", {"name": "New", "version": 1}, 422),
        ("crm.records.views.delete", "delete", "/accounts/{}/delete/", {}, 409),
        ("crm.views.notes", "add_note", "/notes/on/{}/", {"text": "Seen"}, 404),
    ],
)
def test_what_the_database_refuses_at_the_very_end_is_said(
    client, me, monkeypatch, module, verb, address, data, status
):
    """PostgreSQL looks at references when a transaction ends."""

    def refuse(*args, **options):
        raise IntegrityError

    monkeypatch.setattr(f"{module}.{verb}", refuse)
    assert client.post(address.format(AccountFactory().pk), data).status_code == status


def test_a_note_on_what_was_deleted_at_the_same_moment_is_not_found(client, me, monkeypatch):
    def too_late(record: Account, *args, **options):
        Account.objects.filter(pk=record.pk).delete()
        return add_note(record, *args, **options)

    monkeypatch.setattr("crm.views.notes.add_note", too_late)
    monkeypatch.setattr(actions, "require_guard", lambda *args: None)  # it was there when that was asked
    assert client.post(f"/notes/on/{AccountFactory().pk}/", {"text": "Seen"}).status_code == 404
