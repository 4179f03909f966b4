"""Notes on records, shared with everybody who sees the record, or private."""

from django.db import models

from crm.records.models import Record


class Note(Record):
    """What somebody wrote about a record. A private one is for its author (the owner) and the named readers only."""

    subject = models.ForeignKey("crm.DirectoryEntry", models.DO_NOTHING, related_name="+", db_constraint=True)
    text = models.TextField(max_length=20_000)
    is_private = models.BooleanField("private", default=False)

    class Meta(Record.Meta):
        ordering = ["-created_at", "-id"]
