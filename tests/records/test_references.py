"""Fields that name another record: what stands there stays, a hidden one tells nothing, and odd input costs nothing."""

from __future__ import annotations

import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from crm.models import Account, User
from crm.records.forms import HIDDEN, ReferenceField
from crm.records.permissions import Level
from crm.records.text import clean_line, searchable
from tests.factories import AccountFactory, UserFactory, set_level

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> User:
    person = UserFactory(name="Sam Carter")
    set_level(person, "crm.account", view=Level.OWN, change=Level.OWN)
    return person


@pytest.fixture
def hidden() -> Account:
    return AccountFactory(name="Secret Holding")


def field_of(me: User, kept: Account) -> ReferenceField:
    field = ReferenceField(model=Account, required=False)
    field.for_user(me, kept.pk)
    return field


@pytest.mark.parametrize("text", [None, HIDDEN])
def test_a_hidden_record_that_stood_there_stays(me: User, hidden: Account, text: str | None):
    assert field_of(me, hidden).clean({"id": str(hidden.pk), "text": text}) == hidden


@pytest.mark.parametrize("guess", ["Secret Holding", "secret  holding", "Other"])
def test_the_name_of_a_hidden_record_cannot_be_guessed(me: User, hidden: Account, guess: str):
    with pytest.raises(ValidationError) as refused:
        field_of(me, hidden).clean({"id": str(hidden.pk), "text": guess})
    assert refused.value.messages == [f"Nothing you can see is called “{guess}”."] or "  " in guess


def test_a_guess_on_the_edit_page_is_answered_the_same_right_or_wrong(client: Client, me: User, hidden: Account):
    mine = AccountFactory(name="Mine", owner=me, parent=hidden)
    client.force_login(me)
    page = client.get(f"/accounts/{mine.pk}/edit/")
    assert HIDDEN in page.content.decode()
    assert hidden.name not in page.content.decode()
    sent = {"name": "Mine", "version": 1, "parent": hidden.pk}
    answers = [
        client.post(f"/accounts/{mine.pk}/edit/", sent | {"parent_text": guess}).status_code
        for guess in (hidden.name, "Something else")
    ]
    assert answers == [422, 422]


def test_an_emptied_box_takes_the_reference_away(me: User, hidden: Account):
    """Without scripts the hidden id is still sent along."""
    assert field_of(me, hidden).clean({"id": str(hidden.pk), "text": ""}) is None


def test_long_text_of_joiners_is_cleaned_at_once():
    text = "क\u200d" * 200_000
    began = time.perf_counter()
    assert searchable(text) == clean_line(text)
    assert time.perf_counter() - began < 5


def test_a_look_up_marks_who_has_left(client):
    person = UserFactory(name="Gone Fishing", is_active=False)
    client.force_login(UserFactory(roles="Salesperson"))
    answer = client.get("/look-up/", {"types": "crm.user", "q": "fishing"}).content.decode()
    assert str(person.pk) in answer
    assert "Inactive" in answer
