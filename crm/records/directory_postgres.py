"""The directory's triggers in PostgreSQL's words (15 and later)."""

from crm.records.folding import postgres_functions

NEW_LINE = "chr(10)"
FALSE = "false"
IS_NOT = "IS DISTINCT FROM"


def columns_of(cursor, table: str) -> set[str]:
    """Return all columns of a table."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
        [f'"{table}"'],
    )
    return {row[0] for row in cursor.fetchall()}


def prepare(cursor, directory: str) -> None:
    """Make the functions, and the indexes that Django's models cannot describe for one engine only."""
    for sql in postgres_functions():
        cursor.execute(sql)
    cursor.execute(
        f"CREATE INDEX IF NOT EXISTS kith_directory_search ON {directory} USING gin (search_text gin_trgm_ops)"
    )


def drop(cursor) -> None:
    """Drop every trigger of ours; their functions are replaced later."""
    cursor.execute(
        "SELECT t.tgname, c.oid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgname LIKE 'kith\\_%' AND pg_table_is_visible(c.oid)"
    )
    for name, table in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def stamp(cursor, fingerprint: str) -> None:
    """Write down what was installed, where it is found again: on the guard function."""
    cursor.execute(f"COMMENT ON FUNCTION kith_directory_guard() IS '{fingerprint}'")


def installed(cursor, triggers: dict[str, str], fingerprint: str) -> bool:
    """Tell whether the stamp is the expected one and every trigger is there and switched on."""
    cursor.execute("SELECT obj_description(to_regproc('kith_directory_guard'), 'pg_proc')")
    stamped = cursor.fetchone()[0]
    cursor.execute(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal "
        "AND t.tgname LIKE 'kith\\_%' AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
    )
    wanted = {name for name, sql in triggers.items() if "CREATE TRIGGER" in sql}
    return stamped == fingerprint and {row[0] for row in cursor.fetchall()} == wanted


def triggers(directory: str, columns, sources, dependents) -> dict[str, str]:
    """Return name to SQL of every function and trigger."""
    gone = " ".join(f'DELETE FROM "{table}" WHERE "{column}" = OLD.id;' for table, column in dependents)
    made = {
        "kith_directory_guard()": _function(
            "kith_directory_guard",
            # Inside a record's trigger the depth is more than one; a write of anybody else comes at depth one.
            "IF pg_trigger_depth() > 1 THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; "
            "RAISE EXCEPTION 'The directory is written by the database only.' USING ERRCODE = 'integrity_constraint_violation';",
        ),
        "kith_not_at_once()": _function(
            "kith_not_at_once",
            # TRUNCATE fires no trigger of the rows, which would all stay in the directory.
            "RAISE EXCEPTION 'Records are deleted, not truncated.' USING ERRCODE = 'integrity_constraint_violation';",
        ),
        "kith_directory_gone()": _function("kith_directory_gone", f"{gone} RETURN OLD;"),
        "kith_directory_guard": f"CREATE TRIGGER kith_directory_guard BEFORE INSERT OR UPDATE OR DELETE ON {directory} "
        "FOR EACH ROW EXECUTE FUNCTION kith_directory_guard()",
        "kith_directory_gone": f"CREATE TRIGGER kith_directory_gone AFTER DELETE ON {directory} "
        "FOR EACH ROW EXECUTE FUNCTION kith_directory_gone()",
    }
    for source in sources:
        made |= _keeper(directory, columns, source)
    return made


def _keeper(directory: str, columns, source) -> dict[str, str]:
    table, names = source.table, ", ".join(columns)
    old, new = ", ".join(source.row("OLD")), ", ".join(source.row("NEW"))
    chain = (
        f"IF NEW.{source.guard_column} = NEW.id OR EXISTS (SELECT 1 FROM {directory} d WHERE d.id = NEW.{source.guard_column} "
        "AND d.guard_id <> d.id) THEN RAISE EXCEPTION 'A guard has no guard.' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        if source.guard_column
        else ""
    )
    body = (
        f"IF TG_OP = 'DELETE' THEN DELETE FROM {directory} WHERE id = OLD.id; RETURN OLD; END IF; {chain}"
        f"IF TG_OP = 'INSERT' THEN INSERT INTO {directory} ({names}) VALUES ({new}); RETURN NEW; END IF; "
        "IF NEW.id <> OLD.id THEN RAISE EXCEPTION 'A record keeps its id.' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF ({old}) IS DISTINCT FROM ({new}) THEN "
        f"UPDATE {directory} SET ({names}) = ({new}) WHERE id = NEW.id; END IF; RETURN NEW;"
    )
    return {
        f"kith_{table}()": _function(f"kith_{table}", body),
        f"kith_{table}": f'CREATE TRIGGER kith_{table} AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION kith_{table}()",
        f"kith_{table}_all": f'CREATE TRIGGER kith_{table}_all BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION kith_not_at_once()",
    }


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $kith$ BEGIN {body} END $kith$"
