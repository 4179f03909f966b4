"""Sharing one record, by its page: one gives only what one has, and takes nothing from others."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.choices import ShareLevel
from crm.models import Account, Event, Share, User
from crm.records.permissions import Level
from tests.factories import AccountFactory, UserFactory, set_level, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return AccountFactory(name="Northwind")


@pytest.fixture
def reader(account: Account) -> User:
    person = UserFactory(name="Rita Reader")
    set_level(person, "crm.account", view=Level.OWN, change=Level.OWN)
    share(account, person)
    return person


def give(client: Client, account: Account, to: User, level: str) -> int:
    return client.post(f"/accounts/{account.pk}/share/", {"person": to.pk, "level": level}).status_code


def test_whoever_may_only_read_does_not_lower_what_somebody_else_shared(client: Client, account: Account, reader: User):
    other = UserFactory()
    theirs = share(account, other, ShareLevel.CHANGE)
    client.force_login(reader)
    assert give(client, account, other, ShareLevel.READ) == 403
    theirs.refresh_from_db()
    assert (theirs.level, theirs.shared_by) == (ShareLevel.CHANGE, account.owner)
    assert not Event.objects.exists()


def test_whoever_may_only_read_shares_to_read_and_lowers_ones_own(client: Client, account: Account, reader: User):
    other = UserFactory()
    client.force_login(reader)
    assert give(client, account, other, ShareLevel.READ) == 302
    assert give(client, account, other, ShareLevel.CHANGE) == 422
    assert Share.objects.get(user=other).level == ShareLevel.READ
    Share.objects.filter(user=other).update(level=ShareLevel.CHANGE)
    assert give(client, account, other, ShareLevel.READ) == 302
    assert Share.objects.get(user=other).level == ShareLevel.READ


def test_whoever_may_change_it_lowers_any_share(client: Client, account: Account, reader: User):
    set_level(account.owner, "crm.account", view=Level.OWN, change=Level.OWN)
    share(account, other := UserFactory(), ShareLevel.CHANGE, by=reader)
    client.force_login(account.owner)
    assert give(client, account, other, ShareLevel.READ) == 302
    assert Share.objects.get(user=other).level == ShareLevel.READ
