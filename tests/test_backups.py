"""Backup and restore, drilled on the database of this run."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from crm import backups
from crm.models import Account, User
from crm.records import directory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough pass phrase"


@pytest.fixture
def maria() -> User:
    return User.objects.create_user("maria", "maria@kith.example", PASSWORD, name="María Ñandú")


@pytest.fixture
def accounts(maria: User) -> list[Account]:
    return [
        Account.objects.create(name=name, owner=maria) for name in ("Ægir & Søn", "Straße", "O'Neill \\ Co", "東京")
    ]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy.kith"


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, sorted: generated keys and bookkeeping included."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = sorted(cursor.fetchall(), key=repr)
    return rows


def test_what_was_lost_after_a_backup_is_back_after_the_restore(accounts: list[Account], copy: Path):
    before = everything()
    call_command("backup", str(copy), verbosity=0)
    Account.objects.filter(name="Straße").delete()
    Account.objects.update(website="https://wrong.example")
    assert everything() != before
    call_command("restore", str(copy), "--replace", verbosity=0)
    assert everything() == before


def test_after_a_restore_people_sign_in_and_the_directory_is_kept(accounts: list[Account], copy: Path):
    call_command("backup", str(copy), verbosity=0)
    call_command("restore", str(copy), "--replace", verbosity=0)
    assert Client().login(username="maria", password=PASSWORD)
    assert directory.is_installed()
    Account.objects.filter(name="Straße").update(name="Strasse")
    assert directory.disagreements() == []


def test_a_backup_under_writing_is_of_one_moment(maria: User, copy: Path):
    ended = threading.Event()

    def write_pairs() -> None:
        while not ended.is_set():
            with transaction.atomic():
                Account.objects.create(name="one of two", owner=maria)
                Account.objects.create(name="two of two", owner=maria)
        connection.close()

    writers = [threading.Thread(target=write_pairs) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        while Account.objects.count() < 10:
            connection.close()
        backups.backup(copy)
    finally:
        ended.set()
        for writer in writers:
            writer.join()
    after = Account.objects.count()
    backups.restore(copy)
    call_command("migrate", verbosity=0)
    assert 10 <= Account.objects.filter(name="one of two").count() * 2 == Account.objects.count() <= after


def test_a_backup_never_overwrites_another(copy: Path):
    copy.write_text("yesterday's")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(copy))
    assert copy.read_text() == "yesterday's"


def test_a_backup_is_readable_by_its_owner_only_and_leaves_nothing_beside(accounts: list[Account], copy: Path):
    backups.backup(copy)
    assert copy.stat().st_mode & 0o077 == 0
    assert list(copy.parent.iterdir()) == [copy]


@pytest.mark.parametrize("damage", ["cut", "overwritten", "foreign"])
def test_a_damaged_backup_is_refused_before_anything_is_lost(accounts: list[Account], copy: Path, damage: str):
    backups.backup(copy)
    whole = copy.read_bytes()
    half = len(whole) // 2
    damaged = {"cut": whole[:half], "overwritten": whole[:60] + b"\xff" * (len(whole) - 60), "foreign": b"name,email\n"}
    copy.write_bytes(damaged[damage])
    before = everything()
    with pytest.raises(CommandError):
        call_command("restore", str(copy), "--replace")
    assert everything() == before


def test_a_full_database_is_replaced_only_when_asked(accounts: list[Account], copy: Path):
    backups.backup(copy)
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(copy))
    assert Account.objects.count() == len(accounts)


def test_a_backup_on_sqlite_is_one_plain_file(accounts: list[Account], copy: Path):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's backups are dumps")
    backups.backup(copy)
    with sqlite3.connect(copy) as opened:
        assert opened.execute("SELECT count(*) FROM crm_account").fetchone() == (len(accounts),)
    assert not copy.with_name(copy.name + "-wal").exists()
