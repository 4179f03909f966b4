"""The people and things that the tests of access are about."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from crm.choices import ShareLevel
from crm.models import Account, Contact, Note, SavedView, Team, User
from crm.records.permissions import VERBS, Level
from crm.records.registry import record_types
from tests.access.matrix import ACTORS
from tests.factories import AccountFactory, ContactFactory, NoteFactory, TeamFactory, UserFactory, set_level, share

ROLE_OF = {
    "deactivated": "Salesperson",
    "own": "Salesperson",
    "mate": "Salesperson",
    "other": "Salesperson",
    "shared_read": "Salesperson",
    "shared_change": "Salesperson",
    "manager": "Sales manager",
    "readonly": "Read-only",
    "agent": "Service agent",
    "administrator": "Administrator",
}
IN_THE_NORTH = ("own", "mate", "manager")


@dataclass
class World:
    """An account and a contact of `own`, shared with two people of the other team, and what hangs on them."""

    people: dict[str, User]
    north: Team
    south: Team
    account: Account
    contact: Contact
    note: Note
    saved_view: SavedView

    def clients(self) -> dict[str, Client]:
        """Return a browser for each actor, signed in; the deactivated one was signed in when that happened."""
        clients = {name: Client() for name in ACTORS}
        for name, person in self.people.items():
            clients[name].force_login(person, backend="crm.adapters.Backend")
        deactivated = self.people["deactivated"]
        deactivated.is_active = False
        deactivated.save()
        return clients


def make_world() -> World:
    """Make everything the rows of the table speak of."""
    north, south = TeamFactory(name="North"), TeamFactory(name="South")
    people: dict[str, Any] = {}
    for name in ACTORS:
        if name != "anonymous":
            roles, team = [ROLE_OF[name]] if name in ROLE_OF else [], north if name in IN_THE_NORTH else south
            is_administrator = name == "administrator"
            people[name] = UserFactory(
                username=name, password="a long pass phrase", team=team, roles=roles, is_superuser=is_administrator
            )
    for record_type in record_types:
        set_level(people["wide"], record_type.key, **dict.fromkeys(VERBS, Level.ALL))
    own = people["own"]
    account = AccountFactory(name="Own account", owner=own, team=north)
    contact = ContactFactory(last_name="Owncontact", owner=own, team=north)
    for record in (account, contact):
        share(record, people["shared_read"])
        share(record, people["shared_change"], ShareLevel.CHANGE)
    note = NoteFactory(subject=account, owner=own, team=north)
    saved_view = SavedView.objects.create(owner=own, type_key="crm.account", name="My own", query="q=own")
    return World(people, north, south, account, contact, note, saved_view)
