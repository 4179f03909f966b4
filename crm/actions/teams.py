"""Verbs about who is in which team, and which of a person's teams is the primary one. For administrators."""

from django.db import transaction
from django.db.models.functions import Lower

from crm.models import Membership, Team, User
from crm.records.actions import tell
from crm.records.errors import KithError, NotAllowedError
from crm.records.permissions import forget


def require_administrator(by: User | None) -> None:
    """Raise NotAllowedError unless `by` is an active administrator; None is the installation itself (commands)."""
    if by is not None and not (by.is_active and by.is_superuser):
        raise NotAllowedError("Only administrators may do this.")


@transaction.atomic
def add_member(team: Team, user: User, *, by: User | None) -> Membership:
    """Put a person into a team; the first team of a person becomes the primary one. Twice is once. Raises NotAllowedError."""
    require_administrator(by)
    now = User.objects.select_for_update().get(pk=user.pk)
    membership, is_new = Membership.objects.get_or_create(team=team, user=now)
    if is_new:
        tell("joined", by, [team, now])
        if now.team_id is None:
            _make_primary(now, team, by)
        forget(user)
    return membership


@transaction.atomic
def remove_member(team: Team, user: User, *, by: User | None) -> None:
    """Take a person out of a team; a primary team gives way to another of the person's, or to none.

    Twice is once. Raises NotAllowedError.
    """
    require_administrator(by)
    now = User.objects.select_for_update().get(pk=user.pk)
    gone, _ = Membership.objects.filter(team=team, user=now).delete()
    if not gone:
        return
    tell("left", by, [team, now])
    if now.team_id == team.pk:
        _make_primary(now, Team.objects.filter(memberships__user=now).order_by(Lower("name"), "pk").first(), by)
    forget(user)


@transaction.atomic
def set_primary(user: User, team: Team | None, *, by: User | None) -> None:
    """Make a team the person's primary one: new records of the person belong to it.

    Raises NotAllowedError, and KithError when the person is not in the team.
    """
    require_administrator(by)
    now = User.objects.select_for_update().get(pk=user.pk)
    if team is not None and not Membership.objects.filter(team=team, user=now).exists():
        raise KithError(f"{now} is not in {team}.")
    if now.team_id != (team.pk if team else None):
        _make_primary(now, team, by)


def _make_primary(user: User, team: Team | None, by: User | None) -> None:
    old = user.team
    user.team, user.changed_by = team, by
    user.version += 1
    user.save(update_fields=["team", "version", "changed_by", "changed_at"])
    change = {"field": "team", "label": "primary team", "old": str(old or ""), "new": str(team or "")}
    change |= {"old_id": str(old.pk) if old else "", "new_id": str(team.pk) if team else ""}
    tell("changed", by, [user], [change])


@transaction.atomic
def set_teams(user: User, teams: list[Team], primary: Team | None, *, by: User | None) -> None:
    """Put a person into exactly these teams. Raises NotAllowedError, and KithError when `primary` is none of them."""
    require_administrator(by)
    current = {membership.team for membership in user.memberships.select_related("team")}
    if primary is not None and primary not in teams:
        raise KithError(f"{primary} cannot be the primary team: {user} is not in it.")
    for team in teams:
        add_member(team, user, by=by)
    for team in current.difference(teams):
        remove_member(team, user, by=by)
    if teams and primary is not None:
        set_primary(user, primary, by=by)
