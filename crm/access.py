"""What the hall hands to the framework: people's levels and teams, shares, readers, the directory."""

from collections import defaultdict

from django.db.models import Q

from crm.choices import ShareLevel
from crm.models import AccessLevel, DirectoryEntry, Membership, Reader, Share
from crm.records.permissions import Access, Level, hall


def access(user) -> Access:
    """Read the levels that the user's roles add up to, and the user's teams: two queries."""
    levels: dict[tuple[str, str], Level] = defaultdict(lambda: Level.NONE)
    names = set()
    rows = AccessLevel.objects.filter(group__user=user).values_list("type_key", "verb", "level", "group__name")
    for key, verb, level, name in rows:
        levels[key, verb] = max(levels[key, verb], Level(level))
        names.add(name)
    teams = Membership.objects.filter(user=user).values_list("team_id", flat=True)
    return Access(user.pk, dict(levels), frozenset(teams), user.is_superuser, tuple(sorted(names)))


def team_mates(team_ids: frozenset):
    """Return the ids of everybody in these teams, as a subquery."""
    return Membership.objects.filter(team__in=team_ids).values("user_id")


def _shares_with(reader: Access):
    return Share.objects.filter(Q(user=reader.user_id) | Q(team__in=reader.team_ids))


def shared(reader: Access, for_change: bool):
    """Return the ids of the records shared with the person or one of their teams, as a subquery."""
    shares = _shares_with(reader)
    return (shares.filter(level=ShareLevel.CHANGE) if for_change else shares).values("record_id")


def share_reasons(reader: Access, record, for_change: bool) -> list[str]:
    """Say by which shares the person has a right to the record."""
    shares = _shares_with(reader).filter(record_id=record.pk).select_related("shared_by", "team")
    if for_change:
        shares = shares.filter(level=ShareLevel.CHANGE)
    return [
        f"{share.shared_by} shared it with {f'the team {share.team}' if share.team else 'you'}"
        f" ({share.get_level_display().lower()}){f': {share.reason}' if share.reason else ''}."
        for share in shares
    ]


def readable(reader: Access):
    """Return the ids of the restricted records that name the person as a reader, as a subquery."""
    return Reader.objects.filter(user=reader.user_id).values("record_id")


def hand_over() -> None:
    """Give the framework what it needs from here."""
    hall.access = access
    hall.team_mates = team_mates
    hall.shared = shared
    hall.share_reasons = share_reasons
    hall.readable = readable
    hall.directory = DirectoryEntry.objects.all
