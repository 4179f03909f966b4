"""People one knows at customers, partners and elsewhere."""

from django.db import models
from django.db.models.functions import Concat, Trim

from crm.choices import ContactGender, ContactPreference
from crm.models.places import Reachable
from crm.records.trees import refuse_loop


class Contact(Reachable):
    """A person. A last name alone suffices; the name is made of both by the database."""

    salutation = models.CharField(max_length=20, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=160)
    name = models.GeneratedField(
        expression=Trim(Concat("first_name", models.Value(" "), "last_name")),
        output_field=models.CharField(max_length=261),
        db_persist=True,
    )
    account = models.ForeignKey(
        "crm.Account",
        models.PROTECT,
        related_name="contacts",
        null=True,
        blank=True,
        help_text="Where this person works.",
    )
    job_title = models.CharField(max_length=100, blank=True)
    department = models.CharField(max_length=100, blank=True)
    mobile = models.CharField(max_length=50, blank=True)
    reports_to = models.ForeignKey("self", models.SET_NULL, related_name="reports", null=True, blank=True)
    assistant = models.CharField(max_length=160, blank=True)
    assistant_phone = models.CharField(max_length=50, blank=True)
    spouse = models.CharField(max_length=160, blank=True)
    birthday = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=12, choices=ContactGender, blank=True)
    preferred_contact = models.CharField(
        "preferred way of contact", max_length=10, choices=ContactPreference, default=ContactPreference.ANY
    )

    class Meta(Reachable.Meta):
        constraints = [
            *Reachable.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(reports_to=None) | ~models.Q(reports_to=models.F("id")),
                name="crm_contact_does_not_report_to_itself",
            ),
        ]

    def clean(self) -> None:
        """Refuse a contact that would report to itself, by whatever way. Raises ValidationError."""
        super().clean()
        refuse_loop(self, "reports_to", "This person reports to the one that you edit.")
