"""A filled database goes through migrations of every kind and back; the directory's triggers step aside and return."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from crm.models import Account, DirectoryEntry, User
from crm.records.directory import disagreements, is_installed
from tests.factories import AccountFactory, ContactFactory, NoteFactory
from tests.imports import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

START = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("crm", "{before}")]
    operations = [{operations}]
"""
# Columns that are not null get a default from the database: today's models do not know them.
TOMORROW = """
    migrations.AddField("directoryentry", "weight", models.IntegerField(default=7, db_default=7)),
    migrations.AddField("account", "tier", models.CharField(max_length=10, default="gold", db_default="gold")),
    migrations.AlterField("directoryentry", "detail", models.CharField(max_length=900)),
    migrations.AlterField("account", "name", models.CharField(max_length=400)),
    migrations.AlterField("account", "employees", models.BigIntegerField(null=True, blank=True)),
    migrations.AddConstraint("directoryentry", models.CheckConstraint(condition=~models.Q(type_key=""), name="has_type")),
    migrations.AddConstraint("account", models.CheckConstraint(condition=~models.Q(name=""), name="has_name")),
"""
DAY_AFTER = """
    migrations.RemoveField("account", "tier"),
    migrations.RemoveField("directoryentry", "weight"),
"""
FAILS = """
    migrations.AlterField("account", "name", models.CharField(max_length=500)),
    migrations.RunSQL("SELECT * FROM there_is_no_such_table"),
"""


@pytest.fixture
def today(tmp_path, settings, monkeypatch) -> Iterator[str]:
    """Write migrations that come after today's, and go back to today's at the end; gives the name of today's last one."""
    folder = tmp_path / "migrations_of_tomorrow"
    shutil.copytree(ROOT / "crm" / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.stem for path in folder.glob("0*.py"))
    for name, before, operations in [
        ("9001_tomorrow", last, TOMORROW),
        ("9002_day_after", "9001_tomorrow", DAY_AFTER),
        ("9003_fails", "9002_day_after", FAILS),
    ]:
        (folder / f"{name}.py").write_text(START.format(before=before, operations=operations))
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"crm": folder.name}
    yield last
    migrate(last)


def migrate(name: str) -> None:
    call_command("migrate", "crm", name, verbosity=0)


def filled() -> list[tuple]:
    """Fill the database and return its directory."""
    parent = AccountFactory(name="Amalgamated Widget", employees=12)
    account = AccountFactory(name="Worldwide Widgets", parent=parent)
    NoteFactory(subject_id=ContactFactory(account=account).pk)
    return directory()


def directory() -> list[tuple]:
    names = [field.attname for field in DirectoryEntry._meta.concrete_fields]
    return sorted(DirectoryEntry.objects.values_list(*names))


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def all_is_well() -> None:
    assert is_installed()
    assert disagreements() == []
    account = AccountFactory(name="Made meanwhile", owner=User.objects.first())
    assert DirectoryEntry.objects.get(pk=account.pk).name == "Made meanwhile"
    Account.objects.filter(pk=account.pk).update(name="Changed meanwhile")
    assert DirectoryEntry.objects.get(pk=account.pk).sort_name == "changed meanwhile"
    account.delete()
    assert not DirectoryEntry.objects.filter(pk=account.pk).exists()


def test_a_filled_database_goes_through_every_kind_of_migration_and_back(today):
    before = filled()
    migrate("9001_tomorrow")
    assert "weight" in columns("crm_directoryentry")
    assert "tier" in columns("crm_account")
    all_is_well()
    assert directory() == before
    migrate("9002_day_after")
    assert "weight" not in columns("crm_directoryentry")
    assert "tier" not in columns("crm_account")
    all_is_well()
    migrate(today)
    all_is_well()
    assert directory() == before
    assert Account.objects.get(name="Worldwide Widgets").parent.employees == 12


def test_a_migration_that_fails_puts_the_triggers_back(today):
    before = filled()
    migrate("9002_day_after")
    with pytest.raises(Exception, match="there_is_no_such_table"):
        migrate("9003_fails")
    all_is_well()
    assert directory() == before
