"""Makes records for tests, through the ORM: the database writes the directory, no verb writes history."""

from tests.factories.people import ROLE_NAMES, TeamFactory, UserFactory, give_role, give_roles, join, set_level
from tests.factories.records import AccountFactory, ContactFactory, NoteFactory, named_reader, share

__all__ = [
    "ROLE_NAMES",
    "AccountFactory",
    "ContactFactory",
    "NoteFactory",
    "TeamFactory",
    "UserFactory",
    "give_role",
    "give_roles",
    "join",
    "named_reader",
    "set_level",
    "share",
]
