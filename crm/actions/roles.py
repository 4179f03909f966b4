"""Roles: the shipped ones and their levels."""

from django.contrib.auth.models import Group
from django.db import connections, transaction

from crm.actions.teams import require_administrator
from crm.models import AccessLevel, User
from crm.records.errors import KithError
from crm.records.registry import record_types
from crm.records.roles import ADMINISTRATOR, ROLES, levels


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


def role_levels(role: Group) -> dict[tuple[str, str], int]:
    """Return the level for each type key and verb of a role."""
    rows = AccessLevel.objects.filter(group=role).values_list("type_key", "verb", "level")
    return {(key, verb): level for key, verb, level in rows}


@transaction.atomic
def save_role(role: Group, chosen: dict[tuple[str, str], int], *, by: User) -> Group:
    """Save a role, new or not, with these levels; levels that are not named stay as they are.

    Raises NotAllowedError, and KithError for the role Administrator, which may do everything by itself.
    """
    require_administrator(by)
    _refuse_administrator(role)
    role.save()
    AccessLevel.objects.bulk_create(
        [AccessLevel(group=role, type_key=key, verb=verb, level=level) for (key, verb), level in chosen.items()],
        update_conflicts=True,
        unique_fields=["group", "type_key", "verb"],
        update_fields=["level"],
    )
    return role


@transaction.atomic
def delete_role(role: Group, *, by: User) -> None:
    """Delete a role; whoever has it loses what it gives. Raises NotAllowedError, and KithError for Administrator."""
    require_administrator(by)
    _refuse_administrator(role)
    role.delete()


def _refuse_administrator(role: Group) -> None:
    if role.pk and Group.objects.filter(pk=role.pk, name=ADMINISTRATOR).exists():
        raise KithError(f"The role {ADMINISTRATOR} stays as it is: it may do everything.")
