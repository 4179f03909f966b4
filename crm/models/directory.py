"""The directory: one row per record of every type, kept by the database itself."""

from django.db import models

from crm.querysets import DirectoryQuerySet
from crm.records.registry import record_types


class DirectoryEntry(models.Model):
    """What every page that crosses types needs to know of a record. Written by triggers only (crm.records.directory)."""

    id = models.UUIDField(primary_key=True)
    type_key = models.CharField(max_length=80)
    name = models.CharField(max_length=300)
    detail = models.CharField(max_length=600)
    owner = models.ForeignKey("crm.User", models.DO_NOTHING, related_name="+")
    team = models.ForeignKey("crm.Team", models.DO_NOTHING, related_name="+", null=True)
    guard = models.ForeignKey("self", models.DO_NOTHING, related_name="guarded")
    is_active = models.BooleanField()
    is_restricted = models.BooleanField()
    sort_name = models.CharField(max_length=300)
    search_text = models.TextField()

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "directory entries"
        ordering = ["sort_name", "id"]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="crm_directory_sort_name"),
            models.Index(fields=["type_key", "sort_name", "id"], name="crm_directory_type"),
            models.Index(fields=["owner", "id"], name="crm_directory_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record_type(self):
        return record_types.get(self.type_key)

    def get_absolute_url(self) -> str:
        """Return the page of the record; for a record without pages of its own, that of its guard."""
        if self.record_type.has_pages:
            return self.record_type.url("detail", self.pk)
        return self.guard.record_type.url("detail", self.guard_id)
