"""The directory's triggers in SQLite's words."""

NEW_LINE = "char(10)"
FALSE = "0"
IS_NOT = "IS NOT"


def columns_of(cursor, table: str) -> set[str]:
    """Return all columns of a table, with the generated ones, which Django's own description leaves out."""
    cursor.execute(f'PRAGMA table_xinfo("{table}")')
    return {row[1] for row in cursor.fetchall()}


def prepare(cursor, directory: str) -> None:
    """Nothing to make beforehand: the functions are given to every connection when it opens."""


def drop(cursor) -> None:
    """Drop every trigger of ours."""
    for name in _present(cursor):
        cursor.execute(f'DROP TRIGGER "{name}"')


def stamp(cursor, fingerprint: str) -> None:
    """Nothing to write down: SQLite keeps the text of every trigger."""


def installed(cursor, triggers: dict[str, str], fingerprint: str) -> bool:
    """Tell whether the triggers are there, word for word."""
    return _present(cursor) == triggers


def _present(cursor) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kith\\_%' ESCAPE '\\'")
    return dict(cursor.fetchall())


def triggers(directory: str, columns, sources, dependents) -> dict[str, str]:
    """Return name to SQL of every trigger."""
    made: dict[str, str] = {}
    for source in sources:
        made |= _keepers(directory, columns, source)
        made |= _guards(directory, columns, source)
        made |= _no_chains(directory, source) if source.guard_column else {}
    keys = ", ".join(f"'{source.record_type.key}'" for source in sources)
    made["kith_directory_type"] = (
        f"CREATE TRIGGER kith_directory_type BEFORE INSERT ON {directory} WHEN NEW.type_key NOT IN ({keys}) "
        "BEGIN SELECT RAISE(ABORT, 'No record type of this key is declared.'); END"
    )
    if dependents:
        gone = " ".join(f'DELETE FROM "{table}" WHERE "{column}" = OLD.id;' for table, column in dependents)
        made["kith_directory_gone"] = f"CREATE TRIGGER kith_directory_gone AFTER DELETE ON {directory} BEGIN {gone} END"
    return made


def _keepers(directory: str, columns, source) -> dict[str, str]:
    """On the record's table: write, correct and take away its directory row."""
    table, row = source.table, source.row("NEW")
    names = ", ".join(columns)
    old, new = ", ".join(source.row("OLD")), ", ".join(row)
    return {
        f"kith_{table}_new": f'CREATE TRIGGER kith_{table}_new AFTER INSERT ON "{table}" '
        f"BEGIN INSERT INTO {directory} ({names}) VALUES ({new}); END",
        f"kith_{table}_id": f'CREATE TRIGGER kith_{table}_id BEFORE UPDATE OF "id" ON "{table}" WHEN NEW."id" <> OLD."id" '
        "BEGIN SELECT RAISE(ABORT, 'A record keeps its id.'); END",
        f"kith_{table}_changed": f'CREATE TRIGGER kith_{table}_changed AFTER UPDATE ON "{table}" WHEN ({old}) IS NOT ({new}) '
        f'BEGIN UPDATE {directory} SET ({names}) = ({new}) WHERE id = NEW."id"; END',
        f"kith_{table}_gone": f'CREATE TRIGGER kith_{table}_gone AFTER DELETE ON "{table}" '
        f'BEGIN DELETE FROM {directory} WHERE id = OLD."id"; END',
    }


def _guards(directory: str, columns, source) -> dict[str, str]:
    """On the directory: refuse what disagrees with the record."""
    table, key = source.table, source.record_type.key
    values = ", ".join(source.row("r"))
    given = ", ".join(f"NEW.{column}" for column in columns)
    agrees = f'EXISTS (SELECT 1 FROM "{table}" r WHERE r."id" = NEW.id AND ({values}) IS ({given}))'
    refuse = "BEGIN SELECT RAISE(ABORT, 'The directory is written by the database only.'); END"
    return {
        f"kith_directory_{table}_new": f"CREATE TRIGGER kith_directory_{table}_new BEFORE INSERT ON {directory} "
        f"WHEN NEW.type_key = '{key}' AND NOT {agrees} {refuse}",
        f"kith_directory_{table}_changed": f"CREATE TRIGGER kith_directory_{table}_changed BEFORE UPDATE ON {directory} "
        f"WHEN OLD.type_key = '{key}' AND NOT {agrees} {refuse}",
        f"kith_directory_{table}_gone": f"CREATE TRIGGER kith_directory_{table}_gone BEFORE DELETE ON {directory} "
        f'WHEN OLD.type_key = \'{key}\' AND EXISTS (SELECT 1 FROM "{table}" r WHERE r."id" = OLD.id) {refuse}',
    }


def _no_chains(directory: str, source) -> dict[str, str]:
    """On the table of a guarded type: refuse a guard that has a guard itself."""
    table, guard = source.table, f'NEW."{source.guard_column}"'
    refuse = (
        f'WHEN {guard} = NEW."id" OR EXISTS (SELECT 1 FROM {directory} d WHERE d.id = {guard} AND d.guard_id <> d.id) '
        "BEGIN SELECT RAISE(ABORT, 'A guard has no guard.'); END"
    )
    return {
        f"kith_{table}_guard": f'CREATE TRIGGER kith_{table}_guard BEFORE INSERT ON "{table}" {refuse}',
        f"kith_{table}_moved": f'CREATE TRIGGER kith_{table}_moved BEFORE UPDATE OF "{source.guard_column}" ON "{table}" '
        f"{refuse}",
    }
