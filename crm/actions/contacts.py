"""Accounts and contacts: what is asked before one is made twice."""

from django.db.models import Q

from crm.models import DirectoryEntry
from crm.records.folding import digits, fold
from crm.records.registry import record_types

MOST_SHOWN = 5


def look_alikes(model, data: dict, user, pk=None) -> list[DirectoryEntry]:
    """Return visible records of the type that may be the same: same e-mail, or same folded name and a phone in common.

    Without any phone typed, the same folded name alone counts. Hidden records make no difference to the answer.
    """
    name = data.get("name") or f"{data.get('first_name', '')} {data.get('last_name', '')}"
    numbers = [digits(data.get(field)) for field in record_types.of(model).phones if digits(data.get(field))]
    same = Q(sort_name=fold(name))
    if numbers:
        same &= Q(*[Q(search_text__contains=number) for number in numbers], _connector=Q.OR)
    emails = [fold(data[field]) for field in ("email", "email2") if data.get(field)]
    for email in emails:
        same |= Q(search_text__contains=email)
    found = DirectoryEntry.objects.visible_to(user).of_type(model).filter(same).exclude(pk=pk)
    return list(found.order_by("sort_name", "id")[:MOST_SHOWN])
