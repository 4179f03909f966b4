"""Small random worlds of people, teams, roles, records, shares and notes, and who may do what in them, told by hand.

The oracle reads plain lists that were kept while the world was made. It uses nothing of Kith that it judges.
"""

import random
from dataclasses import dataclass, field
from typing import Any

from crm.choices import ShareLevel
from crm.models import Account, Contact, Note, Team, User
from crm.records.permissions import Level
from tests.factories import (
    AccountFactory,
    ContactFactory,
    NoteFactory,
    TeamFactory,
    UserFactory,
    join,
    named_reader,
    set_level,
    share,
)

VERBS = ("view", "connect", "change", "delete", "assign", "export")
KEYS = ("crm.account", "crm.contact", "crm.user", "crm.team")


@dataclass
class World:
    """Who is there, and what was said about them."""

    draw: random.Random
    users: list[User] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    records: list[Any] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    levels: dict[tuple, int] = field(default_factory=dict)  # (user, key, verb) -> 0 none, 1 own, 2 team, 3 all
    members: set[tuple] = field(default_factory=set)  # (user, team)
    shares: list[tuple] = field(default_factory=list)  # (record, user or team, "read" or "change")
    readers: set[tuple] = field(default_factory=set)  # (note, user)

    def everything(self) -> list[Any]:
        return [*self.records, *self.users, *self.teams, *self.notes]


def make(seed: int) -> World:
    """Make a world out of a number: the same number, the same world."""
    world = World(random.Random(seed))
    draw = world.draw
    leaders = [UserFactory() for _ in range(2)]
    world.teams = [TeamFactory(owner=leader) for leader in leaders]
    people = [UserFactory(team=draw.choice([None, *world.teams]), is_superuser=n == 0) for n in range(5)]
    people[-1].is_active = False
    people[-1].save()
    world.users = [*leaders, *people]
    world.members = {(person.pk, person.team_id) for person in people if person.team_id}
    for person in people:
        for team in draw.sample(world.teams, draw.choice([0, 0, 1, 2])):
            join(person, team)
            world.members.add((person.pk, team.pk))
        _give_levels(world, person)
    _make_records(world)
    _make_shares(world)
    return world


def _give_levels(world: World, person: User) -> None:
    for key in KEYS:
        given = {verb: world.draw.choice(list(Level)) for verb in VERBS if world.draw.random() < 0.85}
        set_level(person, key, **given)
        world.levels |= {(person.pk, key, verb): level.value for verb, level in given.items()}


def _make_records(world: World) -> None:
    draw = world.draw
    for factory in (AccountFactory, ContactFactory):
        for _ in range(7):
            owner, team = draw.choice(world.users), draw.choice([None, None, *world.teams])
            world.records.append(factory(owner=owner, team=team, is_active=draw.random() < 0.8))
    for subject in draw.sample([*world.records, *world.users, *world.teams], 8):
        note = NoteFactory(subject=subject, owner=draw.choice(world.users), is_private=draw.random() < 0.5)
        world.notes.append(note)
        for reader in draw.sample(world.users, draw.choice([0, 1, 2])):
            named_reader(note, reader)
            world.readers.add((note.pk, reader.pk))


def _make_shares(world: World) -> None:
    draw = world.draw
    for record in draw.sample(world.everything(), 12):
        for grantee in draw.sample([*world.users, *world.teams], draw.choice([1, 2])):
            level = draw.choice(["read", "change"])
            share(record, grantee, ShareLevel(level))
            world.shares.append((record.pk, grantee.pk, level))


# The oracle


def may(world: World, user: User, verb: str, record: Any) -> bool:
    """Tell whether the user may, by the rules as they are written for people."""
    if not user.is_active:
        return False
    if isinstance(record, Note):
        return _may_note(world, user, verb, record)
    return _may_record(world, user, verb, record)


def _may_note(world: World, user: User, verb: str, note: Note) -> bool:
    is_open = not note.is_private or note.owner_id == user.pk or (note.pk, user.pk) in world.readers
    subject = next(r for r in world.everything() if r.pk == note.subject_id)
    if verb in ("delete", "assign") and user.is_superuser:
        return True  # unread
    if not (is_open and may(world, user, "view", subject)):
        return False
    if verb in ("change", "delete", "assign"):
        return note.owner_id == user.pk
    return may(world, user, verb, subject)


def _may_record(world: World, user: User, verb: str, record: Any) -> bool:
    is_person_or_team = isinstance(record, User | Team)
    if verb != "view" and not _may_record(world, user, "view", record):
        return False
    if verb == "view" and is_person_or_team:
        return True
    if verb == "connect" and record.pk == user.pk:
        return True
    if isinstance(record, User) and verb in ("delete", "assign"):
        return False
    if isinstance(record, User) and verb == "change":
        return user.is_superuser
    if user.is_superuser:
        return True
    key = f"crm.{type(record).__name__.lower()}"
    level = world.levels.get((user.pk, key, verb), 0)
    if level == 0:
        return False
    if level == 3 or record.owner_id == user.pk:
        return True
    mine = {team for person, team in world.members if person == user.pk}
    if level == 2 and (record.team_id in mine or any((record.owner_id, team) in world.members for team in mine)):
        return True
    return _is_shared(world, user, verb, record, mine)


def _is_shared(world: World, user: User, verb: str, record: Any, mine: set) -> bool:
    wanted = {
        "view": ("read", "change"),
        "connect": ("read", "change"),
        "export": ("read", "change"),
        "change": ("change",),
    }
    return any(
        pk == record.pk and level in wanted.get(verb, ()) and (grantee == user.pk or grantee in mine)
        for pk, grantee, level in world.shares
    )


def allowed(world: World, user: User, verb: str, model: Any = None) -> set:
    """Return the ids of everything (of one model) that the user may do this to."""
    chosen = [r for r in world.everything() if model is None or isinstance(r, model)]
    return {record.pk for record in chosen if may(world, user, verb, record)}


MODELS = (Account, Contact, User, Team, Note)
