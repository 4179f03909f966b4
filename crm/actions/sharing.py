"""Sharing one record with a person or a team, and ending a share."""

from typing import Any

from django.db import transaction

from crm.choices import ShareLevel
from crm.models import Share
from crm.records.actions import require
from crm.records.errors import KithError, NotAllowedError
from crm.records.permissions import can, hall


@transaction.atomic
def share(
    record: Any, *, user: Any = None, team: Any = None, level: str = ShareLevel.READ, reason: str = "", by: Any
) -> Share:
    """Share the record with a person or a team, to read, or to read and change. Sharing again changes the level.

    One can share only what one has, and change only a share that one may end: raises NotAllowedError. Raises KithError unless exactly one of `user` and `team` is given.
    """
    if (user is None) == (team is None):
        raise KithError("Choose a person or a team.")
    require(by, "change" if level == ShareLevel.CHANGE else "view", record)
    found, is_new = Share.objects.select_for_update().get_or_create(
        record_id=record.pk, user=user, team=team, defaults={"level": level, "reason": reason, "shared_by": by}
    )
    if not is_new and found.level != level and not may_unshare(found, record, by):
        raise NotAllowedError("Somebody else shared this already, with another right.")
    if is_new or found.level != level:
        old = "" if is_new else found.get_level_display()
        found.level, found.shared_by = level, by
        found.save(update_fields=["level", "shared_by"])
        change = {
            "field": "share",
            "label": f"shared with {user or team}",
            "old": old,
            "new": found.get_level_display(),
        }
        hall.record_event("shared", by, [(record.pk, record._meta.label_lower, record.name)], [change])
    return found


def may_unshare(share: Share, record: Any, by: Any) -> bool:
    """Tell whether `by` may end the share: whoever made it or has it, and whoever may change the record."""
    return by.pk in (share.shared_by_id, share.user_id) or can(by, "change", record)


@transaction.atomic
def unshare(share: Share, record: Any, *, by: Any) -> None:
    """End the share. Raises NotAllowedError. A share that is gone already is gone."""
    if not may_unshare(share, record, by):
        raise NotAllowedError
    deleted, _ = Share.objects.filter(pk=share.pk, record_id=record.pk).delete()
    if deleted:
        change = {
            "field": "share",
            "label": f"shared with {share.user or share.team}",
            "old": share.get_level_display(),
            "new": "",
        }
        hall.record_event("stopped sharing", by, [(record.pk, record._meta.label_lower, record.name)], [change])
