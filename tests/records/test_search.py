"""Finding records by what people type."""

import pytest

from crm.models import Account, Contact, DirectoryEntry
from tests.factories import AccountFactory, ContactFactory, NoteFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    owner = UserFactory(name="Owner", username="owner", email="owner@kith.example")
    AccountFactory(
        owner=owner, name="Société Générale", city="Paris", phone="+33 (0)1 42-14-20-00", external_id="SAP-0815"
    )
    AccountFactory(owner=owner, name="Straßenbau Łódź", email="info@bau.example", account_number="K 4711")
    AccountFactory(owner=owner, name="100% Pure_Water", website="https://pure.example/a_b")
    AccountFactory(owner=owner, name="Big Apple")
    AccountFactory(owner=owner, name="Applied Physics")
    AccountFactory(owner=owner, name="Pineapple Ltd")
    ContactFactory(owner=owner, first_name="José", last_name="O’Neill", mobile="0170 555 12 34", job_title="Buyer")
    ContactFactory(owner=owner, first_name="", last_name="Li", job_title="Lighting engineer")
    return owner


def names(text: str) -> set[str]:
    return set(DirectoryEntry.objects.search(text).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("societe", "Société Générale"),
        ("SOCIÉTÉ", "Société Générale"),
        ("Socie\u0301te\u0301 ge\u0301", "Société Générale"),
        ("nérale", "Société Générale"),
        ("générale société", "Société Générale"),
        ("generale  paris", "Société Générale"),
        ("sap-08", "Société Générale"),
        ("strassenbau", "Straßenbau Łódź"),
        ("straßen", "Straßenbau Łódź"),
        ("lodz", "Straßenbau Łódź"),
        ("INFO@BAU", "Straßenbau Łódź"),
        ("k 4711", "Straßenbau Łódź"),
        ("o'neill", "José O’Neill"),
        ("jose buyer", "José O’Neill"),
        ("\u200bjose\u0000", "José O’Neill"),
    ],
)
def test_words_are_found_in_any_case_accent_order_and_inside_words(typed, name):
    assert names(typed) == {name}


def test_all_words_must_be_there():
    assert names("societe lodz") == set()
    assert names("jose seller") == set()


def test_beside_a_longer_word_a_short_one_begins_any_word():
    assert names("societe pa") == {"Société Générale"}
    assert names("societe ar") == set()


def test_short_words_alone_match_the_beginning_of_a_word_of_the_name_only():
    assert names("li") == {"Li"}
    assert names("ap") == {"Applied Physics", "Big Apple"}
    assert names("app") == {"Applied Physics", "Big Apple", "Pineapple Ltd"}
    assert names("so gé") == {"Société Générale"}
    assert names("pa") == set()


@pytest.mark.parametrize("typed", ["0142142000", "+33 (0)1 42", "4214 2000", "42.14.20", "33/014"])
def test_phone_numbers_are_found_by_their_digits(typed):
    assert names(typed) == {"Société Générale"}


def test_a_mobile_and_a_number_that_is_no_phone_are_found_too():
    assert names("5551234") == {"José O’Neill"}
    assert names("4711") == {"Straßenbau Łódź"}
    assert names("0815") == {"Société Générale"}


@pytest.mark.parametrize("typed", ["%", "_", "100%", "pure_", "\\", "'", '"', "a%b", "--", "') OR 1=1"])
def test_signs_of_the_database_are_letters_like_others(typed):
    assert names(typed) <= {"100% Pure_Water", "José O’Neill"}
    assert names("100%") == {"100% Pure_Water"}
    assert names("pure_w") == {"100% Pure_Water"}
    assert names("pureXw") == set()


@pytest.mark.parametrize("typed", ["", "   ", "\t\n", "\u200b", "\x00", "\ud800"])
def test_nothing_typed_finds_nothing(typed):
    assert names(typed) == set()


@pytest.mark.parametrize("typed", ["x" * 10_000, " ".join("abcdefghij"), "\x00\x01", "\ud800 jose", "ﷺ" * 500])
def test_anything_may_be_typed(typed):
    names(typed)
    list(DirectoryEntry.objects.search(typed).best_first(typed)[:5])


def test_more_than_eight_words_are_not_asked_for():
    assert names("jose buyer jose buyer jose buyer jose buyer nothing") == {"José O’Neill"}


def test_the_best_fit_comes_first():
    found = DirectoryEntry.objects.search("appl").best_first("appl")
    assert [entry.name for entry in found] == ["Applied Physics", "Big Apple", "Pineapple Ltd"]


def test_a_type_searches_among_its_own():
    assert set(Account.objects.search("appl").values_list("name", flat=True)) == {
        "Applied Physics",
        "Big Apple",
        "Pineapple Ltd",
    }
    assert not Contact.objects.search("appl").exists()
    assert Contact.objects.search("jose").count() == 1


def test_the_text_of_a_private_note_is_not_found_not_even_by_its_author(people):
    note = NoteFactory(subject=Account.objects.first(), owner=people, name="Salary", text="quintessence")
    assert names("quintessence") == {"Salary"}
    note.is_private = True
    note.save()
    assert names("quintessence") == set()
    assert not DirectoryEntry.objects.filter(pk=note.pk).visible_to(UserFactory(is_superuser=True)).exists()


def test_folded_names_sort_alike_on_both_engines(people):
    for name in ("Zoë", "Ähre", "apple", "Österreich", "_", "1st", "Ølberg", "Ωmega", "日本"):
        AccountFactory(owner=people, name=f"sort {name}")
    found = DirectoryEntry.objects.filter(sort_name__startswith="sort ").order_by("sort_name", "id")
    assert [entry.name.removeprefix("sort ") for entry in found] == [
        "1st", "_", "Ähre", "apple", "Ølberg", "Österreich", "Zoë", "Ωmega", "日本",
    ]  # fmt: skip
