"""The directory is kept by the database: the triggers for both engines, made from the registry by one idempotent function.

Never installed by a migration: `pre_migrate` drops the triggers and `post_migrate` makes them again and fills in what data
migrations wrote meanwhile (SQLite refuses to rebuild a table that a trigger names; PostgreSQL refuses a change of type).
Every record table writes its row on insert, update and delete, and only where something changed. The directory refuses rows
that disagree with the record, so that no other code can write it. A guard has no guard: the database refuses a note on a note.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connections, transaction

from crm.records import directory_postgres, directory_sqlite
from crm.records.folding import TABLE
from crm.records.permissions import hall
from crm.records.registry import RecordType, record_types

DIALECTS = {"sqlite": directory_sqlite, "postgresql": directory_postgres}
COLUMNS = ("id", "type_key", "name", "detail", "owner_id", "team_id", "guard_id", "is_active", "is_restricted", "sort_name",
           "search_text")  # fmt: skip
# What hangs on a record by its id: rows of these tables go when the record goes, whatever way it was deleted.
dependents: list[tuple[str, str]] = []


@dataclass(frozen=True)
class Source:
    """A record table and the SQL expressions that make its directory row; `row("NEW")` reads them from that alias."""

    record_type: RecordType
    dialect: Any

    @property
    def table(self) -> str:
        return self.record_type.model._meta.db_table

    @property
    def guard_column(self) -> str:
        """The column that names the guard, or nothing."""
        kind = self.record_type
        return kind.model._meta.get_field(kind.guard).column if kind.guard else ""

    def column(self, alias: str, field: str) -> str:
        return f'{alias}."{self.record_type.model._meta.get_field(field).column}"'

    def row(self, alias: str) -> list[str]:
        """Return one expression per column of the directory."""
        kind, name = self.record_type, self.column(alias, "name")
        restricted = self.column(alias, kind.restricted_by) if kind.restricted_by else self.dialect.FALSE
        detail = [f"nullif({self.column(alias, field)}, '')" for field in kind.detail]
        found = [f"nullif(kith_fold({self.column(alias, field)}), '')" for field in kind.search]
        found += [f"nullif(kith_digits({self.column(alias, field)}), '')" for field in kind.phones]
        search = f"concat_ws({self.dialect.NEW_LINE}, {', '.join(found)})"
        return [
            self.column(alias, "id"),
            f"'{kind.key}'",
            f"substr({name}, 1, 300)",
            f"substr(concat_ws(' · ', {', '.join(detail)}), 1, 600)" if detail else "''",
            self.column(alias, "owner"),
            self.column(alias, "team"),
            self.column(alias, kind.guard) if kind.guard else self.column(alias, "id"),
            self.column(alias, "is_active"),
            restricted,
            f"substr(kith_fold({name}), 1, 300)",
            f"CASE WHEN {restricted} THEN '' ELSE {search} END",
        ]


def directory_table() -> str:
    """Return the name of the directory's table."""
    return hall.directory().model._meta.db_table


def sources(connection) -> list[Source]:
    """Return the declared types whose tables are there with all their columns (not so half-way through migrations)."""
    dialect = DIALECTS[connection.vendor]
    found = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for record_type in record_types:
            meta = record_type.model._meta
            columns = {field.column for field in meta.concrete_fields}
            if meta.db_table in tables and columns <= dialect.columns_of(cursor, meta.db_table):
                found.append(Source(record_type, dialect))
    return found if directory_table() in tables else []


def all_dependents(connection, present: list[Source]) -> list[tuple[str, str]]:
    """Return (table, column) of everything that goes when a record goes: shares and the like, and guarded records."""
    guarded = [(source.table, source.guard_column) for source in present if source.guard_column]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    return [(table, column) for table, column in dependents if table in tables] + guarded


def expected(connection) -> dict[str, str]:
    """Return the triggers that should be there: name to SQL."""
    present = sources(connection)
    if not present:
        return {}
    return DIALECTS[connection.vendor].triggers(
        directory_table(), COLUMNS, present, all_dependents(connection, present)
    )


def fingerprint(triggers: dict[str, str]) -> str:
    """Return a hash of the triggers and of the folding table, which PostgreSQL holds as a function."""
    lines = [f"{name}: {sql}" for name, sql in sorted(triggers.items())] + [repr(sorted(TABLE.items()))]
    return sha256("\n".join(lines).encode()).hexdigest()


def uninstall(using: str = "default") -> None:
    """Drop the triggers, so that tables can be rebuilt."""
    with connections[using].cursor() as cursor:
        DIALECTS[connections[using].vendor].drop(cursor)


def install(using: str = "default") -> None:
    """Make functions, directory rows and triggers as the registry says. Doing it twice changes nothing."""
    connection = connections[using]
    dialect = DIALECTS[connection.vendor]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        dialect.drop(cursor)
        triggers = expected(connection)
        if not triggers:
            return
        dialect.prepare(cursor, directory_table())
        fill(cursor, connection)
        for sql in triggers.values():
            cursor.execute(sql)
        dialect.stamp(cursor, fingerprint(triggers))


def is_installed(using: str = "default") -> bool:
    """Tell whether the triggers are there, all of them, as the registry wants them."""
    connection = connections[using]
    triggers = expected(connection)
    with connection.cursor() as cursor:
        return bool(triggers) and DIALECTS[connection.vendor].installed(cursor, triggers, fingerprint(triggers))


def fill(cursor, connection) -> None:
    """Write missing rows, correct stale ones and take away those without a record. Only while the triggers are down."""
    directory, columns = directory_table(), ", ".join(COLUMNS)
    present = sources(connection)
    for source in present:
        values = ", ".join(f"{value} AS {column}" for value, column in zip(source.row("r"), COLUMNS, strict=True))
        made = f'SELECT {values} FROM "{source.table}" r'
        cursor.execute(orphans_sql("DELETE", directory, source))
        cursor.execute(
            f"UPDATE {directory} SET ({columns}) = ({', '.join(f'e.{c}' for c in COLUMNS)}) FROM ({made}) e "
            f"WHERE e.id = {directory}.id AND {differs(source, directory)}"
        )
        cursor.execute(
            f"INSERT INTO {directory} ({columns}) {made} "
            f'WHERE NOT EXISTS (SELECT 1 FROM {directory} d WHERE d.id = r."id")'
        )
    keys = ", ".join(f"'{source.record_type.key}'" for source in present)
    cursor.execute(f"DELETE FROM {directory} WHERE type_key NOT IN ({keys})")
    for table, column in all_dependents(connection, present):
        cursor.execute(dangling_sql("DELETE", table, column))
    for source in present:
        cursor.execute(orphans_sql("DELETE", directory, source))


def dangling_sql(verb: str, table: str, column: str) -> str:
    """Return the statement about rows that hang on a record which is gone: a foreign tool may delete with its triggers off."""
    return f'{verb} FROM "{table}" WHERE NOT EXISTS (SELECT 1 FROM {directory_table()} d WHERE d.id = "{table}"."{column}")'


def differs(source: Source, directory: str) -> str:
    """Return the condition that a directory row is not what its record `e` makes of it."""
    ours = ", ".join(f"{directory}.{column}" for column in COLUMNS)
    theirs = ", ".join(f"e.{column}" for column in COLUMNS)
    return f"({ours}) {source.dialect.IS_NOT} ({theirs})"


def orphans_sql(verb: str, directory: str, source: Source) -> str:
    """Return the statement that counts or deletes directory rows whose record is not there."""
    return (
        f"{verb} FROM {directory} WHERE type_key = '{source.record_type.key}' "
        f'AND NOT EXISTS (SELECT 1 FROM "{source.table}" r WHERE r."id" = {directory}.id)'
    )


def disagreements(using: str = "default") -> list[str]:
    """Return a sentence for each kind of disagreement between records and directory; empty when all is well."""
    connection, directory, found = connections[using], directory_table(), []
    if not is_installed(using):
        found.append("The triggers that keep the directory are missing or out of date.")
    with connection.cursor() as cursor:

        def count(sql: str, what: str) -> None:
            cursor.execute(sql)
            if number := cursor.fetchone()[0]:
                found.append(f"{number} {what}")

        present = sources(connection)
        for source in present:
            key = source.record_type.key
            values = ", ".join(f"{value} AS {column}" for value, column in zip(source.row("r"), COLUMNS, strict=True))
            made = f'(SELECT {values} FROM "{source.table}" r) e'
            count(orphans_sql("SELECT count(*)", directory, source), f"directory rows of {key} without a record")
            count(
                f"SELECT count(*) FROM {made} LEFT JOIN {directory} ON {directory}.id = e.id WHERE {directory}.id IS NULL",
                f"records of {key} without a directory row",
            )
            count(
                f"SELECT count(*) FROM {directory} JOIN {made} ON e.id = {directory}.id WHERE {differs(source, directory)}",
                f"directory rows of {key} that differ from their records",
            )
        keys = ", ".join(f"'{source.record_type.key}'" for source in present) or "''"
        count(f"SELECT count(*) FROM {directory} WHERE type_key NOT IN ({keys})", "directory rows of an unknown type")
        for table, column in all_dependents(connection, present):
            count(
                dangling_sql("SELECT count(*)", table, column), f"rows of {table} that hang on a record which is gone"
            )
    return found
