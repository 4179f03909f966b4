"""History: who did what to which records, and when."""

from django.conf import settings
from django.db import models

from crm.records.ids import uuid7


class Event(models.Model):
    """One thing that somebody did. `changes` holds, per field, its label, the old and the new value as shown to people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(auto_now_add=True)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["actor", "-at"], name="crm_event_actor")]

    def __str__(self) -> str:
        return f"{self.verb} at {self.at:%Y-%m-%d %H:%M}"


class EventSubject(models.Model):
    """A record that an event was about. Not a foreign key: history outlives what it tells of."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="subjects")
    record_id = models.UUIDField()
    type_key = models.CharField(max_length=80)
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "record_id"], name="crm_event_subject_is_once")]
        indexes = [models.Index(fields=["record_id", "-event"], name="crm_event_subject_record")]

    def __str__(self) -> str:
        return self.name
