"""Text is stored in one form, and both engines refuse the same."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from crm.models import Account, Contact, Note
from crm.records import actions
from crm.records.text import clean_line, clean_lines, searchable
from tests.factories import AccountFactory, ContactFactory, UserFactory

pytestmark = pytest.mark.django_db

STORED = {
    "Jose\u0301": "José",
    "  Acme  ": "Acme",
    "Ac\u200bme\ufeff": "Acme",
    "Acme\u202egpj.exe": "Acmegpj.exe",
    "a\u2066b\u2069c\u200e\u200f": "abc",
    "two\nlines\ttabbed": "two lines tabbed",
    "bell\x07 and \x1bescape\x7f": "bell and escape",
    "soft\xadhyphen": "softhyphen",
    "A\u200dcme \u200cInc\u200d": "Acme Inc",
    "می\u200cخواهم": "می\u200cخواهم",
    "क्\u200dष": "क्\u200dष",
    "👩\u200d👧": "👩\u200d👧",
    "שלום": "שלום",
}


@pytest.fixture
def by():
    return UserFactory(roles="Administrator")


@pytest.mark.parametrize(("typed", "stored"), STORED.items())
def test_a_name_is_stored_without_what_hides_or_turns_it(typed, stored, by):
    account = actions.create(Account(name=typed), by=by)
    assert account.name == stored
    assert unicodedata.is_normalized("NFC", account.name)


def test_contacts_are_named_by_their_stored_parts(by):
    contact = actions.create(Contact(first_name="Jose\u0301 ", last_name="\u200bPe\u0301rez"), by=by)
    assert contact.name == "José Pérez"


def test_long_text_keeps_its_lines_and_loses_its_controls(by):
    account = actions.create(
        Account(name="A", description=" one\r\ntwo\rthree\x00".rstrip("\x00") + "\x08\u202e "), by=by
    )
    assert account.description == "one\ntwo\nthree"


@pytest.mark.parametrize("bad", ["nul\x00l", "half \ud800 pair", "\udfff"])
@pytest.mark.parametrize("field", ["name", "city", "description", "email", "external_id"])
def test_nul_and_half_surrogate_pairs_are_refused(bad, field, by):
    with pytest.raises(ValidationError) as refused:
        actions.create(Account(**{"name": "A", field: bad}), by=by)
    assert field in refused.value.error_dict
    account = AccountFactory()
    with pytest.raises(ValidationError):
        actions.revise(account, {field: bad}, by=by)
    account.refresh_from_db()
    assert account.version == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u2060", "\n\t"])
def test_a_name_that_shows_nothing_is_refused(name, by):
    with pytest.raises(ValidationError, match="blank"):
        actions.create(Account(name=name), by=by)


@pytest.mark.parametrize(
    ("field", "most"), [("name", 160), ("street", 300), ("description", 2000), ("external_id", 200)]
)
def test_text_may_be_as_long_as_declared_and_no_longer(field, most, by):
    fitting = actions.create(Account(**{"name": "A", field: "é" * most}), by=by)
    assert len(getattr(fitting, field)) == most
    with pytest.raises(ValidationError, match="at most"):
        actions.revise(fitting, {field: "é" * (most + 1)}, by=by)
    with pytest.raises(ValidationError, match="at most"):
        actions.create(Account(**{"name": "A", field: "x" * 1_000_000}), by=by)


def test_length_is_counted_as_stored(by):
    assert len(actions.create(Account(name="e\u0301" * 160), by=by).name) == 160


def test_a_note_holds_twenty_thousand_characters(by):
    subject = AccountFactory().pk
    assert actions.create(Note(name="n", text="x" * 20_000, subject_id=subject), by=by).pk
    with pytest.raises(ValidationError, match="20000"):
        actions.create(Note(name="n", text="x" * 20_001, subject_id=subject), by=by)


def test_what_cleaning_takes_away_is_no_change(by):
    account = AccountFactory(name="Acme")
    assert actions.revise(account, {"name": " Ac\u200bme\n"}, by=by).version == 1


def test_cleaning_text_twice_is_cleaning_it_once():
    for text in STORED:
        assert clean_line(clean_line(text)) == clean_line(text)
        assert clean_lines(clean_lines(text)) == clean_lines(text)


def test_a_search_may_hold_anything():
    assert searchable("a\x00b\ud800c\u200b") == "abc"


def test_a_validation_leaves_out_what_a_form_does_not_have():
    account = AccountFactory.build(name="A\x00", city="B\x00")
    with pytest.raises(ValidationError) as refused:
        account.clean_fields(exclude=["name", "owner"])
    assert set(refused.value.error_dict) == {"city"}


# Trees


@pytest.mark.parametrize("length", [1, 2, 3, 12])
def test_no_account_stands_above_itself(length, by):
    accounts = [AccountFactory()]
    for _ in range(length - 1):
        accounts.append(AccountFactory(parent=accounts[-1]))
    with pytest.raises(ValidationError) as refused:
        actions.revise(accounts[0], {"parent": accounts[-1]}, by=by)
    assert set(refused.value.error_dict) == {"parent"}
    assert Account.objects.get(pk=accounts[0].pk).parent_id is None


@pytest.mark.parametrize("length", [1, 2, 5])
def test_nobody_reports_to_itself(length, by):
    contacts = [ContactFactory()]
    for _ in range(length - 1):
        contacts.append(ContactFactory(reports_to=contacts[-1]))
    with pytest.raises(ValidationError) as refused:
        actions.revise(contacts[0], {"reports_to": contacts[-1]}, by=by)
    assert set(refused.value.error_dict) == {"reports_to"}


def test_a_tree_without_a_loop_is_fine(by):
    top = AccountFactory()
    left, right = AccountFactory(parent=top), AccountFactory(parent=top)
    assert actions.revise(right, {"parent": left}, by=by).parent_id == left.pk


def test_a_loop_that_is_there_already_hangs_nobody(by):
    one, two, three = AccountFactory(), AccountFactory(), AccountFactory()
    Account.objects.filter(pk=one.pk).update(parent=two)
    Account.objects.filter(pk=two.pk).update(parent=one)
    assert actions.revise(three, {"parent": one}, by=by).parent_id == one.pk


def test_there_are_no_notes_on_notes(by):
    note = actions.create(Note(name="n", text="x", subject_id=AccountFactory().pk), by=by)
    with pytest.raises(ValidationError, match="notes on notes"):
        actions.create(Note(name="n", text="x", subject_id=note.pk), by=by)
