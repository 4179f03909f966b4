"""Deleting a record: rights, what goes along, what stands in the way, and what history keeps."""

import pytest

from crm.models import Account, Contact, Note
from crm.records import actions
from crm.records.errors import InUseError, NotAllowedError
from tests.factories import AccountFactory, ContactFactory, NoteFactory, UserFactory
from tests.records.test_actions import told

pytestmark = pytest.mark.django_db


def test_a_deleted_record_is_gone_and_history_stays(sam):
    account = AccountFactory(owner=sam, name="Acme")
    NoteFactory(subject=account)
    actions.delete(account, by=sam)
    actions.delete(Account(pk=account.pk), by=sam)
    assert not Account.objects.exists()
    assert not Note.objects.exists()
    assert told() == [("deleted", "Sam", ["Acme"])]


def test_deleting_needs_the_right(rita, sam):
    account = AccountFactory(team=sam.team)
    for person in (rita, sam):
        with pytest.raises(NotAllowedError):
            actions.delete(account, by=person)
    assert Account.objects.count() == 1


def test_what_others_refer_to_is_not_deleted(boss):
    account = AccountFactory()
    ContactFactory(account=account)
    with pytest.raises(InUseError, match="in use"):
        actions.delete(account, by=boss)
    assert Account.objects.filter(pk=account.pk).exists()
    assert told() == []


def test_what_merely_names_a_record_lets_it_go(boss):
    contact = ContactFactory()
    account, report = AccountFactory(primary_contact=contact), ContactFactory(reports_to=contact)
    actions.delete(contact, by=boss)
    account.refresh_from_db()
    report.refresh_from_db()
    assert (account.primary_contact, report.reports_to) == (None, None)
    assert Contact.objects.count() == 1


def test_people_are_never_deleted(boss):
    with pytest.raises((NotAllowedError, InUseError)):
        actions.delete(UserFactory(), by=boss)
