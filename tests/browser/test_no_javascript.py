"""The core flows with scripts switched off: plain pages, links and forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.models import Account, Contact, SavedView
from tests.browser.office import PASSWORD, Office, more_accounts

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, Any], None]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page without scripts."""
    return new_page(java_script_enabled=False)


def test_one_signs_in_finds_and_signs_out(page: Page, office: Office):
    page.goto("/accounts/")
    page.locator("[name=login]").fill("sam")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], main button.btn-primary").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    page.get_by_role("banner").get_by_role("link", name="Search").click()
    page.locator("main [name=q]").fill("jim")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Jim Smith").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jim Smith")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/contacts/")
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_a_contact_is_added_with_a_typed_account_and_an_unclear_one_is_asked_about(
    page: Page, sign_in: SignIn, office: Office
):
    sign_in(page, office.sam)
    page.goto("/contacts/new/")
    page.locator("#id_last_name").fill("Okafor")
    page.locator("[name=account_text]").fill("widget")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#form-errors")).to_contain_text("Several records match")
    expect(page.locator("#id_last_name")).to_have_value("Okafor")
    page.get_by_role("radio", name=re.compile("Widget Consulting")).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Okafor")
    assert Contact.objects.get(last_name="Okafor").account == office.consulting
    page.goto("/contacts/new/")
    page.locator("#id_last_name").fill("Adeyemi")
    page.locator("[name=account_text]").fill("worldwide WIDGETS")  # one clear name
    page.get_by_role("button", name="Save").click()
    assert Contact.objects.get(last_name="Adeyemi").account == office.widgets


def test_a_stale_edit_meets_the_page_of_both_versions(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto(f"{office.widgets.get_absolute_url()}edit/")
    other = page.context.new_page()
    other.goto(f"{office.widgets.get_absolute_url()}edit/")
    other.locator("#id_city").fill("Boston")
    other.get_by_role("button", name="Save").click()
    page.locator("#id_city").fill("Chicago")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("was changed meanwhile")
    page.locator("[name=take_city][value=mine]").check()
    page.get_by_role("button", name="Save these").click()
    office.widgets.refresh_from_db()
    assert office.widgets.city == "Chicago"


def test_a_list_is_filtered_kept_and_exported(page: Page, sign_in: SignIn, office: Office, tmp_path: Path):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    page.get_by_label("Search accounts").fill("widget")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#list-count")).to_have_text("2")
    page.get_by_role("button", name="Filter").click()
    page.locator("#filter-more").get_by_label("Country").fill("states")
    page.locator("#filter-more").get_by_role("button", name="Show").click()
    expect(page.locator(".chip", has_text="states")).to_be_visible()
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("link", name="Save as a new view").click()
    page.get_by_label("Name").fill("American widgets")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="American widgets")).to_have_attribute("aria-current", "page")
    assert SavedView.objects.get().owner == office.sam
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as started:
        page.locator("#menu-export").get_by_text("CSV").click()
    started.value.save_as(tmp_path / "list.csv")
    assert len((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_selected_rows_are_assigned_and_a_record_is_deleted(page: Page, sign_in: SignIn, office: Office):
    more_accounts(office, 3)
    sign_in(page, office.maria)
    page.goto("/accounts/?q=zebra")
    page.get_by_label("Select Zebra 01").check()
    page.get_by_label("Select Zebra 02").check()
    page.get_by_role("region", name="Selected records").get_by_role("button", name="Assign").click()
    page.locator("[name=owner_text]").fill("Lena Vogel")
    page.get_by_role("main").get_by_role("button", name="Assign").click()
    expect(page.locator("#messages")).to_contain_text("2 assigned to Lena Vogel")
    assert Account.objects.filter(owner=office.lena).count() == 2
    page.goto(office.hospital.get_absolute_url())
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete account").click()
    expect(page.locator("#messages")).to_contain_text("Deleted Harrow County Hospital")


def test_a_note_is_written_and_a_record_shared(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto(office.widgets.get_absolute_url())
    page.get_by_label("Write a note").fill("Renews in March")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#notes .timeline")).to_contain_text("Renews in March")
    page.goto(f"{office.widgets.get_absolute_url()}share/")
    page.locator("[name=person_text]").fill("Lena Vogel")
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#messages")).to_contain_text("Shared with Lena Vogel")
