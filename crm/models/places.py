"""Columns that accounts and contacts share: how to reach them, and how not to."""

from django.core.validators import URLValidator
from django.db import models

from crm.records.models import Record


class Reachable(Record):
    """Addresses, several phones and e-mails, and what the customer asked us not to do."""

    email = models.EmailField(max_length=254, blank=True, db_index=True)
    email2 = models.EmailField("other email", max_length=254, blank=True)
    phone = models.CharField("work phone", max_length=50, blank=True)
    phone2 = models.CharField("other phone", max_length=50, blank=True)
    fax = models.CharField(max_length=50, blank=True)
    website = models.CharField(
        max_length=300, blank=True, validators=[URLValidator(schemes=["http", "https"])], help_text="https://…"
    )

    street = models.TextField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    region = models.CharField("state or region", max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=100, blank=True)
    other_street = models.TextField(max_length=300, blank=True)
    other_city = models.CharField(max_length=100, blank=True)
    other_region = models.CharField("other state or region", max_length=100, blank=True)
    other_postal_code = models.CharField(max_length=20, blank=True)
    other_country = models.CharField(max_length=100, blank=True)

    do_not_email = models.BooleanField("no email", default=False)
    do_not_bulk_email = models.BooleanField("no mass mailings", default=False)
    do_not_phone = models.BooleanField("no phone calls", default=False)
    do_not_fax = models.BooleanField("no fax", default=False)
    do_not_mail = models.BooleanField("no letters", default=False)

    description = models.TextField(max_length=2000, blank=True)

    class Meta(Record.Meta):
        abstract = True
