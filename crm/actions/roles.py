"""Roles: the shipped ones and their levels."""

from django.contrib.auth.models import Group
from django.db import connections

from crm.models import AccessLevel
from crm.records.registry import record_types
from crm.records.roles import ROLES, levels


def write_shipped_levels(using: str = "default") -> None:
    """Write the shipped levels of types not seen before; never over an administrator's change. Twice is once."""
    tables = connections[using].introspection.table_names()
    if AccessLevel._meta.db_table not in tables or Group._meta.db_table not in tables:
        return
    known = set(AccessLevel.objects.using(using).values_list("type_key", flat=True).distinct())
    if not known:
        for name in ROLES:
            Group.objects.using(using).get_or_create(name=name)
    roles = {group.name: group for group in Group.objects.using(using).filter(name__in=ROLES)}
    AccessLevel.objects.using(using).bulk_create(
        AccessLevel(group=roles[name], type_key=record_type.key, verb=verb, level=level)
        for record_type in record_types
        if record_type.key not in known
        for name, code in record_type.levels.items()
        if name in roles
        for verb, level in levels(code).items()
    )
