"""The real people, committees and jurisdictions come in with the mappings that docs/how-to ships."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from crm.models import Account, Contact
from crm.records.directory import disagreements
from tests.factories import UserFactory
from tests.imports import ROOT, SHARED, bring_in, needs_shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.slow, needs_shared_data]


def part_of(name: str, folder: Path, rows: int | None) -> Path:
    """Return the file, or its first rows only."""
    path = SHARED / "relationships-openstates" / f"{name}.csv"
    target = folder / path.name
    with path.open(encoding="utf-8", newline="") as file:
        target.write_text("".join(islice(file, None if rows is None else rows + 1)), encoding="utf-8", newline="")
    return target


def mapped(kind: str, path: Path) -> str:
    mapping = ROOT / "docs" / "how-to" / "import-examples" / f"openstates-{path.stem}.json"
    return bring_in(kind, path, "ada", "--map", mapping)


def test_the_real_people_committees_and_jurisdictions_come_in(tmp_path, full):
    UserFactory(username="ada", roles=["Administrator"])
    jurisdictions = part_of("jurisdictions", tmp_path, None)
    committees, persons = (part_of(name, tmp_path, None if full else 800) for name in ("committees", "persons"))
    assert "Accounts: 1,857 created." in mapped("account", jurisdictions)
    assert f"Accounts: {3_004 if full else 800:,} created." in mapped("account", committees)
    said = mapped("contact", persons)
    assert f"Contacts: {22_714 if full else 800:,} created" in said
    assert "rejected" not in said
    assert ("1 updated" in said) is full
    state = Account.objects.get(external_id="ocd-jurisdiction/country:us/state:ak/government")
    assert state.name == "State of Alaska"
    assert state.children.filter(name="Armed Services").exists()
    assert Contact.objects.get(name="Mike Dunleavy").account == state
    assert disagreements() == []
    if full:
        assert "Values that were not valid were dropped from 631 rows." in said
        assert Contact.objects.filter(first_name="").count() == 126
    for kind, path in (("account", jurisdictions), ("account", committees), ("contact", persons)):
        assert "Nothing was changed." in mapped(kind, path)
