"""Records above one another: a parent account, whom a contact reports to."""

from django.core.exceptions import ValidationError

from crm.records.models import Record


def refuse_loop(record: Record, name: str, message: str) -> None:
    """Raise ValidationError when going up from the record by its field `name` leads back to it."""
    field = record._meta.get_field(name)
    above, seen = getattr(record, field.attname), set()
    while above is not None and above not in seen:
        if above == record.pk:
            raise ValidationError({name: message}, code="loop")
        seen.add(above)
        above = type(record)._base_manager.filter(pk=above).values_list(field.attname, flat=True).first()
