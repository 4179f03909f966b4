"""Record: what every record type is made of."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from crm.records.ids import uuid7
from crm.records.querysets import RecordQuerySet
from crm.records.text import clean_field


class EntryJoin(models.ForeignObject):
    """The way from a record to its row in the directory: a join on the id, with no column and no migration of its own."""

    generated = True  # the database makes it: nothing to validate

    def __init__(self) -> None:
        super().__init__(
            "crm.DirectoryEntry", models.DO_NOTHING, from_fields=["id"], to_fields=["id"], related_name="+"
        )

    def contribute_to_class(self, cls, name, private_only=True, **kwargs) -> None:
        super().contribute_to_class(cls, name, private_only=True, **kwargs)


class Record(models.Model):
    """One thing people work with: it has an id of its own across all types, a name, an owner, a version and a history."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey("crm.Team", models.PROTECT, related_name="+", null=True, blank=True)
    is_active = models.BooleanField("active", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    external_id = models.CharField(
        "external id", max_length=200, blank=True, help_text="The id of this record in another system, for imports."
    )
    created_at = models.DateTimeField("created", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    changed_at = models.DateTimeField("changed", auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    entry = EntryJoin()

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="%(app_label)s_%(class)s_external_id_is_unique",
                violation_error_message="Another record has this external id.",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="%(app_label)s_%(class)s_version_counts_up"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "is_active"], name="%(app_label)s_%(class)s_owner"),
            models.Index(fields=["team", "is_active"], name="%(app_label)s_%(class)s_team"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude=None) -> None:
        """Bring text into the form in which it is stored, then validate. Both engines refuse the same (see crm.records.text)."""
        exclude, errors = set(exclude or ()), {}
        for field in self._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and field.name not in exclude:
                try:
                    setattr(self, field.attname, clean_field(field, getattr(self, field.attname)))
                except ValidationError as error:
                    errors[field.name] = error.error_list
        try:
            super().clean_fields(exclude=exclude | errors.keys())
        except ValidationError as error:
            errors |= error.error_dict
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.app_label}:{self._meta.model_name}-detail", args=[self.pk])
