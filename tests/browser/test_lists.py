"""Lists in a real browser: filters, views, selections and exports, with what is shown kept in the address."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.models import Account, SavedView
from tests.browser.office import Office, more_accounts

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, Any], None]


def names(page: Page) -> list[str]:
    """Return the names in the rows, in their order."""
    return page.locator("tbody .cell-name b").all_text_contents()


def saved_view(page: Page, action: str) -> None:
    page.get_by_role("button", name="View", exact=True).click()
    page.locator("#view-menu").get_by_text(action).click()


def test_filters_become_chips_and_an_address_that_others_can_open(
    new_page: Any, page: Page, sign_in: SignIn, office: Office
):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    page.get_by_role("button", name="Filter").click()
    page.locator("#filter-more").get_by_label("Country").fill("united states")
    page.get_by_role("combobox", name="Owner").press_sequentially("sam", delay=30)
    page.locator('[role="option"]:visible').first.click()
    page.locator("#filter-more").get_by_role("button", name="Show").click()
    expect(page.locator(".chip", has_text="united states")).to_be_visible()
    expect(page.locator(".chip", has_text="Sam Carter")).to_be_visible()
    assert names(page) == ["Widget Consulting", "Worldwide Widgets"]
    expect(page.locator("#list-count")).to_have_text("2")
    assert re.search(r"/accounts/\?country=united%20states&owner_text=Sam%20Carter&owner=[0-9a-f-]{36}$", page.url)

    colleague = new_page()
    sign_in(colleague, office.maria)
    colleague.goto(page.url)
    assert names(colleague) == ["Widget Consulting", "Worldwide Widgets"]

    page.get_by_role("link", name="Remove filter Country").click()
    expect(page.locator("#list-count")).to_have_text("3")
    expect(page.locator(".chip", has_text="Sam Carter")).to_be_visible()


def test_sort_page_and_columns_stand_in_the_address_and_back_returns_there(page: Page, sign_in: SignIn, office: Office):
    more_accounts(office, 9)
    sign_in(page, office.sam)
    page.goto("/accounts/?per_page=5")
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()  # sorted by name: now downwards
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    page.goto(f"{page.url}&per_page=5")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="2", exact=False).first.click()
    expect(page.get_by_text("6–10 of 12")).to_be_visible()
    before = names(page)
    assert before == ["Zebra 04", "Zebra 03", "Zebra 02", "Zebra 01", "Worldwide Widgets"]
    page.get_by_role("link", name="Zebra 02").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zebra 02")
    page.go_back()
    expect(page.get_by_text("6–10 of 12")).to_be_visible()
    assert names(page) == before

    page.get_by_role("button", name="Columns").click()
    page.locator("#columns-menu").get_by_label("City").check()
    page.locator("#columns-menu").get_by_label("Industry").uncheck()
    page.locator("#columns-menu").get_by_role("button", name="Show").click()
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Industry")).to_have_count(0)
    assert "columns=city" in page.url
    assert "sort=-name" in page.url


def test_a_view_is_saved_shared_with_a_team_and_opened_first(
    new_page: Any, page: Page, sign_in: SignIn, office: Office
):
    sign_in(page, office.sam)
    page.goto("/accounts/?view=mine&q=widget")
    saved_view(page, "Save as a new view")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Widget makers")
    dialog.get_by_label("Share with team").select_option(label="Sales East")
    dialog.get_by_label("Open this list with it").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Saved the view Widget makers")
    expect(page.get_by_role("link", name="Widget makers")).to_have_attribute("aria-current", "page")
    page.goto("/accounts/")
    assert names(page) == ["Widget Consulting", "Worldwide Widgets"]
    expect(page.get_by_label("Search accounts")).to_have_value("widget")

    hers = new_page()
    sign_in(hers, office.maria)
    hers.goto("/accounts/")
    hers.get_by_role("link", name="Widget makers").click()
    expect(hers.get_by_text("No accounts here yet").or_(hers.get_by_text("Nothing matches"))).to_be_visible()  # her own
    hers.get_by_role("button", name="View", exact=True).click()
    expect(hers.get_by_text("Edit this view")).to_have_count(0)
    theirs = new_page()
    sign_in(theirs, office.lena)
    theirs.goto("/accounts/")
    expect(theirs.get_by_role("link", name="Widget makers")).to_have_count(0)

    saved_view(page, "Edit this view")
    page.get_by_role("dialog").get_by_label("Name").fill("Makers")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Makers")).to_be_visible()
    saved_view(page, "Edit this view")
    page.get_by_role("dialog").get_by_role("button", name="Delete this view").click()
    expect(page.locator("#messages")).to_contain_text("Deleted the view Makers")
    assert not SavedView.objects.exists()
    expect(page.get_by_role("link", name="Active", exact=True)).to_have_attribute("aria-current", "page")


def test_a_shipped_view_can_open_first(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/?view=all")
    saved_view(page, "Open accounts with this view")
    page.goto("/accounts/")
    expect(page.get_by_role("link", name="All", exact=True)).to_have_attribute("aria-current", "page")


def test_a_filter_on_a_saved_view_can_be_taken_off(page: Page, sign_in: SignIn, office: Office):
    SavedView.objects.create(
        type_key="crm.account", name="Widgets", owner=office.sam, query="view=mine&q=widget&country=states"
    )
    sign_in(page, office.sam)
    page.goto("/accounts/")
    page.get_by_role("link", name="Widgets").first.click()
    expect(page.locator("#list-count")).to_have_text("2")
    page.get_by_role("link", name="Remove filter Country").click()
    expect(page.locator(".chip", has_text="states")).to_have_count(0)
    page.get_by_label("Search accounts").fill("")
    expect(page.locator("#list-count")).to_have_text("3")


def test_a_range_of_rows_is_selected_with_shift_and_deactivated(page: Page, sign_in: SignIn, office: Office):
    more_accounts(office, 5)
    sign_in(page, office.sam)
    page.goto("/accounts/?q=zebra")
    bar = page.get_by_role("region", name="Selected records")
    expect(bar).to_be_hidden()
    page.get_by_label("Select Zebra 01").click()
    page.get_by_label("Select Zebra 03").click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Deactivate").click()
    expect(page.locator("#messages")).to_contain_text("3 deactivated")
    assert names(page) == ["Zebra 04", "Zebra 05"]


def test_all_that_match_are_assigned_and_not_one_more(page: Page, sign_in: SignIn, office: Office):
    more_accounts(office, 8)
    sign_in(page, office.maria)
    page.goto("/accounts/?q=zebra&per_page=5")
    page.get_by_label("Select all on this page").check()
    bar = page.get_by_role("region", name="Selected records")
    expect(bar).to_contain_text("5 selected")
    bar.get_by_label("all 8 matching").check()
    expect(bar).to_contain_text("All 8 selected")
    bar.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assign 8 accounts")
    page.get_by_role("combobox", name="New owner").press_sequentially("lena", delay=30)
    page.locator('[role="option"]:visible').first.click()
    page.get_by_role("main").get_by_role("button", name="Assign").click()
    expect(page.locator("#messages")).to_contain_text("8 assigned to Lena Vogel")
    assert set(Account.objects.filter(owner=office.lena).values_list("name", flat=True)) == {
        f"Zebra {n:02}" for n in range(1, 9)
    }


def test_the_export_holds_the_rows_and_columns_one_sees(page: Page, sign_in: SignIn, office: Office, tmp_path: Path):
    sign_in(page, office.sam)
    page.goto("/accounts/?columns=city")
    page.get_by_label("Search accounts").fill("widget")
    expect(page.locator("#list-count")).to_have_text("2")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as started:
        page.locator("#menu-export").get_by_text("CSV").click()
    path = tmp_path / "list.csv"
    started.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert [row[:2] for row in rows[1:]] == [["Widget Consulting", "Columbus"], ["Worldwide Widgets", "Cleveland"]]
    assert re.fullmatch(r"accounts.*\.csv", started.value.suggested_filename)
