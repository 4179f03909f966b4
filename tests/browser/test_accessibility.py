"""Every kind of page in every state: no violation in either theme, no sideways scrolling, one heading, a title, landmarks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.office import Office
from tests.browser.pages import plain_pages, states

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, Any], None]
AXE = Axe()
WIDTHS = (320, 375)


def violations(page: Page) -> list[str]:
    """Return what axe has to say about the page as it stands."""
    # What is on its way in is half transparent, which no eye reads and axe would measure.
    page.evaluate(
        "Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished))"
    )
    found = AXE.run(page).response["violations"]
    return [f"{rule['id']} at {[node['target'] for node in rule['nodes']][:4]}" for rule in found]


def as_seen_by(page: Page, sign_in: SignIn, user: Any, theme: str) -> None:
    user.theme = theme
    user.save()
    sign_in(page, user)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_breaks_a_rule(page: Page, sign_in: SignIn, office: Office, theme: str):
    as_seen_by(page, sign_in, office.sam, theme)
    said = {}
    for name, address in plain_pages(office).items():
        page.goto(address)
        if found := violations(page):
            said[name] = found
    assert said == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_that_opens_or_fails_breaks_a_rule(
    page: Page, sign_in: SignIn, office: Office, complaints: Any, theme: str
):
    complaints.expect("beforeunload")
    as_seen_by(page, sign_in, office.sam, theme)
    page.on("dialog", lambda dialog: dialog.accept())
    said = {}
    for name, lead_to in states(office):
        lead_to(page)
        if found := violations(page):
            said[name] = found
    assert said == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_breaks_no_rule(new_page: Any, office: Office, scheme: str):
    page = new_page(color_scheme=scheme)
    said = {}
    for address in ("/sign-in/", "/sign-in/forgotten/", "/sign-in/forgotten/sent/", "/no-such-page/"):
        page.goto(address)
        said[address] = violations(page)
    page.goto("/sign-in/")
    page.locator("[name=login]").fill("nobody")
    page.locator("[name=password]").fill("nothing")
    page.keyboard.press("Enter")
    page.locator(".error, .message-bad").first.wait_for()
    said["refused"] = violations(page)
    assert {name: found for name, found in said.items() if found} == {}


def test_nothing_scrolls_sideways_on_a_phone(page: Page, sign_in: SignIn, office: Office):
    office.widgets.name = "Süddeutsche Präzisionsschraubenfabrik Müller, Meier, Schulze und Söhne GmbH & Co. KG"
    office.widgets.email = f"{'accounts-payable-' * 3}@worldwide-widgets-headquarters.example"
    office.widgets.save()
    sign_in(page, office.sam)
    too_wide = []
    for name, address in plain_pages(office).items():
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 700})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                too_wide.append((name, width))
    page.on("dialog", lambda dialog: dialog.accept())
    for name, lead_to in states(office):
        lead_to(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append((name, WIDTHS[-1]))
    assert too_wide == []


def test_every_page_has_one_heading_a_title_of_its_own_and_landmarks(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    titles: dict[str, list[str]] = {}
    for name, address in plain_pages(office).items():
        page.goto(address)
        facts = page.evaluate(
            "({h1: document.querySelectorAll('h1').length, main: document.querySelectorAll('main').length,"
            " lang: document.documentElement.lang, text: document.body.innerText})"
        )
        assert (facts["h1"], facts["main"], facts["lang"]) == (1, 1, "en"), name
        assert "{#" not in facts["text"], name
        assert "{%" not in facts["text"], name
        titles.setdefault(page.title(), []).append(name)
    assert all(title.endswith(" – Kith") for title in titles), titles
    lists = {"accounts", "one account", "no account", "nothing matches", "a filter that cannot be read"}
    assert [names for names in titles.values() if len(names) > 1 and not set(names) <= lists] == []
    assert titles["Worldwide Widgets – Account – Kith"] == ["an account"]
    assert titles["Jim Smith – Contact – Kith"] == ["a contact"]
