"""The hall's own panels on the pages of records."""

from typing import Any

from crm.models import Account, Contact, DirectoryEntry, Note, Reader, Team, User
from crm.records.panels import Panel, panels
from crm.records.permissions import can
from crm.records.registry import record_types

SHOWN = 25


def contacts_of(account: Account, user: Any) -> dict:
    """Return the account's visible contacts, by name."""
    found = Contact.objects.visible_to(user).active().filter(account=account).order_by("entry__sort_name")
    contacts = list(found[: SHOWN + 1])
    new = f"{record_types.of(Contact).url('new')}?account={account.pk}" if can(user, "create", Contact) else ""
    return {"account": account, "contacts": contacts[:SHOWN], "more": len(contacts) > SHOWN, "new": new}


def children_of(account: Account, user: Any) -> dict:
    """Return the visible accounts below this one."""
    children = Account.objects.visible_to(user).active().filter(parent=account).order_by("entry__sort_name")
    return {"account": account, "children": list(children[:SHOWN])}


def notes_on(record: Any, user: Any) -> dict:
    """Return the notes on a record that the person may read, newest first, with who else reads the private ones."""
    found = Note.objects.visible_to(user).filter(subject_id=record.pk).select_related("owner")
    notes = list(found.order_by("-created_at", "-id")[:SHOWN])
    readers: dict = {}
    for reader in Reader.objects.filter(record__in=[note.pk for note in notes if note.is_private]).select_related(
        "user"
    ):
        readers.setdefault(reader.record_id, []).append(reader.user)
    rows = [{"note": note, "readers": readers.get(note.pk, []), "is_mine": note.owner_id == user.pk} for note in notes]
    return {"record": record, "rows": rows, "may_write": can(user, "connect", record)}


def members_of(team: Team, user: Any) -> dict:
    """Return the people of a team; everybody sees everybody."""
    return {"team": team, "members": User.objects.filter(teams=team).order_by("-is_active", "entry__sort_name")}


def teams_of(person: User, user: Any) -> dict:
    """Return a person's teams and what is theirs, as far as the reader sees it."""
    owned = DirectoryEntry.objects.visible_to(user).with_pages().active().filter(owner=person).exclude(pk=person.pk)
    return {"person": person, "teams": person.teams.order_by("name"), "owned": owned.order_by("-id")[:10]}


def access_of_person(person: User, user: Any) -> dict:
    """Return the person's roles, for oneself and for administrators, who also let people in and go."""
    is_shown = user.is_superuser or user.pk == person.pk
    return {"person": person, "roles": list(person.groups.order_by("name")) if is_shown else [], "is_shown": is_shown}


def register_panels() -> None:
    """Hang the hall's panels on its types."""
    hang = (
        ("contacts", "crm/_contacts_panel.html", contacts_of, Account, "side", 20),
        ("children", "crm/_children_panel.html", children_of, Account, "side", 30),
        ("members", "crm/_members_panel.html", members_of, Team, "main", 10),
        ("access", "people/_access_panel.html", access_of_person, User, "side", 5),
        ("teams", "crm/_teams_panel.html", teams_of, User, "side", 10),
    )
    for key, template, context, model, place, order in hang:
        panels.register(
            Panel(
                key=key,
                template=template,
                context=context,
                applies=lambda t, m=model: t.model is m,
                place=place,
                order=order,
            )
        )
    applies = lambda record_type: not record_type.seen_by_all  # noqa: E731
    panels.register(
        Panel(key="notes", template="crm/_notes_panel.html", context=notes_on, applies=applies, place="side", order=40)
    )
