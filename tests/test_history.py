"""The history of a record tells what its reader may know, and counts nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.models import Account, Contact, Event, EventSubject
from crm.records.permissions import Level
from tests.factories import AccountFactory, ContactFactory, UserFactory, set_level

pytestmark = pytest.mark.django_db


def connected(account: Account, contact: Contact) -> None:
    event = Event.objects.create(verb="connected", actor=account.owner)
    for record in (account, contact):
        EventSubject.objects.create(
            event=event, record_id=record.pk, type_key=record._meta.label_lower, name=record.name
        )


def test_events_with_a_hidden_record_make_neither_rows_nor_pages(client: Client):
    me = UserFactory()
    set_level(me, "crm.account", view=Level.ALL)
    set_level(me, "crm.contact", view=Level.OWN)
    account, hidden, mine = AccountFactory(), ContactFactory(), ContactFactory(owner=me)
    for _ in range(60):
        connected(account, hidden)
    connected(account, mine)
    client.force_login(me)
    page = client.get(f"/accounts/{account.pk}/history/")
    assert page.context["page"].paginator.count == 1
    assert [told["others"][0].pk for told in page.context["events"]] == [mine.pk]
    assert hidden.name not in page.content.decode()
