"""Verbs about people: make, invite, revise, deactivate with a hand-over, reactivate, and one's own profile."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction

from crm.actions.hand_over import hand_over
from crm.actions.teams import require_administrator, set_teams
from crm.models import Team, User
from crm.records.actions import difference, tell
from crm.records.errors import KithError, NotAllowedError, StaleVersionError
from crm.records.permissions import forget
from crm.records.roles import ADMINISTRATOR

PROFILE = ("name", "job_title", "phone", "mobile")
PREFERENCES = ("time_zone", "formats", "theme", "density", "page_size", "start_page", "shortcuts_on")
IDENTITY = ("username", "email", *PROFILE)


@transaction.atomic
def make_user(
    username: str,
    email: str,
    *,
    password: str | None = None,
    roles: Iterable[Group] = (),
    teams: Iterable[Team] = (),
    primary_team: Team | None = None,
    by: User | None,
    **fields: Any,
) -> User:
    """Make a person who can sign in, with a verified address; without a password, by a link or another service only.

    `by` is an administrator, or None for the installation itself. Raises NotAllowedError and ValidationError.
    """
    require_administrator(by)
    user = User.objects.create_user(username, email, password, created_by=by, changed_by=by, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    tell("created", by, [user])
    set_roles(user, roles, by=by)
    set_teams(user, list(teams), primary_team, by=by)
    user.refresh_from_db()
    return user


@transaction.atomic
def revise_user(user: User, changes: dict[str, Any], *, version: int | None = None, by: User) -> User:
    """Change who somebody is: user name, e-mail (with the address one signs in by), name, job title, phones.

    Raises NotAllowedError, StaleVersionError and ValidationError.
    """
    require_administrator(by)
    return _revise(user, {name: changes[name] for name in IDENTITY if name in changes}, version, by)


@transaction.atomic
def revise_person(
    user: User,
    changes: dict[str, Any],
    *,
    roles: Iterable[Group],
    teams: list[Team],
    primary_team: Team | None,
    version: int | None = None,
    by: User,
) -> User:
    """Change who somebody is, what the person may do and the teams, all or nothing. Raises what the single verbs raise."""
    revise_user(user, changes, version=version, by=by)
    set_roles(user, roles, by=by)
    set_teams(user, teams, primary_team, by=by)
    return User.objects.get(pk=user.pk)


@transaction.atomic
def revise_profile(user: User, changes: dict[str, Any], *, version: int | None = None, by: User) -> User:
    """Change one's own name, job title and phones. Raises NotAllowedError for anybody else, and what revise_user raises."""
    _require_self(user, by)
    return _revise(user, {name: changes[name] for name in PROFILE if name in changes}, version, by)


def _revise(user: User, changes: dict[str, Any], version: int | None, by: User) -> User:
    now = User.objects.select_for_update().get(pk=user.pk)
    if version is not None and now.version != version:
        raise StaleVersionError(now)
    old = User.objects.get(pk=now.pk)
    for name, value in changes.items():
        setattr(now, name, value.lower() if name == "email" else value)
    if told := difference(old, now, changes):
        now.version, now.changed_by = old.version + 1, by
        now.full_clean()
        now.save()
        tell("changed", by, [now], told)
    if old.email != now.email:
        EmailAddress.objects.filter(user=now).delete()
        EmailAddress.objects.create(user=now, email=now.email, verified=True, primary=True)
    return now


@transaction.atomic
def save_preferences(user: User, values: dict[str, Any], *, by: User) -> User:
    """Change how Kith looks for oneself; nobody else's business, so no history. Raises NotAllowedError and ValidationError."""
    _require_self(user, by)
    now = User.objects.select_for_update().get(pk=user.pk)
    for name in PREFERENCES:
        setattr(now, name, values.get(name, getattr(now, name)))
    now.clean_fields(exclude=[field.name for field in User._meta.fields if field.name not in PREFERENCES])
    now.save(update_fields=PREFERENCES)
    return now


def _require_self(user: User, by: User) -> None:
    if user.pk != by.pk or not by.is_active:
        raise NotAllowedError("This is somebody else's profile.")


@transaction.atomic
def set_roles(user: User, roles: Iterable[Group], *, by: User | None) -> User:
    """Give a person exactly these roles; the role Administrator makes an administrator.

    Raises NotAllowedError, and KithError when nobody would be left to administer.
    """
    require_administrator(by)
    now = User.objects.select_for_update().get(pk=user.pk)
    wanted, current = set(roles), set(now.groups.all())
    is_administrator = any(role.name == ADMINISTRATOR for role in wanted)
    if now.is_superuser and not is_administrator:
        _require_another_administrator(now)
    if wanted == current and now.is_superuser == is_administrator:
        return now
    now.groups.set(wanted)
    now.is_superuser, now.changed_by, now.version = is_administrator, by, now.version + 1
    now.save(update_fields=["is_superuser", "changed_by", "changed_at", "version"])
    old, new = (", ".join(sorted(role.name for role in roles)) for roles in (current, wanted))
    tell("changed", by, [now], [{"field": "roles", "label": "roles", "old": old, "new": new}])
    forget(user)
    return now


def _require_another_administrator(user: User) -> None:
    # Locked, so that two administrators cannot put each other out at the same moment.
    others = User.objects.select_for_update().filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if not list(others.values_list("pk", flat=True)):
        raise KithError(f"{user} is the only administrator: make another one first.")


@transaction.atomic
def deactivate(user: User, *, hand_over_to: User | None = None, by: User) -> User:
    """Close somebody's access for good and hand over what the person owns.

    Sessions end, links die, the password is void; notes stay their author's. Twice is once. Raises NotAllowedError, and KithError
    for oneself, for the only administrator, for somebody inactive who takes over, and when something is owned and nobody takes over.
    """
    require_administrator(by)
    now = User.objects.select_for_update().get(pk=user.pk)
    if not now.is_active:
        return now
    if now.pk == by.pk:
        raise KithError("You cannot deactivate yourself: ask another administrator.")
    if now.is_superuser:
        _require_another_administrator(now)
    hand_over(now, to=hand_over_to, by=by)
    now.set_unusable_password()  # which ends every session and every link, also for the day of a return
    _set_active(now, False, by)
    for session in UserSession.objects.filter(user=now):
        session.end()
    return now


@transaction.atomic
def reactivate(user: User, *, by: User) -> User:
    """Let somebody come back; a new invitation opens the door. Twice is once. Raises NotAllowedError."""
    require_administrator(by)
    now = User.objects.select_for_update().get(pk=user.pk)
    return now if now.is_active else _set_active(now, True, by)


def _set_active(user: User, is_active: bool, by: User) -> User:
    user.is_active, user.changed_by, user.version = is_active, by, user.version + 1
    user.save(update_fields=["is_active", "password", "changed_by", "changed_at", "version"])
    words = ("no", "yes") if is_active else ("yes", "no")
    change = {"field": "is_active", "label": "active", "old": words[0], "new": words[1]}
    tell("activated" if is_active else "deactivated", by, [user], [change])
    return user
