"""check_integrity: finds what disagrees, says so with its exit code, and mends the directory."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from crm.models import Account, DirectoryEntry
from crm.records import directory, integrity
from tests.factories import AccountFactory, ContactFactory

pytestmark = pytest.mark.django_db


def check(*options: str) -> tuple[int, str]:
    said = io.StringIO()
    try:
        call_command("check_integrity", *options, stdout=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def behind_the_triggers(sql: str, *values: object) -> None:
    connection.check_constraints()  # PostgreSQL changes no table with checks that wait for the end of the transaction
    directory.uninstall()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        connection.check_constraints()
        for trigger in directory.expected(connection).values():
            cursor.execute(trigger)
        directory.DIALECTS[connection.vendor].stamp(cursor, directory.fingerprint(directory.expected(connection)))


def test_all_is_well_with_records_made_in_any_way():
    AccountFactory()
    Account.objects.bulk_create([Account(name="Bulk", owner=ContactFactory().owner)])
    assert check() == (0, "All is well.\n")


DISAGREEMENTS = {
    "a missing row": (
        "DELETE FROM crm_directoryentry WHERE type_key = 'crm.account'",
        "records of crm.account without",
    ),
    "a stale name": (
        "UPDATE crm_directoryentry SET name = 'x' WHERE type_key = 'crm.account'",
        "that differ from their",
    ),
    "an unknown type": (
        "UPDATE crm_directoryentry SET type_key = 'x.y' WHERE type_key = 'crm.account'",
        "unknown type",
    ),
}


@pytest.mark.parametrize("what", DISAGREEMENTS)
def test_a_disagreement_is_found_and_mended(what):
    sql, sentence = DISAGREEMENTS[what]
    account = AccountFactory(name="Acme")
    behind_the_triggers(sql)
    code, said = check()
    assert code == 1
    assert sentence in said
    code, said = check("--repair")
    assert code == 0
    assert "directory: mended" in said
    assert check()[0] == 0
    assert DirectoryEntry.objects.get(pk=account.pk).name == "Acme"


def test_missing_triggers_are_found_and_made_again():
    directory.uninstall()
    code, said = check()
    assert code == 1
    assert "triggers that keep the directory are missing" in said
    assert check("--repair")[0] == 0
    assert directory.is_installed()


def test_loops_are_found_and_left_to_people():
    first = AccountFactory()
    second = AccountFactory(parent=first)
    AccountFactory(parent=second)
    Account.objects.filter(pk=first.pk).update(parent=second)
    code, said = check("--repair")
    assert code == 1
    assert "2 rows of crm.account stand above themselves by parent account" in said
    assert "cannot be mended by itself" in said


def test_a_reference_to_nothing_is_found():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets nobody write one")
    account = AccountFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm_account SET parent_id = %s WHERE id = %s", [uuid4().hex, account.pk.hex])
    try:
        code, said = check()
    finally:
        Account.objects.filter(pk=account.pk).update(parent=None)
    assert code == 1
    assert "1 rows of crm_account refer to rows of crm_account that are gone" in said


def test_a_room_adds_checks_of_its_own(monkeypatch):
    monkeypatch.setattr(integrity, "checks", [*integrity.checks])
    monkeypatch.setattr("crm.management.commands.check_integrity.checks", integrity.checks)
    wrong = ["the roof leaks"]
    integrity.register(integrity.Check("roof", lambda using: list(wrong), lambda using: wrong.clear()))
    assert check() == (1, "roof: the roof leaks\n")
    assert check("--repair") == (0, "roof: the roof leaks\nroof: mended\nAll is well.\n")
    with pytest.raises(ValueError, match="already"):
        integrity.register(integrity.Check("roof", lambda using: []))
