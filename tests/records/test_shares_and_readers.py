"""What shares give, and who reads notes."""

import pytest

from crm.choices import ShareLevel
from crm.models import Note
from crm.records.permissions import VERBS, Level, can
from tests.factories import (
    AccountFactory,
    ContactFactory,
    NoteFactory,
    TeamFactory,
    UserFactory,
    named_reader,
    set_level,
    share,
)

pytestmark = pytest.mark.django_db


def rights(user, record) -> set[str]:
    return {verb for verb in VERBS if can(user, verb, record)}


# Shares


@pytest.mark.parametrize("level", [Level.OWN, Level.TEAM])
@pytest.mark.parametrize("to_team", [False, True])
def test_a_share_gives_read_or_read_and_change(level, to_team):
    team = TeamFactory()
    me, account = UserFactory(teams=[team]), AccountFactory()
    set_level(me, "crm.account", **dict.fromkeys(VERBS, level))
    assert rights(me, account) == set()
    made = share(account, team if to_team else me, ShareLevel.READ)
    assert rights(me, account) == {"view", "connect", "export"}
    made.level = ShareLevel.CHANGE
    made.save()
    assert rights(me, account) == {"view", "connect", "export", "change"}
    assert rights(me, AccountFactory()) == set()
    made.delete()
    assert rights(me, account) == set()


def test_a_share_gives_no_verb_that_ones_roles_lack():
    me, account = UserFactory(), AccountFactory()
    share(account, me, ShareLevel.CHANGE)
    assert rights(me, account) == set()
    set_level(me, "crm.account", view=Level.OWN)
    assert rights(me, account) == {"view"}
    set_level(me, "crm.account", view=Level.NONE, change=Level.OWN)
    assert rights(me, account) == set()


def test_a_share_with_somebody_else_gives_me_nothing():
    me, account = UserFactory(roles="Salesperson"), AccountFactory()
    share(account, UserFactory(), ShareLevel.CHANGE)
    share(account, TeamFactory(), ShareLevel.CHANGE)
    assert rights(me, account) == set()


def test_a_shared_record_shows_its_notes_and_nothing_else():
    me, account = UserFactory(roles="Salesperson"), AccountFactory()
    contact = ContactFactory(account=account, owner=account.owner)
    note, private = NoteFactory(subject=account), NoteFactory(subject=account, is_private=True)
    share(account, me)
    assert can(me, "view", note)
    assert not can(me, "view", contact)
    assert not can(me, "view", private)


# Notes


def test_only_its_author_changes_a_note_and_only_while_seeing_its_subject():
    author, manager = UserFactory(), UserFactory()
    account = AccountFactory(owner=manager)
    note = NoteFactory(subject=account, owner=author)
    set_level(manager, "crm.account", **dict.fromkeys(VERBS, Level.ALL))
    assert rights(manager, note) == {"view", "connect", "export"}
    assert rights(author, note) == set()
    set_level(author, "crm.account", view=Level.ALL)
    assert rights(author, note) == {"view", "change", "delete", "assign"}


def test_a_private_note_is_for_its_author_and_the_named_readers():
    author, reader, boss = UserFactory(), UserFactory(), UserFactory(is_superuser=True)
    account = AccountFactory()
    note = NoteFactory(subject=account, owner=author, is_private=True)
    for person in (author, reader):
        set_level(person, "crm.account", view=Level.ALL, export=Level.ALL)
    assert rights(author, note) == {"view", "export", "change", "delete", "assign"}
    assert rights(reader, note) == set()
    named_reader(note, reader)
    assert rights(reader, note) == {"view", "export"}
    assert "view" not in rights(boss, note)
    named_reader(note, boss)
    assert "view" in rights(boss, note)


def test_a_named_reader_still_needs_to_see_the_subject():
    reader, note = UserFactory(), NoteFactory(is_private=True)
    named_reader(note, reader)
    assert rights(reader, note) == set()


def test_naming_a_reader_of_one_note_opens_no_other():
    reader, subject = UserFactory(is_superuser=True), AccountFactory()
    note, other = (NoteFactory(subject=subject, is_private=True) for _ in range(2))
    named_reader(note, reader)
    assert list(Note.objects.visible_to(reader)) == [note]
    assert not can(reader, "view", other)
