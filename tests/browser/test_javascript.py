"""What moves on a page: look-ups, palette, keys, selection, filters, forms, dialogs, and words for what fails."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from crm.models import Account, Contact
from tests.factories.people import UserFactory
from tests.factories.records import AccountFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Amalgamated Widget", "Litware", "Widget Consulting", "Worldwide Widgets")
FOCUSED = "document.activeElement"


@pytest.fixture
def user(transactional_db: None) -> Any:
    return UserFactory(name="Ada Administrator", is_superuser=True)


@pytest.fixture
def accounts(user: Any) -> list[Account]:
    return [AccountFactory(name=name, owner=user) for name in NAMES]


@pytest.fixture
def signed_in(page: Page, sign_in: Callable[[Page, Any], None], user: Any, accounts: list[Account]) -> Page:
    sign_in(page, user)
    return page


# ── The palette ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_slash_opens_the_palette_and_enter_goes_to_the_hit(signed_in: Page, accounts: list[Account]):
    page = signed_in
    page.goto("/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search or jump to anything")
    expect(box).to_be_focused()
    page.keyboard.type("litwa")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Litware")
    assert box.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{accounts[1].get_absolute_url()}")


def test_control_k_opens_the_palette_even_from_a_field_and_escape_gives_the_focus_back(signed_in: Page):
    page = signed_in
    page.goto("/accounts/")
    page.locator("#id_q").focus()
    page.keyboard.press("/")
    assert page.locator("#palette[open]").count() == 0
    page.keyboard.press("Control+k")
    expect(page.locator("#palette[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette[open]")).to_have_count(0)
    expect(page.locator("#id_q")).to_be_focused()


def test_the_palette_breaks_no_rule_while_it_is_open(signed_in: Page, axe: Callable[..., None]):
    page = signed_in
    page.goto("/")
    page.locator(".search-open").click()
    page.keyboard.type("widget")
    expect(page.locator("#palette [role=option]")).to_have_count(4)  # three records and the page of all results
    page.keyboard.press("ArrowDown")
    axe(page)


# ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_letters_lead_to_lists_and_forms_and_a_question_mark_shows_them(signed_in: Page, axe: Callable[..., None]):
    page = signed_in
    page.goto("/")
    page.keyboard.type("ga")
    page.wait_for_url("**/accounts/")
    page.keyboard.type("nc")
    expect(page.locator("#dialog[open]")).to_contain_text("New contact")
    page.goto("/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts[open]")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts[open]")).to_have_count(0)


def test_single_keys_can_be_switched_off(page: Page, sign_in: Callable[[Page, Any], None]):
    sign_in(page, UserFactory(is_superuser=True, shortcuts_on=False))
    page.goto("/")
    page.keyboard.type("/?ga")
    assert page.locator("dialog[open]").count() == 0
    assert page.url.endswith("/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette[open]")).to_be_visible()


# ── Look-ups ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_is_chosen_by_keyboard_and_typing_on_lets_it_go(signed_in: Page, accounts: list[Account]):
    page = signed_in
    page.goto("/contacts/new/")
    box, chosen = page.locator("#id_account"), page.locator("input[name=account]")
    box.focus()
    page.keyboard.type("widget")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#id_account_list [role=option]")).to_have_count(3)
    expect(page.locator("[data-combobox]", has=box).locator("[role=status]")).to_have_text("3 results")
    page.keyboard.press("ArrowDown")
    name = page.locator("#id_account_list [aria-selected=true]").get_attribute("data-name")
    page.keyboard.press("Enter")
    expect(box).to_have_value(name or "")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert chosen.input_value() in {str(account.pk) for account in accounts}
    page.keyboard.type("x")
    expect(chosen).to_have_value("")


def test_escape_closes_the_list_and_nothing_else(signed_in: Page, axe: Callable[..., None]):
    page = signed_in
    page.goto("/contacts/new/")
    page.locator("#id_account").focus()
    page.keyboard.type("lit")
    expect(page.locator("#id_account_list [role=option]")).to_have_count(1)
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#id_account_list")).to_be_hidden()
    expect(page.locator("#id_account")).to_be_focused()
    expect(page.locator("#id_account")).to_have_value("lit")


def test_only_the_last_answer_counts(signed_in: Page):
    page = signed_in

    def slow_for_the_first(route: Route) -> None:
        if route.request.url.endswith("q=lit"):
            page.wait_for_timeout(900)
        route.continue_()

    page.route("**/look-up/**", slow_for_the_first)
    page.goto("/contacts/new/")
    page.locator("#id_account").focus()
    page.keyboard.type("lit")
    page.wait_for_timeout(300)
    page.locator("#id_account").fill("amal")
    expect(page.locator("#id_account_list")).to_contain_text("Amalgamated Widget")
    page.wait_for_timeout(1200)
    expect(page.locator("#id_account_list [role=option]")).to_have_count(1)
    expect(page.locator("#id_account_list")).to_contain_text("Amalgamated Widget")


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_are_selected_all_at_once_by_range_and_let_go(signed_in: Page):
    page = signed_in
    page.goto("/accounts/")
    rows, every, bar = (
        page.locator("input[name=ids]"),
        page.locator("[data-select-all]"),
        page.locator("[data-bulk-bar]"),
    )
    expect(bar).to_be_hidden()
    rows.nth(0).click()
    expect(page.locator("[data-selected-count]")).to_have_text("1 selected")
    assert every.evaluate("box => box.indeterminate")
    rows.nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-selected-count]")).to_have_text("3 selected")
    every.click()
    expect(page.locator("[data-selected-count]")).to_have_text("4 selected")
    page.locator("[data-select-matching]").check()
    expect(page.locator("[data-selected-count]")).to_have_text("All 4 selected")
    page.locator("[data-clear-selection]").click()
    expect(bar).to_be_hidden()
    expect(every).to_be_focused()


def test_a_filter_follows_what_is_typed_and_the_focus_stays(signed_in: Page):
    page = signed_in
    page.goto("/accounts/")
    box = page.locator("#id_q")
    box.focus()
    page.keyboard.type("widg", delay=90)
    expect(page.locator("#list tbody tr")).to_have_count(3)
    expect(box).to_be_focused()
    page.keyboard.type("et c", delay=90)
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(box).to_have_value("widget c")
    assert "q=widget%20c" in page.url
    expect(page.locator("#said")).to_contain_text("1 of 1")


def test_sorting_keeps_the_focus_on_the_heading(signed_in: Page):
    page = signed_in
    page.goto("/accounts/")
    page.get_by_role("link", name="Name", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=**")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(f"{FOCUSED} !== document.body")
    assert page.evaluate(f"{FOCUSED}.textContent.trim()") == "Name"


# ── What fails is said ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [403, 404, 429, 500, 0])
def test_a_request_that_failed_says_so_and_the_page_goes_on(signed_in: Page, complaints: Any, status: int):
    page = signed_in
    complaints.expect(r"Failed to load resource|Response Status Error|htmx:(sendError|responseError|afterRequest)")
    page.goto("/accounts/")

    def refuse(route: Route) -> None:
        if route.request.headers.get("hx-request"):
            route.fulfill(status=status, body="") if status else route.abort()
        else:
            route.continue_()

    page.route("**/accounts/?**", refuse)
    page.locator("#id_q").fill("widget")
    toast = page.locator("#toasts .message-bad")
    expect(toast).to_be_visible()
    page.unroute("**/accounts/?**")
    page.locator("#id_q").fill("litware")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)
    assert page.evaluate(f"{FOCUSED} !== document.body")


# ── Forms ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_double_click_on_save_makes_one_record(signed_in: Page):
    page = signed_in
    page.goto("/contacts/new/")
    page.locator("#id_last_name").fill("Twice")
    page.get_by_role("button", name="Save").dblclick()
    page.wait_for_url(lambda url: not url.endswith("/new/"))
    assert Contact.objects.filter(last_name="Twice").count() == 1


def test_control_enter_saves_from_a_long_text(signed_in: Page):
    page = signed_in
    page.goto("/accounts/new/")
    page.locator("#id_name").fill("Harbor & Vale")
    page.locator("#record-form textarea").last.fill("They audit us.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith("/new/"))
    assert Account.objects.filter(name="Harbor & Vale").exists()


def test_the_focus_goes_to_the_first_error(signed_in: Page):
    page = signed_in
    page.goto("/contacts/new/")
    page.locator("#id_first_name").fill("Jim")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#form-errors")).to_be_visible()
    assert page.evaluate(f"{FOCUSED}.getAttribute('aria-invalid')") == "true"
    expect(page.locator("#id_first_name")).to_have_value("Jim")


def test_leaving_asks_only_when_something_was_typed(signed_in: Page):
    page, asked = signed_in, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/accounts/new/")
    page.locator("#id_name").click()
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/accounts/")
    assert asked == []
    page.goto("/accounts/new/")
    page.locator("#id_name").fill("Half")
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/accounts/")
    assert asked == ["beforeunload"]


# ── Dialogs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_in_a_dialog_is_labelled_and_gives_the_focus_back(signed_in: Page, axe: Callable[..., None]):
    page = signed_in
    page.goto("/styleguide/")
    link = page.get_by_role("link", name="A page in a dialog")
    link.click()
    dialog = page.locator("#dialog[open]")
    expect(dialog).to_be_visible()
    assert page.evaluate(f"document.getElementById('dialog').contains({FOCUSED})")
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()


def test_the_form_in_a_dialog_saves_and_the_message_arrives(signed_in: Page):
    page = signed_in
    page.goto("/styleguide/")
    page.get_by_role("link", name="A page in a dialog").click()
    page.locator("#dialog").get_by_label("Name").fill("My widgets")
    page.locator("#dialog").get_by_role("button", name="Save").click()
    page.wait_for_url("**/accounts/?view=**")
    expect(page.locator("#messages")).to_contain_text("My widgets")


def test_our_javascript_weighs_less_than_20_kilobytes():
    parts = (Path(settings.ROOT) / "static" / "crm" / "js").glob("*.js")
    assert sum(len(gzip.compress(part.read_bytes())) for part in parts) < 20_000
