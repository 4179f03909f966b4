"""Companies and other organisations."""

from django.db import models

from crm.choices import CustomerType, Industry
from crm.models.places import Reachable
from crm.records.trees import refuse_loop


class Account(Reachable):
    """An organisation that one sells to, buys from or knows."""

    account_number = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="parent account", related_name="children", null=True, blank=True
    )
    primary_contact = models.ForeignKey("crm.Contact", models.SET_NULL, related_name="+", null=True, blank=True)
    customer_type = models.CharField(max_length=20, choices=CustomerType, blank=True)
    industry = models.CharField(max_length=20, choices=Industry, blank=True)
    employees = models.PositiveIntegerField("number of employees", null=True, blank=True)

    class Meta(Reachable.Meta):
        constraints = [
            *Reachable.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="crm_account_is_not_its_own_parent",
            ),
        ]

    def clean(self) -> None:
        """Refuse an account that would stand above itself. Raises ValidationError."""
        super().clean()
        refuse_loop(self, "parent", "This account stands below the one that you edit: it cannot be its parent.")
