"""What must always hold between the tables, and the list on which every room puts its own checks."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections, models

from crm.records import directory
from crm.records.registry import record_types


@dataclass(frozen=True)
class Check:
    """Something that must hold: `find(using)` says in sentences what does not, `repair(using)` mends what can be mended."""

    title: str
    find: Callable[[str], list[str]]
    repair: Callable[[str], None] | None = None


checks: list[Check] = []


def register(check: Check) -> None:
    """Add a check to those of `manage.py check_integrity`. Raises ValueError when there is one of this title."""
    if any(other.title == check.title for other in checks):
        raise ValueError(f"There is a check called {check.title!r} already.")
    checks.append(check)


def dangling_references(using: str = "default") -> list[str]:
    """Say which tables refer to rows that are gone. PostgreSQL sees to this itself; SQLite only while it is told to."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute('SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2')
        return [f"{count} rows of {table} refer to rows of {parent} that are gone" for table, parent, count in cursor]


def loops(using: str = "default") -> list[str]:
    """Say which records stand above themselves."""
    found = []
    for record_type in record_types:
        for field in record_type.model._meta.concrete_fields:
            is_above = (
                isinstance(field, models.ForeignKey) and field.related_model is record_type.model and field.editable
            )
            # Users own themselves, which is no hierarchy.
            if is_above and field.name != "owner" and (number := _number_in_loops(record_type.model, field, using)):
                found.append(f"{number} rows of {record_type.key} stand above themselves by {field.verbose_name}")
    return found


def _number_in_loops(model, field, using: str) -> int:
    rows = model._base_manager.using(using).exclude(**{field.name: None}).values_list("pk", field.attname)
    above = dict(rows.iterator())
    done: set = set()
    number = 0
    for start in above:
        path: dict = {}
        now = start
        while now in above and now not in done and now not in path:
            path[now] = len(path)
            now = above[now]
        if now in path:  # the way came back to itself: from there on it is a loop
            number += len(path) - path[now]
        done |= path.keys()
    return number


register(Check("directory", directory.disagreements, directory.install))
register(Check("references", dangling_references))
register(Check("loops", loops))
