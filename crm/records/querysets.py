"""Questions that are asked of every record type, each starting from what the person may see."""

from django.db import models
from django.db.models import Q

from crm.records import permissions


class RecordQuerySet(models.QuerySet):
    """The queryset of every record type."""

    def visible_to(self, user) -> "RecordQuerySet":
        """Return the records that `user` may see: by level, by share, or by the guard of the type."""
        return self.filter(permissions.visible(self.model, user))

    def permitted_to(self, user, verb: str) -> "RecordQuerySet":
        """Return the records for which `can(user, verb, record)` is true."""
        return self.filter(permissions.permitted(self.model, user, verb))

    def owned_by(self, user) -> "RecordQuerySet":
        return self.filter(owner=user)

    def active(self) -> "RecordQuerySet":
        return self.filter(is_active=True)

    def inactive(self) -> "RecordQuerySet":
        return self.filter(is_active=False)

    def search(self, text: str) -> "RecordQuerySet":
        """Return the records whose searchable fields hold every word of `text`, in any case and accent.

        Goes through the directory, so that it means the same on both engines and for every type.
        """
        return self.filter(Q(pk__in=permissions.hall.directory().search(text).of_type(self.model).values("pk")))
