"""Pages cost as many queries for eight rows as for one, whatever the rows are, and not many."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.actions.sharing import share
from crm.models import Account, Contact, Recent, SavedView, Team, User
from crm.records import actions
from crm.records.permissions import VERBS, Level
from crm.records.registry import RecordType, record_types
from tests.factories import (
    AccountFactory,
    ContactFactory,
    NoteFactory,
    TeamFactory,
    UserFactory,
    join,
    named_reader,
    set_level,
)

pytestmark = pytest.mark.django_db
IN_A_LIST, ON_A_PAGE, IN_A_LOOK_UP = 15, 25, 6
TYPES = [record_type.key for record_type in record_types.with_pages()]


@pytest.fixture(params=["a rep", "an administrator"])
def reader(request: pytest.FixtureRequest) -> User:
    """A person with a level of each kind, and one to whom no level matters."""
    if request.param == "an administrator":
        return UserFactory(name="The reader", roles=["Administrator"], is_superuser=True, team=TeamFactory())
    reader = UserFactory(name="The reader", team=TeamFactory())
    set_level(reader, "crm.account", **dict.fromkeys(VERBS, Level.TEAM))
    set_level(reader, "crm.contact", **dict.fromkeys(VERBS, Level.OWN))
    return reader


def make(record_type: RecordType, reader: User) -> Any:
    """Make a record that refers to as much as it can, each time to something else."""
    boss = UserFactory(team=reader.team)
    if record_type.model is Account:
        parent, contact = AccountFactory(owner=reader), ContactFactory(owner=reader)
        return AccountFactory(owner=boss, team=reader.team, parent=parent, primary_contact=contact, phone="1", city="X")
    if record_type.model is Contact:
        account, above = AccountFactory(owner=reader), ContactFactory(owner=reader)
        return ContactFactory(owner=reader, team=reader.team, account=account, reports_to=above, email="a@kith.example")
    if record_type.model is User:
        return UserFactory(team=TeamFactory(owner=boss), job_title="Buyer")
    if record_type.model is Team:
        return TeamFactory(owner=boss)
    return record_type.model.objects.create(name="One more", owner=reader)


def surround(record: Any, reader: User, times: int) -> None:
    """Put notes, shares, history, members, contacts and accounts around a record."""
    for _ in range(times):
        NoteFactory(subject=record, owner=UserFactory())
        named_reader(NoteFactory(subject=record, owner=reader, is_private=True), UserFactory())
        if not record_types.of(type(record)).seen_by_all:
            share(record, user=UserFactory(), by=reader)
            share(record, team=TeamFactory(), by=reader)
        if isinstance(record, Account):
            ContactFactory(owner=reader, account=record, job_title="Buyer")
            AccountFactory(owner=reader, parent=record)
            actions.revise(record, {"parent": AccountFactory(owner=reader)}, by=reader)
        if isinstance(record, Contact):
            actions.revise(record, {"account": AccountFactory(owner=reader)}, by=reader)
        if isinstance(record, User):
            join(record, TeamFactory())
            AccountFactory(owner=record, team=reader.team)
        if isinstance(record, Team):
            join(UserFactory(), record)
        SavedView.objects.create(owner=reader, type_key=record._meta.label_lower, name=f"View {uuid4()}")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def browser(reader: User) -> Client:
    client = Client()
    client.force_login(reader)
    client.get("/")
    return client


@pytest.mark.parametrize("key", TYPES)
def test_a_list_costs_the_same_for_one_row_and_for_eight(key: str, reader: User):
    record_type, client = record_types.get(key), browser(reader)
    columns = ",".join((*record_type.columns, *record_type.more_columns))
    addresses = [record_type.url(), f"{record_type.url()}?columns={columns}&sort=-owner&view=all"]
    surround(make(record_type, reader), reader, 1)
    few = [queries(client, address) for address in addresses]
    for _ in range(7):
        surround(make(record_type, reader), reader, 2)
    many = [queries(client, address) for address in addresses]
    assert many == few
    assert max(many) <= IN_A_LIST


@pytest.mark.parametrize("key", TYPES)
def test_a_record_costs_the_same_with_one_thing_around_it_and_with_eight(key: str, reader: User):
    record_type, client = record_types.get(key), browser(reader)
    record = make(record_type, reader)
    names = ["detail", "history", "why", *([] if record_type.seen_by_all else ["share"])]
    surround(record, reader, 1)
    client.get(record.get_absolute_url())  # the first visit of all also remembers that there was one
    few = {name: queries(client, record_type.url(name, record.pk)) for name in names}
    surround(record, reader, 7)
    many = {name: queries(client, record_type.url(name, record.pk)) for name in names}
    assert many == few
    assert max(many.values()) <= ON_A_PAGE


@pytest.mark.parametrize("key", TYPES)
def test_looking_up_costs_the_same_for_one_hit_and_for_eight(key: str, reader: User):
    record_type, client = record_types.get(key), browser(reader)
    found = make(record_type, reader)
    word = found.name.split(" ")[-1].rstrip("0123456789")
    addresses = [f"/look-up/?types={key}&q={word}", f"/look-up/?types={key}", f"/search/palette/?q={word}"]
    client.get(found.get_absolute_url())
    few = [queries(client, address) for address in addresses]
    for _ in range(7):
        client.get(make(record_type, reader).get_absolute_url())
    many = [queries(client, address) for address in addresses]
    assert many == few
    assert max(many) <= IN_A_LOOK_UP
    assert Recent.objects.filter(user=reader).count() == 8


def test_home_and_search_cost_the_same_for_one_of_each_and_for_eight(reader: User):
    client = browser(reader)
    addresses = ["/", "/search/?q=number", "/search/"]

    def one_more() -> None:
        for record_type in record_types.with_pages():
            client.get(make(record_type, reader).get_absolute_url())

    one_more()
    few = [queries(client, address) for address in addresses]
    for _ in range(7):
        one_more()
    assert [queries(client, address) for address in addresses] == few
    assert max(few) <= IN_A_LIST
