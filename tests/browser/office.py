"""A small office for the browser tests: four people, two teams, a few accounts and contacts."""

from __future__ import annotations

from dataclasses import dataclass

from crm.models import Account, Contact, Team, User
from tests.factories import AccountFactory, ContactFactory, TeamFactory, UserFactory, join

PASSWORD = "correct-horse-battery-9"


@dataclass
class Office:
    """Who works there, and what they have."""

    maria: User
    sam: User
    lena: User
    rita: User
    east: Team
    west: Team
    widgets: Account
    consulting: Account
    hospital: Account
    jim: Contact


def _person(username: str, name: str, role: str, team: Team | None = None) -> User:
    return UserFactory(username=username, name=name, roles=role, team=team, password=PASSWORD)


def open_office() -> Office:
    """Make the office. Maria manages both teams, Sam sells in the east, Lena in the west, Rita only reads."""
    maria = _person("maria", "Maria Santos", "Sales manager")
    east, west = TeamFactory(name="Sales East", owner=maria), TeamFactory(name="Sales West", owner=maria)
    join(maria, east, west)
    sam = _person("sam", "Sam Carter", "Salesperson", east)
    lena = _person("lena", "Lena Vogel", "Salesperson", west)
    rita = _person("rita", "Rita Novak", "Read-only")
    his = {"owner": sam, "team": east}
    widgets = AccountFactory(
        name="Worldwide Widgets", city="Cleveland", country="United States", customer_type="customer", **his
    )
    consulting = AccountFactory(name="Widget Consulting", city="Columbus", country="United States", **his)
    hospital = AccountFactory(name="Harrow County Hospital", city="Leeds", country="United Kingdom", **his)
    jim = ContactFactory(first_name="Jim", last_name="Smith", account=widgets, email="jim@widgets.example", **his)
    return Office(maria, sam, lena, rita, east, west, widgets, consulting, hospital, jim)


def more_accounts(office: Office, number: int) -> list[Account]:
    """Add accounts of Sam's, named so that they sort behind the others: "Zebra 01", "Zebra 02", …"""
    return [AccountFactory(name=f"Zebra {n:02}", owner=office.sam, team=office.east) for n in range(1, number + 1)]
