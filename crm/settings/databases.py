"""How Kith talks to its database: the options that SQLite and PostgreSQL are always run with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA journal_size_limit=67108864;"
    "PRAGMA cache_size=-20000;"
)


def database(url: str, *, data: Path, statement_timeout: int = 5_000, pool_size: int = 4) -> dict[str, Any]:
    """Return the settings of the database behind `url`; without one, SQLite in the folder `data`.

    Timeouts are in milliseconds, 0 is none. What the address itself carries in its query string is kept: the
    host of a Unix socket stands there.
    """
    if not url:
        data.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{data / 'kith.sqlite3'}"
    found: dict[str, Any] = dict(dj_database_url.parse(url))
    options = found.setdefault("OPTIONS", {})
    if found["ENGINE"].endswith("sqlite3"):
        options.update(_sqlite_options())
    elif found["ENGINE"].endswith("postgresql"):
        options.update(_postgres_options(statement_timeout, pool_size))
    return found


def _sqlite_options() -> dict[str, Any]:
    # Without IMMEDIATE, a transaction that reads before it writes fails at once when another one wrote meanwhile,
    # whatever the timeout is.
    return {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}


def _postgres_options(statement_timeout: int, pool_size: int) -> dict[str, Any]:
    limits = {
        "statement_timeout": statement_timeout,
        "lock_timeout": 2_000 if statement_timeout else 0,
        "idle_in_transaction_session_timeout": 15_000 if statement_timeout else 0,
    }
    return {
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10},
    }
