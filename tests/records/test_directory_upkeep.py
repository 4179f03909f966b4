"""The directory's triggers are installed, watched and mended; a type that is declared gets them too."""

import sqlite3
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from crm.models import Account, DirectoryEntry, Note, Share
from crm.records import directory
from crm.records.ids import uuid7
from crm.records.permissions import Level, can
from tests.factories import AccountFactory, ContactFactory, NoteFactory, UserFactory, named_reader, set_level, share
from tests.records.throwaway import forget_model, make_model, thrown_away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _mended():
    """Whatever a test broke is mended before the next one."""
    yield
    if not directory.is_installed():
        directory.install()


def execute(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def triggers() -> dict[str, str]:
    """Return name and SQL of each trigger that makes one of the expected ones (functions of PostgreSQL left out)."""
    return {name: sql for name, sql in directory.expected(connection).items() if "CREATE TRIGGER" in sql}


def drop(name: str) -> None:
    table = f" ON {triggers()[name].split(' ON ')[1].split()[0]}" if connection.vendor == "postgresql" else ""
    execute(f'DROP TRIGGER "{name}"{table}')


def write_without_triggers(sql: str, *values) -> None:
    directory.uninstall()
    execute(sql, *values)


def pk(record):
    return record.pk.hex if connection.vendor == "sqlite" else record.pk


def test_all_is_well_after_a_migration():
    ContactFactory()
    assert directory.is_installed()
    assert directory.disagreements() == []


def test_installing_twice_is_installing_once():
    AccountFactory()
    rows = list(DirectoryEntry.objects.order_by("pk").values())
    directory.install()
    directory.install()
    assert directory.is_installed()
    assert list(DirectoryEntry.objects.order_by("pk").values()) == rows


def test_a_missing_trigger_is_noticed():
    for name, sql in triggers().items():
        drop(name)
        assert not directory.is_installed(), name
        execute(sql)
        assert directory.is_installed(), name
    drop(name)
    directory.install()
    assert directory.is_installed()


def test_a_trigger_that_was_switched_off_or_changed_is_noticed():
    name = next(name for name in sorted(triggers()) if name.startswith("kith_crm_account"))
    if connection.vendor == "postgresql":
        execute("ALTER TABLE crm_account DISABLE TRIGGER kith_crm_account")
    else:
        drop(name)
        execute(f"CREATE TRIGGER {name} AFTER INSERT ON crm_account BEGIN SELECT 1; END")
    assert not directory.is_installed()
    directory.install()
    assert directory.is_installed()


def test_a_new_folding_table_is_noticed_on_postgresql(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite calls the function of Python itself")
    monkeypatch.setitem(directory.TABLE, 0x2603, "snowman")
    assert not directory.is_installed()


def test_what_is_wrong_is_found_and_mended():
    stale, missing, kept = AccountFactory(name="Stale"), AccountFactory(name="Missing"), AccountFactory()
    orphan = AccountFactory()
    if connection.vendor == "sqlite":
        NoteFactory(subject=missing)
    write_without_triggers("UPDATE crm_account SET name = 'Fresh' WHERE id = %s", pk(stale))
    if connection.vendor == "sqlite":
        execute("PRAGMA foreign_keys = OFF")
    execute("DELETE FROM crm_directoryentry WHERE id = %s", pk(missing))
    execute("DELETE FROM crm_account WHERE id = %s", pk(orphan))
    execute("UPDATE crm_directoryentry SET type_key = 'crm.unknown' WHERE id = %s", pk(kept))
    said = directory.disagreements()
    execute("PRAGMA foreign_keys = ON") if connection.vendor == "sqlite" else None
    assert said[0] == "The triggers that keep the directory are missing or out of date."
    assert "2 directory rows of crm.account that differ from their records" in said
    assert "1 records of crm.account without a directory row" in said
    assert "1 directory rows of crm.account without a record" in said
    assert "1 directory rows of an unknown type" in said
    directory.install()
    assert directory.disagreements() == []
    assert set(DirectoryEntry.objects.filter(type_key="crm.account").values_list("name", flat=True)) == {
        "Fresh", "Missing", kept.name,
    }  # fmt: skip
    assert Note.objects.count() == (1 if connection.vendor == "sqlite" else 0)


def test_what_hangs_on_nothing_is_found_and_mended():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's foreign keys cannot be switched off by a tool")
    account = AccountFactory()
    note = NoteFactory(subject=account)
    share(account, UserFactory())
    directory.uninstall()
    execute("PRAGMA foreign_keys = OFF")
    execute("DELETE FROM crm_account WHERE id = %s", pk(account))
    execute("DELETE FROM crm_directoryentry WHERE id = %s", pk(account))
    execute("PRAGMA foreign_keys = ON")
    said = directory.disagreements()
    assert "1 rows of crm_share that hang on a record which is gone" in said
    assert "1 rows of crm_note that hang on a record which is gone" in said
    directory.install()
    assert directory.disagreements() == []
    assert not Share.objects.exists()
    assert not Note.objects.filter(pk=note.pk).exists()
    assert not DirectoryEntry.objects.filter(pk=note.pk).exists()


def test_a_foreign_tool_without_folding_is_refused_rather_than_left_unfolded():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has the function itself")
    account = AccountFactory()
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as tool,
        pytest.raises(sqlite3.OperationalError, match="no such function"),
    ):
        tool.execute("UPDATE crm_account SET name = 'Unfolded' WHERE id = ?", [pk(account)])
    assert Account.objects.get(pk=account.pk).name == account.name


def test_records_are_not_truncated():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    note = NoteFactory()
    for table in ("crm_note", "crm_account", "crm_contact", "crm_team", "crm_user"):
        with pytest.raises(DatabaseError, match="not truncated"), transaction.atomic():
            execute(f"TRUNCATE {table} CASCADE")
    assert DirectoryEntry.objects.filter(pk=note.pk).exists()


def test_flush_empties_everything_and_leaves_the_triggers():
    NoteFactory()
    call_command("flush", interactive=False, verbosity=0)
    assert not DirectoryEntry.objects.exists()
    assert directory.is_installed()
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert directory.is_installed()


# A type of one's own


@pytest.fixture
def line():
    """A guarded, restricted type without any rule of its own."""
    fields = {
        "account": models.ForeignKey("crm.DirectoryEntry", models.DO_NOTHING, related_name="+"),
        "is_secret": models.BooleanField(default=False),
    }
    with thrown_away(make_model("Line", **fields), guard="account", restricted_by="is_secret") as model:
        yield model


@pytest.fixture
def secret():
    """A restricted type with rights of its own, without a guard."""
    with thrown_away(
        make_model("Secret", is_secret=models.BooleanField(default=False)), restricted_by="is_secret"
    ) as model:
        yield model


def test_a_guarded_type_is_kept_in_the_directory_and_goes_with_its_guard(line):
    account = AccountFactory()
    made = line.objects.create(name="Ünlü", owner=account.owner, account_id=account.pk)
    entry = DirectoryEntry.objects.get(pk=made.pk)
    assert (entry.type_key, entry.guard_id, entry.sort_name, entry.search_text) == (
        "crm.line",
        account.pk,
        "unlu",
        "unlu",
    )
    assert directory.is_installed()
    line.objects.filter(pk=made.pk).update(is_secret=True)
    entry.refresh_from_db()
    assert (entry.is_restricted, entry.search_text) == (True, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        line.objects.create(id=uuid7(), name="x", owner=account.owner, account_id=made.pk)
    account.delete()
    assert not line.objects.exists()
    assert not DirectoryEntry.objects.filter(type_key="crm.line").exists()


def test_a_guarded_record_has_the_rights_of_its_guard(line):
    account = AccountFactory()
    made = line.objects.create(name="x", owner=account.owner, account_id=account.pk)
    person = UserFactory()
    for levels, rights in [
        ({}, set()),
        ({"view": Level.ALL}, {"view"}),
        ({"connect": Level.ALL, "export": Level.ALL}, {"view", "connect", "export"}),
        ({"delete": Level.ALL, "assign": Level.ALL}, {"view", "connect", "export"}),
        ({"change": Level.ALL}, {"view", "connect", "export", "change", "delete", "assign"}),
    ]:
        set_level(person, "crm.account", **levels)
        assert _rights(person, made) == rights


def test_a_restricted_record_is_for_its_owner_and_the_named_readers(line, secret):
    account, administrator, reader = AccountFactory(), UserFactory(is_superuser=True), UserFactory()
    for model, more in ((line, {"account_id": account.pk}), (secret, {})):
        key = "crm.account" if model is line else "crm.secret"
        set_level(reader, key, view=Level.ALL)
        set_level(account.owner, key, view=Level.OWN)
        made = model.objects.create(name="x", owner=account.owner, is_secret=True, **more)
        assert _rights(administrator, made) == set()
        assert _rights(reader, made) == set()
        assert _rights(account.owner, made) == {"view"}
        named = named_reader(made, reader)
        assert _rights(reader, made) == {"view"}
        named.delete()
        model.objects.filter(pk=made.pk).update(is_secret=False)
        assert "view" in _rights(administrator, made)
        assert "view" in _rights(reader, made)


def _rights(user, record) -> set[str]:
    """Return the verbs, asked in all three ways, which must agree."""
    verbs = ("view", "connect", "change", "delete", "assign", "export")
    one = {verb for verb in verbs if can(user, verb, record)}
    rows = {verb for verb in verbs if type(record).objects.permitted_to(user, verb).exists()}
    entries = {verb for verb in verbs if DirectoryEntry.objects.permitted_to(user, verb).filter(pk=record.pk).exists()}
    assert one == rows == entries
    return one


def test_a_thrown_away_type_leaves_nothing_behind():
    model = make_model("Passing")
    with thrown_away(model):
        model.objects.create(name="x", owner=UserFactory())
        assert DirectoryEntry.objects.filter(type_key="crm.passing").count() == 1
    assert not DirectoryEntry.objects.filter(type_key="crm.passing").exists()
    assert directory.is_installed()
    assert directory.disagreements() == []
    forget_model(make_model("Passing"))
