"""import_records: matching, references, rights, rejected rows, and the same file again."""

from __future__ import annotations

import csv

import pytest
from django.core.management import CommandError

from crm.importing.importers import importers
from crm.models import Account, Contact, Event, ImportedRow, ImportRun, Team, User
from crm.records.directory import disagreements
from crm.records.permissions import Level
from tests.factories import AccountFactory, ContactFactory, TeamFactory, UserFactory, set_level
from tests.imports import bring_in, file_of

pytestmark = pytest.mark.django_db

ALL = dict.fromkeys(("view", "change", "assign"), Level.ALL)


@pytest.fixture
def admin() -> User:
    return UserFactory(username="ada", roles=["Administrator"])


def rejected(path) -> dict[str, str]:
    with path.with_name(path.name + ".rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["rejected row"]: row["rejected because"] for row in csv.DictReader(file)}


def test_rows_become_records_with_owner_team_history_and_directory(admin, tmp_path):
    admin.team = TeamFactory(owner=admin)
    admin.save()
    path = file_of(tmp_path, "Name,External ID,Number of Employees,Customer type,No email\nAcme,x1,12,Customer,yes\n")
    assert "Accounts: 1 created." in bring_in("account", path, "ada")
    account = Account.objects.get()
    assert (account.name, account.external_id, account.employees) == ("Acme", "x1", 12)
    assert (account.customer_type, account.do_not_email) == ("customer", True)
    assert (account.owner, account.team, account.created_by, account.version) == (admin, admin.team, admin, 1)
    assert Event.objects.get(verb="created", subjects__record_id=account.pk).actor == admin
    assert disagreements() == []


@pytest.mark.parametrize("word", ["account", "accounts", "Account", "crm.account"])
def test_a_type_is_known_by_its_usual_words(word):
    assert importers.find(word).key == "crm.account"


def test_an_unknown_type_user_or_column_is_refused_before_anything_is_written(admin, tmp_path):
    path = file_of(tmp_path, "name,colour\nAcme,red\n")
    for kind, by, reason in [("thing", "ada", "cannot be brought in"), ("account", "eve", "no active user")]:
        with pytest.raises(CommandError, match=reason):
            bring_in(kind, path, by)
    with pytest.raises(CommandError, match="No field is called 'colour'"):
        bring_in("account", path, "ada")
    with pytest.raises(CommandError, match="both stand for"):
        bring_in("account", file_of(tmp_path, "name,Name\nA,B\n"), "ada")
    with pytest.raises(CommandError, match="empty"):
        bring_in("account", file_of(tmp_path, ""), "ada")
    assert ImportRun.objects.count() == Account.objects.count() == 0


def test_the_same_external_id_updates_and_empty_cells_change_nothing(admin, tmp_path):
    account = AccountFactory(name="Acme", external_id="x1", city="Oslo", owner=admin)
    path = file_of(tmp_path, "external_id,name,city,phone\nx1,Acme Ltd,,123\n")
    assert "1 updated" in bring_in("account", path, "ada")
    account.refresh_from_db()
    assert (account.name, account.city, account.phone, account.version) == ("Acme Ltd", "Oslo", "123", 2)
    again = file_of(tmp_path, "external_id,name\nx1,Acme Ltd\n", "again.csv")
    assert "1 unchanged" in bring_in("account", again, "ada")
    account.refresh_from_db()
    assert account.version == 2


def test_the_same_file_again_changes_nothing_and_says_so(admin, tmp_path):
    path = file_of(tmp_path, "name\nAcme\nAcme\n")
    assert "2 created" in bring_in("account", path, "ada")
    assert "Nothing to do: all 2 rows of this file came in before" in bring_in("account", path, "ada")
    assert Account.objects.count() == 2


def test_rejected_rows_are_written_out_and_can_be_mended_and_brought_in(admin, tmp_path):
    path = file_of(tmp_path, 'name,email,employees\nGood,a@b.example,1\n=Bad,"=cmd",x\nThird,,\n')
    assert "2 created, 1 rejected" in bring_in("account", path, "ada")
    beside = path.with_name("file.csv.rejected.csv")
    text = beside.read_text("utf-8-sig")
    assert "'=Bad,'=cmd" in text
    assert rejected(path)["3"].startswith("email: Enter a valid email address.")
    assert "number of employees" in rejected(path)["3"]
    mended = file_of(tmp_path, text.replace("'=cmd,x", "c@d.example,2"), "mended.csv")
    assert "1 created" in bring_in("account", mended, "ada")
    assert Account.objects.get(email="c@d.example").name == "=Bad"
    beside.write_text("somebody is mending this")
    bring_in("account", path, "ada")
    assert beside.read_text() == "somebody is mending this"
    assert path.with_name("file.csv.rejected-2.csv").exists()


def test_bad_values_are_told_row_by_row(admin, tmp_path):
    rows = {
        "x" * 500 + ",,,,": "at most 160 characters",
        ",,,,": "It has",
        "A,1e20,,,": "must be an integer",
        "B,99999999999999999999,,,": "less than or equal",
        "C,,maybe,,": "neither yes nor no",
        "D,,,nonsense,": "not a valid choice",
        "E\0,,,,": "Null characters",
        "F,,,,ftp://x": "Enter a valid URL",
        ",,,customer,": "cannot be blank",
        "G,,,,,extra": "It has 6 cells",
    }
    rows.pop(",,,,")  # a blank row is no row
    path = file_of(tmp_path, "name,employees,do_not_email,customer_type,website\n" + "\n".join(rows) + "\nGood,,,,\n")
    assert f"1 created, {len(rows)} rejected" in bring_in("account", path, "ada")
    for reason, expected in zip(rejected(path).values(), rows.values(), strict=True):
        assert expected in reason


def test_text_is_stored_composed_and_found_again_as_stored(admin, tmp_path):
    path = file_of(tmp_path, "external_id,name\nI\u0301d\u200b,Cafe\u0301\u202e Zoe\u0308\n")
    bring_in("account", path, "ada")
    assert Account.objects.get().name == "Café Zoë"
    again = file_of(tmp_path, "external_id,name\nI\u0301d,Café\n", "again.csv")
    assert "1 updated" in bring_in("account", again, "ada")


def test_references_take_an_id_an_external_id_or_an_exact_single_name(admin, tmp_path):
    acme, other = AccountFactory(name="Acme", external_id="x1"), AccountFactory(name="Other")
    AccountFactory.create_batch(2, name="Twin")
    boss = ContactFactory(first_name="Bo", last_name="Boss")
    path = file_of(
        tmp_path,
        "last_name,account,reports_to\n"
        f"A,{other.pk},Bo Boss\nB,x1,\nC,Other,\nD,Twin,\nE,other,\nF,Nobody,\nG,{boss.pk},\nH,,Nobody\n",
    )
    assert "3 created, 5 rejected" in bring_in("contact", path, "ada")
    found = dict(Contact.objects.exclude(pk=boss.pk).values_list("last_name", "account"))
    assert found == {"A": other.pk, "B": acme.pk, "C": other.pk}
    assert Contact.objects.get(last_name="A").reports_to == boss
    reasons = rejected(path)
    assert reasons["5"] == "account: Several records are called 'Twin'; give an id or an external id."
    assert reasons["6"] == "account: There is no 'other'."
    assert reasons["9"] == "reports to: There is no 'Nobody'."


def test_hidden_records_are_unknown_and_their_external_ids_cannot_be_used(tmp_path):
    sam = UserFactory(username="sam", roles=["Salesperson"])
    hidden = AccountFactory(name="Hidden", external_id="h1")
    readable = AccountFactory(name="Readable", external_id="r1", team=TeamFactory(members=[sam]))
    set_level(sam, "crm.account", change=Level.OWN)
    path = file_of(
        tmp_path, "external_id,name,parent\nh1,Mine,\nr1,Mine,\nn1,Mine,Hidden\nn2,Mine,Nobody\nn3,Mine,r1\n"
    )
    readable.team = None
    readable.save()
    bring_in("account", path, "sam")
    hidden.refresh_from_db()
    assert hidden.name == "Hidden"
    reasons = rejected(path)
    assert reasons["2"] == reasons["3"] == "This external id cannot be used here."
    assert reasons["4"].replace("Hidden", "Nobody") == reasons["5"]


def test_rows_may_stand_in_any_order_and_loops_are_refused(admin, tmp_path):
    path = file_of(
        tmp_path,
        "external_id,name,parent\nc,Child,p\np,Parent,g\ng,Grandparent,\na,A,b\nb,B,a\ns,Self,s\n",
    )
    assert "3 created, 3 rejected" in bring_in("account", path, "ada")
    assert Account.objects.get(external_id="c").parent.parent.external_id == "g"
    loop = file_of(tmp_path, "external_id,parent\ng,c\n", "loop.csv")
    assert "1 rejected" in bring_in("account", loop, "ada")
    swap = file_of(tmp_path, "external_id,parent\nx,y\ny,x\n", "swap.csv")
    for name in "xy":
        AccountFactory(name=name, external_id=name, owner=admin)
    assert "1 updated, 1 rejected" in bring_in("account", swap, "ada")


def test_later_chunks_may_hold_what_earlier_ones_refer_to(admin, tmp_path, monkeypatch):
    monkeypatch.setattr("crm.importing.running.CHUNK", 3)
    lines = [f"e{n},Name {n},e{n + 1}" for n in range(10)] + ["e10,Last,"]
    path = file_of(tmp_path, "external_id,name,parent\n" + "\n".join(lines))
    assert "11 created." in bring_in("account", path, "ada")
    assert "all 11 rows" in bring_in("account", path, "ada")


def test_one_external_id_twice_in_a_file_is_one_record(admin, tmp_path):
    path = file_of(tmp_path, "external_id,name,city\nx,First,\nx,Second,Oslo\n")
    assert "1 created, 1 updated" in bring_in("account", path, "ada")
    assert (Account.objects.get().name, Account.objects.get().city) == ("Second", "Oslo")


def test_owner_and_team_are_set_as_far_as_the_person_may(tmp_path):
    lena = UserFactory(username="lena", team=TeamFactory(name="West"))
    UserFactory(username="sam")
    set_level(User.objects.get(username="sam"), "crm.account", view=Level.ALL, change=Level.OWN)
    path = file_of(tmp_path, "name,owner,team\nA,lena,\nB,,West\nC,sam,\n")
    assert "1 created, 2 rejected" in bring_in("account", path, "sam")
    assert rejected(path) == {
        "2": "You may not make records for somebody else.",
        "3": "You may not make records for another team.",
    }
    UserFactory(username="mia")
    set_level(User.objects.get(username="mia"), "crm.account", **ALL)
    assert "3 created" in bring_in("account", path, "mia")
    assert Account.objects.get(name="A", owner=lena).team == lena.team
    assert Team.objects.get(name="West") == Account.objects.get(name="B").team


def test_whoever_may_not_make_records_brings_none_in(tmp_path):
    UserFactory(username="rita", roles=["Read-only"])
    path = file_of(tmp_path, "name\nAcme\n")
    assert "1 rejected" in bring_in("account", path, "rita")
    assert rejected(path) == {"2": "You may not make accounts."}
    assert Account.objects.count() == 0


def test_a_trial_run_says_what_would_happen_and_writes_nothing(admin, tmp_path):
    AccountFactory(external_id="x1", name="Old", owner=admin)
    path = file_of(tmp_path, "external_id,name,parent\nx1,New,\nx2,Child,x3\nx3,Parent,\nx4,,\n")
    events = Event.objects.count()
    said = bring_in("account", path, "ada", "--dry-run")
    assert "2 created, 1 updated, 1 rejected" in said
    assert "This was a trial run: nothing was written." in said
    assert list(Account.objects.values_list("name", flat=True)) == ["Old"]
    assert Event.objects.count() == events
    assert ImportRun.objects.count() == ImportedRow.objects.count() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]
    assert "2 created, 1 updated, 1 rejected" in bring_in("account", path, "ada")


def test_what_the_database_refuses_spoils_its_own_row_only(admin, tmp_path, monkeypatch):
    """Two rows race for the same external id: the checks before see nothing, the database does."""
    monkeypatch.setattr("crm.importing.records._Batch._bring_in", _without_checks(monkeypatch))
    path = file_of(tmp_path, "external_id,name\nx1,A\nx2,B\n")
    AccountFactory(external_id="x2")
    assert "1 created, 1 rejected" in bring_in("account", path, "ada")
    assert rejected(path)["3"] == "Another record has this external id."


def _without_checks(monkeypatch):
    from crm.importing import records

    original = records._Batch._bring_in

    def unchecked(batch, row, external_id):
        batch.matches, batch.taken = {}, set()
        return original(batch, row, external_id)

    return unchecked


def test_each_room_registers_its_importers_and_names_are_taken_once():
    with pytest.raises(ValueError, match="already brought in"):
        importers.register(importers.find("account"))
