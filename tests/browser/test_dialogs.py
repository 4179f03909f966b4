"""A dialog closes without a word when nothing was typed, and asks when something would be lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quick(page: Page, sign_in: Callable[[Page, Any], None], transactional_db: None) -> Page:
    """A page with the form of a new account open over it."""
    sign_in(page, UserFactory(is_superuser=True))
    page.goto("/contacts/")
    page.locator("[popovertarget=menu-new]").click()
    page.locator("#menu-new").get_by_role("link", name="Account", exact=True).click()
    expect(page.locator("#dialog[open]")).to_be_visible()
    return page


def test_a_dialog_without_typed_words_closes_at_once(quick: Page):
    asked: list[str] = []
    quick.on("dialog", lambda question: (asked.append(question.message), question.accept()))
    quick.locator("#dialog").get_by_role("link", name="Cancel").click()
    expect(quick.locator("#dialog[open]")).to_have_count(0)
    assert asked == []
    assert quick.url.endswith("/contacts/")


@pytest.mark.parametrize("way", ["Cancel", "Close", "Escape"])
def test_a_dialog_asks_before_typed_words_are_lost(quick: Page, way: str):
    asked: list[str] = []
    agrees = False

    def answer(question: Dialog) -> None:
        asked.append(question.message)
        if agrees:
            question.accept()
        else:
            question.dismiss()

    def leave() -> None:
        if way == "Escape":
            quick.keyboard.press("Escape")
        else:
            quick.locator("#dialog").get_by_role("link" if way == "Cancel" else "button", name=way).click()

    quick.on("dialog", answer)
    quick.locator("#dialog input[name=name]").fill("Half a na")
    leave()
    expect(quick.locator("#dialog[open]")).to_be_visible()
    expect(quick.locator("#dialog input[name=name]")).to_have_value("Half a na")
    agrees = True
    leave()
    expect(quick.locator("#dialog[open]")).to_have_count(0)
    assert len(asked) == 2
    assert quick.url.endswith("/contacts/")
