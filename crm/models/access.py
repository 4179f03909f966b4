"""Who may do what: levels of roles, shares of single records, readers of restricted ones."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from crm.choices import ShareLevel
from crm.records.ids import uuid7
from crm.records.permissions import VERBS, Level


class AccessLevel(models.Model):
    """How far one right of a role reaches, for one type of record."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="access_levels", verbose_name="role")
    type_key = models.CharField("record type", max_length=80)
    verb = models.CharField(max_length=10, choices=[(verb, verb) for verb in VERBS])
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.name.lower()) for level in Level], default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "type_key", "verb"], name="crm_access_level_is_once"),
            models.CheckConstraint(condition=Q(level__lte=max(Level)), name="crm_access_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.verb} {self.type_key}: {self.get_level_display()}"


class Share(models.Model):
    """That one record is shared with a person or a team, by whom, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey("crm.DirectoryEntry", models.DO_NOTHING, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True)
    team = models.ForeignKey("crm.Team", models.CASCADE, related_name="+", null=True, blank=True)
    level = models.CharField(max_length=10, choices=ShareLevel, default=ShareLevel.READ)
    reason = models.CharField(max_length=300, blank=True)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, team__isnull=False) | Q(team=None, user__isnull=False),
                name="crm_share_has_one_grantee",
            ),
            models.UniqueConstraint(
                fields=["record", "user"], condition=Q(team=None), name="crm_share_with_user_is_once"
            ),
            models.UniqueConstraint(
                fields=["record", "team"], condition=Q(user=None), name="crm_share_with_team_is_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} shared with {self.user or self.team}"


class Reader(models.Model):
    """That a person may read a restricted record of somebody else."""

    record = models.ForeignKey("crm.DirectoryEntry", models.DO_NOTHING, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "user"], name="crm_reader_is_once")]

    def __str__(self) -> str:
        return f"{self.user} reads {self.record_id}"
