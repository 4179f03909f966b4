"""An import may be killed at any moment: the next run brings in exactly the rest, the one after changes nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from crm.models import Account, Event, ImportedRow
from crm.records.directory import disagreements
from tests.factories import UserFactory
from tests.imports import ROOT, file_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def _environment() -> dict[str, str]:
    """Return an environment in which manage.py works on the database of this test."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "crm.settings.test"}


def _start(path: Path) -> subprocess.Popen:
    words = [sys.executable, "manage.py", "import_records", "account", str(path), "--by", "ada"]
    return subprocess.Popen(
        words, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _finish(path: Path) -> str:
    process = _start(path)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def _kill_after(path: Path, rows: int, delay: float) -> None:
    process = _start(path)
    while process.poll() is None and ImportedRow.objects.count() < rows:
        time.sleep(0.005)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, said  # it had not ended by itself


def _is_consistent() -> None:
    journal = set(ImportedRow.objects.filter(outcome="created").values_list("record_id", flat=True))
    assert journal == set(Account.objects.values_list("pk", flat=True))
    assert Event.objects.filter(verb="created", subjects__type_key="crm.account").count() == len(journal)


def test_an_import_killed_at_any_moment_goes_on_where_it_stopped(tmp_path, full):
    UserFactory(username="ada", roles=["Administrator"])
    count, kills = (20_000, 25) if full else (4_000, 3)
    lines = [
        f"e{n},Company {n},{f'e{n + 1}' if n % 500 == 7 else ''},{'' if n % 1000 else 'broken'}" for n in range(count)
    ]
    path = file_of(tmp_path, "external_id,name,parent,employees\n" + "\n".join(lines))
    chance = random.Random(2026)
    for turn in range(kills):
        _kill_after(path, rows=turn * count // (kills + 1), delay=chance.uniform(0, 0.15))
        _is_consistent()
    wrong = count // 1000
    said = _finish(path)
    assert f"{wrong} rejected" in said
    assert Account.objects.count() == count - wrong
    assert Account.objects.exclude(parent=None).count() == count // 500
    _is_consistent()
    before = sorted(Account.objects.values_list("pk", "version", "changed_at"))
    assert "Nothing was changed." in _finish(path)
    assert before == sorted(Account.objects.values_list("pk", "version", "changed_at"))
    assert disagreements() == []


def test_two_imports_of_one_file_at_once_bring_every_row_in_once(tmp_path):
    UserFactory(username="ada", roles=["Administrator"])
    path = file_of(tmp_path, "name\n" + "\n".join(f"Company {n}" for n in range(2_000)))
    both = [_start(path), _start(path)]
    said = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert Account.objects.count() == 2_000
    _is_consistent()
