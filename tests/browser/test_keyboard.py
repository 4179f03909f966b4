"""The main flows without a mouse: a visible focus everywhere, no trap, and a sensible place after each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.models import Account, Contact
from tests.browser.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, Any], None]

# The focused element, and whether one sees that it is: an outline, a ring, or a border of another colour.
FOCUSED = """() => {
    const element = document.activeElement;
    if (element === document.body || element === document.documentElement) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const seen = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
    const around = element.closest("label, .input-icon, .chip");
    const ring = around && getComputedStyle(around).outlineStyle !== "none";
    const top = document.elementFromPoint(box.x + Math.min(box.width, 8) / 2, box.y + box.height / 2);
    const covered = box.width > 1 && box.height > 1 && top && !element.contains(top) && !top.contains(element)
        && !top.closest("label")?.contains(element);
    return {what: element.outerHTML.slice(0, 120), seen: seen || Boolean(ring), covered: Boolean(covered)};
}"""


def walk(page: Page, most: int = 120) -> list[dict]:
    """Press Tab until the focus leaves the page; return what had it on the way."""
    stops: list[dict] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["what"] == stops[0]["what"]):
            return stops
        stops.append(stop)
    raise AssertionError(f"still on the page after {most} steps, last at {stops[-1]['what']}")


def focus(page: Page, name: str, key: str = "Tab", most: int = 60) -> None:
    """Press Tab until the focus is on a control of this accessible name."""
    for _ in range(most):
        page.keyboard.press(key)
        words = page.evaluate(
            "(e => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || '').trim())"
            "(document.activeElement)"
        )
        if words.startswith(name):
            return
    raise AssertionError(f"Tab never came to {name}")


@pytest.mark.parametrize("place", ["list", "record", "form"])
def test_tab_leads_through_a_page_with_the_focus_in_sight(page: Page, sign_in: SignIn, office: Office, place: str):
    record = office.widgets.get_absolute_url()
    sign_in(page, office.sam)
    page.goto({"list": "/accounts/", "record": record, "form": f"{record}edit/"}[place])
    page.evaluate("document.activeElement.blur()")
    stops = walk(page)
    assert len(stops) > 15
    assert "Skip to content" in stops[0]["what"]
    assert [stop["what"] for stop in stops if not stop["seen"]] == []
    assert [stop["what"] for stop in stops if stop["covered"]] == []


def test_the_skip_link_leads_to_the_content(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_contact_is_added_by_keys_alone(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/")
    page.keyboard.press("n")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog").get_by_role("heading", name="New contact")).to_be_visible()
    expect(page.get_by_label("First name")).to_be_focused()
    focus(page, "Last name")
    page.keyboard.type("Okafor")
    focus(page, "Account")
    page.keyboard.type("worldwide")
    expect(page.locator('[role="option"]:visible')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Account")).to_have_value("Worldwide Widgets")
    page.keyboard.press("Enter")  # nothing is open any more: Enter saves
    expect(page.get_by_role("heading", level=1)).to_have_text("Okafor")
    assert Contact.objects.get(last_name="Okafor").account == office.widgets


def test_escape_closes_one_thing_and_the_focus_goes_back(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    opener = page.get_by_role("button", name="View", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#view-menu a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#view-menu button")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#view-menu")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#view-menu a").first).to_be_focused()
    page.keyboard.press("Enter")  # which opens the dialog
    expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_list_is_sorted_selected_and_changed_by_keys_alone(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    focus(page, "Name")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("columnheader", name="Name").get_by_role("link")).to_be_focused()  # kept over the swap
    focus(page, "Select Widget Consulting")
    page.keyboard.press("Space")
    focus(page, "Deactivate", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 deactivated")
    assert not Account.objects.get(name="Widget Consulting").is_active


def test_single_keys_do_nothing_in_fields_or_when_switched_off(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    page.get_by_label("Search accounts").focus()
    page.keyboard.type("/?nc")
    expect(page.get_by_label("Search accounts")).to_have_value("/?nc")
    expect(page.locator("dialog[open]")).to_have_count(0)
    office.sam.shortcuts_on = False
    office.sam.save()
    page.goto("/accounts/")
    for key in ("/", "?", "n", "c"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
