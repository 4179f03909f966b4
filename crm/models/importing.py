"""The journal of imports: what came in, row by row, so that a killed import goes on where it stopped."""

from django.conf import settings
from django.db import models

from crm.records.ids import uuid7


class ImportRun(models.Model):
    """One file brought in for one type by one person; the same file again continues or repeats the same run."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    importer = models.CharField(max_length=80)
    file_hash = models.CharField(max_length=64)
    options_hash = models.CharField(max_length=64)
    file_name = models.CharField(max_length=300)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["importer", "file_hash", "options_hash", "started_by"], name="crm_import_run_is_one_per_file"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(models.Model):
    """What became of one row of the file; written in the same transaction as the record itself."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    record_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="crm_imported_row_is_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"
