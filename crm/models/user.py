"""People who sign in, and the teams they work in."""

from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from crm.choices import UserDensity, UserFormats, UserTheme
from crm.records.models import Record
from crm.records.querysets import RecordQuerySet

PAGE_SIZES = (10, 25, 50, 100)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone of the IANA list."""
    if name not in available_timezones():
        raise ValidationError("There is no time zone of this name.")


class UserManager(BaseUserManager.from_queryset(RecordQuerySet)):
    """Makes users; everything else is a question of RecordQuerySet."""

    def create_user(self, username: str, email: str, password: str | None = None, **fields) -> "User":
        """Make a user who owns itself; without a password it can only come in by a reset link or another sign-in."""
        fields.setdefault("name", username)
        user = self.model(username=username, email=self.normalize_email(email).lower(), **fields)
        user.owner_id = user.pk
        user.set_password(password)
        user.full_clean(exclude=["owner", "password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(username, email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, Record):
    """Somebody who signs in. Owns itself; its team is the primary one of the teams it is in; never deleted."""

    name = models.CharField("full name", max_length=160)
    username = models.CharField(
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Somebody has this user name already."},
    )
    email = models.EmailField("work email", max_length=254)
    job_title = models.CharField(max_length=100, blank=True)
    phone = models.CharField("work phone", max_length=50, blank=True)
    mobile = models.CharField(max_length=50, blank=True)

    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    formats = models.CharField("language and formats", max_length=10, choices=UserFormats, default=UserFormats.EN_GB)
    theme = models.CharField(max_length=10, choices=UserTheme, default=UserTheme.SYSTEM)
    density = models.CharField(max_length=12, choices=UserDensity, default=UserDensity.COMFORTABLE)
    page_size = models.PositiveSmallIntegerField("rows per page", choices=[(n, str(n)) for n in PAGE_SIZES], default=25)
    start_page = models.CharField(max_length=60, blank=True)
    shortcuts_on = models.BooleanField("single-key shortcuts", default=True)

    teams = models.ManyToManyField("crm.Team", through="crm.Membership", related_name="members")

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                Lower("email"),
                name="crm_user_email_is_unique",
                violation_error_message="Somebody has this email already.",
            ),
            models.CheckConstraint(condition=models.Q(owner=models.F("id")), name="crm_user_owns_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin lets this person in: administrators only."""
        return self.is_superuser

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper() if words else "?"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Team(Record):
    """People who work together; owned by its leader."""

    description = models.TextField(max_length=2000, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                Lower("name"), name="crm_team_name_is_unique", violation_error_message="A team has this name already."
            ),
        ]


class Membership(models.Model):
    """That a person is in a team."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="crm_membership_is_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
