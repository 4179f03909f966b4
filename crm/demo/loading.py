"""Puts the demo company into an empty database, through the verbs that people use, so that it has a history."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.dateparse import parse_date

from crm.actions.teams import set_teams
from crm.actions.users import make_user
from crm.demo.accounts import ACCOUNTS
from crm.demo.accounts_abroad import ACCOUNTS_ABROAD
from crm.demo.contacts import CONTACTS
from crm.demo.contacts_abroad import CONTACTS_ABROAD
from crm.demo.notes import CHANGES, HANDED_OVER, LEFT, NOTES, SHARES
from crm.demo.people import DOMAIN, PEOPLE, TEAMS, Person
from crm.models import Account, Contact, DirectoryEntry, Note, Reader, Share, Team, User
from crm.records.actions import assign, create, deactivate, revise

Records = dict[str, Any]
LogIn = tuple[Person, str]


@transaction.atomic
def load(make_password: Callable[[], str]) -> list[LogIn]:
    """Make people, accounts, contacts, notes and shares, and return who can sign in with which password."""
    log_ins = [(person, make_password()) for person in PEOPLE]
    users = _people(log_ins)
    records = _accounts(users)
    records |= _contacts(users, records)
    _primary_contacts(users, records)
    _shares(users, records)
    _notes(users, records)  # some are by people who see the record by a share
    _later(users, records)
    return log_ins


def _people(log_ins: list[LogIn]) -> dict[str, User]:
    users: dict[str, User] = {}
    for person, password in log_ins:
        users[person.username] = make_user(
            person.username,
            f"{person.username}@{DOMAIN}",
            password=password,
            roles=Group.objects.filter(name=person.role),
            by=users.get("admin"),  # who comes first, and is made by nobody
            name=person.name,
            job_title=person.job_title,
            phone=person.phone,
            mobile=person.mobile,
            time_zone=person.time_zone,
        )
    _teams(users)
    # Read anew: what somebody may do is remembered on the user.
    return {user.username: user for user in User.objects.all()}


def _teams(users: dict[str, User]) -> None:
    admin = users["admin"]
    teams: dict[str, Team] = {}
    for group in TEAMS:
        team = Team(name=group.name, owner=users[group.leader], description=group.description)
        create(team, by=admin)
        teams[group.name] = team
    for person in PEOPLE:
        chosen = [teams[name] for name in person.teams]
        set_teams(users[person.username], chosen, chosen[0] if chosen else None, by=admin)


def _accounts(users: dict[str, User]) -> Records:
    made: Records = {}
    for row in (*ACCOUNTS, *ACCOUNTS_ABROAD):
        values = {name: value for name, value in row.values.items() if name not in ("domain", "primary_contact")}
        values["parent"] = made.get(values.get("parent", ""))
        values["website"] = f"https://www.{row.values['domain']}"
        values["email"] = f"info@{row.values['domain']}"
        made[row.key] = create(Account(**values), by=users[row.owner])
    return made


def _contacts(users: dict[str, User], accounts: Records) -> Records:
    domains = {row.key: row.values["domain"] for row in (*ACCOUNTS, *ACCOUNTS_ABROAD)}
    made: Records = {}
    for row in (*CONTACTS, *CONTACTS_ABROAD):
        values = dict(row.values)
        if "birthday" in values:
            values["birthday"] = parse_date(values["birthday"])
        if "@" not in values["email"]:
            values["email"] = f"{values['email']}@{domains[values['account']]}"
        if account := accounts.get(values.get("account", "")):
            address = ("street", "city", "region", "postal_code", "country")
            values |= {name: getattr(account, name) for name in address} | {"account": account}
        values["reports_to"] = made.get(values.get("reports_to", ""))
        made[row.key] = create(Contact(**values), by=users[row.owner])
    return made


def _primary_contacts(users: dict[str, User], records: Records) -> None:
    for row in (*ACCOUNTS, *ACCOUNTS_ABROAD):
        if key := row.values.get("primary_contact"):
            revise(records[row.key], {"primary_contact": records[key]}, by=users[row.owner])


def _notes(users: dict[str, User], records: Records) -> None:
    for written in NOTES:
        subject = DirectoryEntry.objects.get(pk=records[written.subject].pk)
        note = Note(subject=subject, name=written.title, text=written.text, is_private=written.is_private)
        create(note, by=users[written.author])
        Reader.objects.bulk_create(Reader(record_id=note.pk, user=users[name]) for name in written.readers)


def _shares(users: dict[str, User], records: Records) -> None:
    teams = {team.name: team for team in Team.objects.all()}
    Share.objects.bulk_create(
        Share(
            record_id=records[shared.record].pk,
            user=users.get(shared.grantee),
            team=teams.get(shared.grantee),
            level=shared.level,
            reason=shared.reason,
            shared_by=users[shared.by],
        )
        for shared in SHARES
    )


def _later(users: dict[str, User], records: Records) -> None:
    """Change a few things after the fact, so that history has something to tell."""
    for changed in CHANGES:
        revise(records[changed.record], changed.changes, by=users[changed.by])
    for key, by in LEFT:
        deactivate(records[key], by=users[by])
    for key, by, owner in HANDED_OVER:
        assign(records[key], owner=users[owner], by=users[by])
