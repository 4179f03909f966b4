"""What people do all day, in a real browser: sign in, find, add, edit, delete, write notes and share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.models import Account, Contact, Note
from tests.browser.office import PASSWORD, Office
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, Any], None]


def options(page: Page) -> Any:
    return page.locator('[role="option"]:visible')


def test_signing_in_leads_to_the_page_one_wanted(page: Page, office: Office):
    page.goto("/contacts/")
    expect(page).to_have_url(re.compile(r"/sign-in/\?next=/contacts/"))
    page.locator("[name=login]").fill("sam")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contacts")


def test_the_palette_finds_a_record_by_keyboard(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/contacts/")
    page.keyboard.press("/")
    page.keyboard.type("widget")
    expect(options(page).nth(0)).to_contain_text("Widget Consulting")
    page.keyboard.press("ArrowDown")
    expect(options(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Worldwide Widgets")
    page.keyboard.press("Control+k")  # nothing typed: what was seen last
    expect(options(page).nth(0)).to_contain_text("Worldwide Widgets")


def test_the_page_of_results_finds_by_email_and_shows_what_matched(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/search/")
    page.locator("main [name=q]").fill("jim@widgets")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"q=jim%40widgets"))
    hit = page.get_by_role("main").get_by_role("link", name="Jim Smith")
    expect(hit).to_contain_text("jim@widgets.example")
    hit.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jim Smith")


def test_an_account_is_added_from_the_header(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/")
    page.get_by_role("banner").get_by_role("button", name="New").click()
    page.locator("#menu-new").get_by_role("link", name="Account").click()
    page.get_by_label("Name", exact=False).first.fill("Zenith Müller GmbH")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Created Zenith Müller GmbH")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zenith Müller GmbH")
    assert Account.objects.get(name="Zenith Müller GmbH").owner == office.sam


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_contact_is_added_with_its_account_looked_up(page: Page, sign_in: SignIn, office: Office, way: str):
    sign_in(page, office.sam)
    page.goto("/contacts/new/")
    page.locator("#id_last_name").fill("Okafor")
    account = page.get_by_role("combobox", name="Account")
    account.press_sequentially("widg", delay=30)
    expect(options(page)).to_have_count(2)
    expect(account).to_have_attribute("aria-expanded", "true")
    if way == "mouse":
        options(page).nth(1).click()
    else:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(account).to_have_value("Worldwide Widgets")
    expect(options(page)).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Okafor")
    assert Contact.objects.get(last_name="Okafor").account == office.widgets


def test_a_look_alike_is_named_and_can_be_saved_anyway(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/contacts/new/")
    page.locator("#id_last_name").fill("Smythe")
    page.locator("#id_email").fill("JIM@widgets.example")
    page.get_by_role("button", name="Save").click()
    warning = page.get_by_role("alert").filter(has_text="here already")
    expect(warning.get_by_role("link", name="Jim Smith")).to_be_visible()
    expect(page.locator("#id_last_name")).to_have_value("Smythe")
    warning.get_by_role("button", name="Save anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Smythe")


def test_a_look_alike_that_is_out_of_sight_is_not_named(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.lena)
    page.goto("/contacts/new/")
    page.locator("#id_last_name").fill("Smythe")
    page.locator("#id_email").fill("jim@widgets.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Smythe")


def test_errors_keep_what_was_typed_and_take_the_focus(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/contacts/new/")
    page.locator("#id_first_name").fill("Ann")
    page.locator("#id_email").fill("not an address")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("2 things need your attention")).to_be_visible()
    expect(page.locator("#id_last_name")).to_be_focused()
    expect(page.locator("#id_email")).to_have_value("not an address")
    expect(page.locator("#id_email")).to_have_attribute("aria-invalid", "true")
    page.locator("#form-errors").get_by_role("link", name="Email").click()
    expect(page.locator("#id_email")).to_be_focused()


def test_two_tabs_that_edit_one_record_meet_on_a_page_that_lets_one_choose(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{office.widgets.get_absolute_url()}edit/")
    other.locator("#id_city").fill("Boston")
    other.locator("#id_phone").fill("+1 216 555 0110")
    other.get_by_role("button", name="Save").click()
    expect(other.locator("#messages")).to_contain_text("Saved")
    page.locator("#id_city").fill("Chicago")
    page.locator("#id_website").fill("https://widgets.example")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("was changed meanwhile")
    row = page.locator(".compare")
    for words in ("Boston", "Chicago", "https://widgets.example", "+1 216 555 0110"):
        expect(row).to_contain_text(words)
    page.locator("[name=take_city][value=theirs]").check()
    page.get_by_role("button", name="Save these").click()
    expect(page.locator("#messages")).to_contain_text("Saved")
    office.widgets.refresh_from_db()
    saved = (office.widgets.city, office.widgets.phone, office.widgets.website)
    assert saved == ("Boston", "+1 216 555 0110", "https://widgets.example")


def test_deleting_says_what_goes_along_and_offers_to_deactivate(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto(office.widgets.get_absolute_url())
    page.get_by_role("button", name="More actions").click()
    page.locator("#menu-record").get_by_role("link", name="Delete").click()
    expect(page.get_by_role("main")).to_contain_text("1 contact")
    page.get_by_role("button", name="Deactivate instead").click()
    expect(page.locator("#messages")).to_contain_text("Deactivated Worldwide Widgets")
    page.goto(f"{office.hospital.get_absolute_url()}delete/")
    page.get_by_role("button", name="Delete account").click()
    expect(page.locator("#messages")).to_contain_text("Deleted Harrow County Hospital")
    assert not Account.objects.filter(name="Harrow County Hospital").exists()


def test_a_private_note_is_seen_by_its_author_alone(new_page: Any, sign_in: SignIn, office: Office):
    mine, hers = new_page(), new_page()
    sign_in(mine, office.sam)
    sign_in(hers, office.maria)
    mine.goto(office.widgets.get_absolute_url())
    for words, is_private in (("Renews in March", False), ("The goldfish died", True)):
        mine.get_by_label("Write a note").fill(words)
        mine.locator("[name=is_private]").set_checked(is_private)
        mine.get_by_role("button", name="Add note").click()
        expect(mine.locator("#notes .timeline")).to_contain_text(words)
    hers.goto(office.widgets.get_absolute_url())
    expect(hers.locator("#notes")).to_contain_text("Renews in March")
    expect(hers.locator("#notes")).not_to_contain_text("goldfish")
    mine.on("dialog", lambda dialog: dialog.accept())
    mine.get_by_role("button", name="Delete note").first.click()
    expect(mine.locator("#messages")).to_contain_text("Deleted the note")
    assert Note.objects.count() == 1


def test_a_shared_record_appears_and_vanishes_again(new_page: Any, sign_in: SignIn, office: Office):
    mine, hers = new_page(), new_page()
    sign_in(mine, office.sam)
    sign_in(hers, office.lena)
    assert hers.goto(office.widgets.get_absolute_url()).status == 404
    mine.goto(f"{office.widgets.get_absolute_url()}share/")
    mine.get_by_role("combobox", name="Person").press_sequentially("lena", delay=30)
    options(mine).first.click()
    mine.get_by_role("button", name="Share").click()
    expect(mine.locator("#messages")).to_contain_text("Shared with Lena Vogel")
    hers.goto("/accounts/")
    hers.get_by_role("main").get_by_role("link", name="Worldwide Widgets").click()
    expect(hers.get_by_role("link", name="Edit")).to_have_count(0)
    hers.goto(f"{office.widgets.get_absolute_url()}why/")
    expect(hers.get_by_role("main")).to_contain_text("Sam Carter shared it with you")
    mine.get_by_role("button", name="End sharing with Lena Vogel").click()
    expect(mine.locator("#messages")).to_contain_text("No longer shared")
    assert hers.reload().status == 404


def test_the_dark_theme_takes_effect_at_once(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/profile/preferences/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Theme").select_option("dark")
    page.get_by_role("button", name="Save preferences").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_a_click_twice_makes_one_record(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/new/")
    page.locator("#id_name").fill("Only Once")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Only Once")
    assert Account.objects.filter(name="Only Once").count() == 1


def test_names_are_text_whatever_they_look_like(page: Page, sign_in: SignIn, office: Office):
    nasty = '"><img src=x onerror=alert(1)><b>Ha'
    account = AccountFactory(name=nasty, owner=office.sam, team=office.east)
    sign_in(page, office.sam)
    for address in (
        "/accounts/",
        account.get_absolute_url(),
        f"{account.get_absolute_url()}edit/",
        "/search/?q=onerror",
    ):
        page.goto(address)
        expect(page.locator("body")).to_contain_text(nasty)
        expect(page.locator("main b", has_text=re.compile("^Ha$"))).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(options(page).first).to_contain_text(nasty)
