"""Who may do what: `can(user, verb, record)` is the one question, `visible_to(user)` the one door.

A person's roles give a level (none, own, team, all) per record type and verb. Rights add up; there is no deny. A record may
also be shared with a person or a team. A guarded record (a note) has the rights of the record that guards it. Restricted
records are for their owner and the named readers only, whoever else asks.

What the framework needs from above (levels, teams, shares, the directory) is handed to it through `hall`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db.models import Model, Q

from crm.records.registry import record_types

VERBS = ("view", "connect", "change", "delete", "assign", "export")


class Level(IntEnum):
    """How far a right reaches."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3


@dataclass(frozen=True)
class Access:
    """What one person's roles and teams give, read once per request."""

    user_id: Any
    levels: dict[tuple[str, str], Level]
    team_ids: frozenset = frozenset()
    is_administrator: bool = False
    role_names: tuple[str, ...] = ()

    def level(self, key: str, verb: str) -> Level:
        """Return the level for the type known by `key`."""
        return Level.ALL if self.is_administrator else self.levels.get((key, verb), Level.NONE)


@dataclass
class Hall:
    """What the application above hands to the framework when it starts."""

    access: Callable[[Any], Access] | None = None
    team_mates: Callable[[frozenset], Any] | None = None
    shared: Callable[[Access, bool], Any] | None = None
    directory: Callable[[], Any] | None = None
    readable: Callable[[Access], Any] | None = None
    share_reasons: Callable[[Access, Any, bool], list[str]] | None = None
    record_event: Callable[..., Any] | None = None
    record_events: Callable[..., Any] | None = None
    memory: Any = None  # what a person keeps about lists: see crm.lists


hall = Hall()
SHAREABLE = ("view", "connect", "change", "export")  # what a share can give; it never gives more than one's roles do
PERSON = "crm.user"  # everybody may connect themselves
READING = ("view", "connect", "export")  # asked of the guard as they are; the other verbs are a change of the guard
NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING


def access_of(user) -> Access:
    """Return what `user` may do, remembered on the user for the length of a request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Access(None, {})
    if getattr(user, "_access", None) is None:  # `request.user` is a lazy wrapper: its own __dict__ tells nothing
        user._access = hall.access(user)
    return user._access


def forget(user) -> None:
    """Forget what is remembered about `user`, after its roles or teams changed."""
    user._access = None


def _within(access: Access, level: Level, prefix: str = "") -> Q:
    """Return the condition that a record lies within `level` of the person."""
    if level == Level.ALL:
        return EVERYTHING
    if level == Level.NONE:
        return NOTHING
    own = Q(**{f"{prefix}owner": access.user_id})
    if level == Level.OWN or not access.team_ids:
        return own
    of_mate = Q(**{f"{prefix}owner__in": hall.team_mates(access.team_ids)})
    return own | Q(**{f"{prefix}team__in": access.team_ids}) | of_mate


def permitted(model: type[Model], user, verb: str) -> Q:
    """Return the condition for "`user` may `verb` this record" on rows of `model`."""
    access = access_of(user)
    record_type = record_types.of(model)
    if access.user_id is None:
        return NOTHING
    own_rule = record_type.permits(access, verb) if record_type.permits else None
    if own_rule is not None and access.is_administrator:
        return own_rule  # an administrator may get rid of a restricted record without reading it
    if own_rule is not None:
        allowed = own_rule
    elif record_type.guard:
        return Q(pk__in=entries_permitted_to(user, verb).filter(type_key=record_type.key).values("pk"))
    else:
        allowed = _by_level(record_type, access, verb)
    return allowed if verb == "view" else allowed & permitted(model, user, "view")


def _by_level(record_type, access: Access, verb: str) -> Q:
    if record_type.seen_by_all and verb == "view":
        allowed = EVERYTHING
    else:
        level = access.level(record_type.key, verb)
        allowed = _within(access, level)
        if level in (Level.OWN, Level.TEAM) and verb in SHAREABLE:
            allowed |= Q(pk__in=hall.shared(access, verb == "change"))
    if record_type.key == PERSON and verb == "connect":
        allowed |= Q(pk=access.user_id)
    return allowed & _open(access, record_type.restricted_by) if record_type.restricted_by else allowed


def _open(access: Access, column: str) -> Q:
    """Return the condition that a record is not closed to the person."""
    return Q(**{column: False}) | Q(owner=access.user_id) | Q(pk__in=hall.readable(access))


def visible(model: type[Model], user) -> Q:
    """Return the condition for "`user` may see this record" on rows of `model`."""
    return permitted(model, user, "view")


def visible_entries(user, verb: str = "view") -> Q:
    """Return the condition, on rows of the directory, for "`user` may `verb` the record of this row".

    One condition over all types: types are grouped by level, and the row of the guard is asked. A type with a rule of its own
    for the verb is asked by itself.
    """
    access = access_of(user)
    if access.user_id is None:
        return NOTHING
    if verb in READING:
        allowed = _entries_by_level(access, verb)
    else:
        guarded = Q(type_key__in=[record_type.key for record_type in record_types if record_type.guard])
        allowed = (~guarded & _entries_by_level(access, verb)) | (guarded & _entries_by_level(access, "change"))
    if verb == "connect":
        allowed |= Q(guard=access.user_id)
    allowed &= _open(access, "is_restricted")
    if verb != "view":
        allowed &= visible_entries(user)
    for record_type in record_types:
        if record_type.permits and record_type.permits(access, verb) is not None:
            rows = record_type.model._base_manager.filter(permitted(record_type.model, user, verb))
            this_type = Q(type_key=record_type.key)
            allowed = (~this_type & allowed) | (this_type & Q(pk__in=rows.values("pk")))
    return allowed


def _entries_by_level(access: Access, verb: str) -> Q:
    by_level: dict[Level, list[str]] = {}
    for record_type in record_types:
        seen_by_all = record_type.seen_by_all and verb == "view"
        level = Level.ALL if seen_by_all else access.level(record_type.key, verb)
        by_level.setdefault(level, []).append(record_type.key)
    allowed = Q(guard__type_key__in=by_level.get(Level.ALL, []))
    for level in (Level.OWN, Level.TEAM):
        if keys := by_level.get(level):
            within = _within(access, level, "guard__")
            if verb in SHAREABLE:
                within |= Q(guard__in=hall.shared(access, verb == "change"))
            allowed |= Q(guard__type_key__in=keys) & within
    return allowed


def entries_permitted_to(user, verb: str):
    """Return the rows of the directory for whose records `user` has the right `verb`."""
    return hall.directory().filter(visible_entries(user, verb))


def can(user, verb: str, target) -> bool:
    """Tell whether `user` may `verb` the record (or, for a model, any record of that type).

    `create` is asked of a model: one may make records of a type that one may see and change when one owns them.
    Of a guarded type (a note) anybody may make one, where the guard allows it: `create` the verb asks that.
    Raises ValueError for a verb that does not exist.
    """
    if verb not in (*VERBS, "create"):
        raise ValueError(f"There is no verb {verb!r}; there are {', '.join((*VERBS, 'create'))}.")
    access = access_of(user)
    if access.user_id is None:
        return False
    if not isinstance(target, type):
        return target._meta.model._base_manager.filter(permitted(type(target), user, verb), pk=target.pk).exists()
    record_type = record_types.of(target)
    if record_type.guard or (record_type.key == PERSON and verb == "connect"):
        return True
    needed = {"view", "change" if verb == "create" else verb} - ({"view"} if record_type.seen_by_all else set())
    return all(access.level(record_type.key, one) > Level.NONE for one in needed)


def reasons(user, verb: str, record) -> list[str]:
    """Say in sentences which rules let `user` do `verb` to `record`; empty when none does."""
    record_type = record_types.of(type(record))
    access = access_of(user)
    if not can(user, verb, record):
        return []
    if record_type.guard and record.owner_id == access.user_id:
        return ["You wrote it."]
    if record_type.guard and not access.is_administrator:
        return [f"It belongs to a record that you may {verb if verb in READING else 'change'}."]
    found = ["It is you."] if record_type.key == PERSON and verb == "connect" and record.pk == access.user_id else []
    if access.is_administrator:
        found.append("You are an administrator.")
    if record_type.seen_by_all and verb == "view":
        found.append(f"Everybody sees all {record_type.label_plural.lower()}.")
    level = access.level(record_type.key, verb)
    if record.owner_id == access.user_id and level:
        found.append("You own it.")
    if level == Level.ALL and not access.is_administrator:
        found.append(f"Your roles ({', '.join(access.role_names)}) reach all {record_type.label_plural.lower()}.")
    if level >= Level.TEAM and record.team_id in access.team_ids:
        found.append(f"It belongs to your team {record.team}.")
    elif (
        level == Level.TEAM
        and record.owner_id != access.user_id
        and hall.team_mates(access.team_ids).filter(user_id=record.owner_id).exists()
    ):
        found.append(f"Its owner {record.owner} shares a team with you.")
    return found + (hall.share_reasons(access, record, verb == "change") if level and verb in SHAREABLE else [])
