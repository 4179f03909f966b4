"""Notes on records, shared with everybody who sees the record, or private."""

from django.core.exceptions import ValidationError
from django.db import models

from crm.records.models import Record


class Note(Record):
    """What somebody wrote about a record. A private one is for its author (the owner) and the named readers only."""

    subject = models.ForeignKey("crm.DirectoryEntry", models.DO_NOTHING, related_name="+")
    text = models.TextField(max_length=20_000)
    is_private = models.BooleanField("private", default=False)

    class Meta(Record.Meta):
        ordering = ["-created_at", "-id"]

    def clean(self) -> None:
        """Refuse a note on a note: what has a guard is none. Raises ValidationError."""
        super().clean()
        subject = self._meta.get_field("subject").related_model.objects.filter(pk=self.subject_id).first()
        if subject is not None and (subject.guard_id != subject.pk or subject.pk == self.pk):
            raise ValidationError({"subject": "There are no notes on notes."})
