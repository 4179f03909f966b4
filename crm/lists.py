"""What a person keeps about lists: saved views, defaults and recently seen records; handed to the framework."""

from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from crm.models import DefaultView, DirectoryEntry, Recent, SavedView
from crm.records.permissions import access_of

MOST_RECENT = 50


class ListMemory:
    """The questions the general list asks about one person."""

    def views(self, user, type_key: str):
        """Return the saved views of a list that the person owns or that are shared with one of their teams."""
        mine = Q(owner=user) | Q(team__in=access_of(user).team_ids)
        return SavedView.objects.filter(mine, type_key=type_key).select_related("owner", "team")

    def view(self, user, type_key: str, pk: str) -> SavedView | None:
        return self.views(user, type_key).filter(pk=UUID(pk)).first()

    def default(self, user, type_key: str) -> str:
        """Return the view that the list opens with, '' when none was chosen."""
        return DefaultView.objects.filter(user=user, type_key=type_key).values_list("view", flat=True).first() or ""

    def recent_ids(self, user):
        """Return the ids of the records seen last, as a subquery."""
        return Recent.objects.filter(user=user).order_by("-seen_at").values("record_id")

    def recent(self, user, limit: int = 10) -> list[DirectoryEntry]:
        """Return the records seen last that the person may still see, newest first."""
        seen = Recent.objects.filter(user=user, record__in=DirectoryEntry.objects.visible_to(user))
        return [row.record for row in seen.select_related("record").order_by("-seen_at")[:limit]]

    def saw(self, user, record) -> None:
        """Remember that the person looked at a record; keep the newest fifty."""
        try:
            Recent.objects.update_or_create(user=user, record_id=record.pk, defaults={"seen_at": timezone.now()})
        except IntegrityError:  # deleted meanwhile: nothing to remember
            return
        kept = Recent.objects.filter(user=user).order_by("-seen_at").values_list("pk", flat=True)[:MOST_RECENT]
        Recent.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
