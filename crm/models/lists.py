"""What a person keeps about lists: saved views, the default of each list, and the records seen last."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from crm.records.ids import uuid7


class SavedView(models.Model):
    """A list as somebody likes it: filters, sort and columns as an address; one's own, or shared with a team."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type_key = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    team = models.ForeignKey("crm.Team", models.CASCADE, related_name="+", null=True, blank=True)
    query = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = [Lower("name"), "id"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "type_key",
                Lower("name"),
                name="crm_saved_view_name_is_unique",
                violation_error_message="You have a view of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view that a list opens with, for one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="default_views")
    type_key = models.CharField(max_length=80)
    view = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "type_key"], name="crm_default_view_is_one")]

    def __str__(self) -> str:
        return f"{self.type_key}: {self.view}"


class Recent(models.Model):
    """That a person looked at a record, and when last."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recents")
    record = models.ForeignKey("crm.DirectoryEntry", models.DO_NOTHING, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "record"], name="crm_recent_is_once")]
        indexes = [models.Index(fields=["user", "-seen_at"], name="crm_recent_seen")]

    def __str__(self) -> str:
        return f"{self.user} saw {self.record_id}"
