"""What htmx does to a page: Back and Forward, ended sessions, failures, overtaking answers, and nothing kept behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.browser.office import PASSWORD, Office, more_accounts

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, Any], None]


def test_back_and_forward_restore_whole_pages_with_their_filter(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    search = page.get_by_label("Search accounts")
    search.fill("widget")
    expect(page.locator("#list-count")).to_have_text("2")
    expect(page).to_have_url(re.compile("q=widget"))
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(page).to_have_url(re.compile("sort=-name"))
    page.get_by_role("link", name="Worldwide Widgets").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Worldwide Widgets")
    for pattern, count in (("sort=-name", "2"), ("q=widget", "2"), ("/accounts/$", "3")):
        page.go_back()
        expect(page).to_have_url(re.compile(pattern))
        expect(page.locator("#list-count")).to_have_text(count)
        expect(page.get_by_role("banner")).to_be_visible()  # a page, not a fragment
    page.go_forward()
    expect(page.locator("#list-count")).to_have_text("2")
    page.reload()
    expect(page.locator("#list-count")).to_have_text("2")
    expect(page.get_by_label("Search accounts")).to_have_value("widget")


def test_the_last_typed_word_wins(page: Page, sign_in: SignIn, office: Office):
    more_accounts(office, 3)
    sign_in(page, office.sam)
    page.goto("/accounts/")
    search = page.get_by_label("Search accounts")
    search.press_sequentially("zebra", delay=300)  # slower than the pause: several questions are asked
    search.fill("hospital")
    expect(page.locator("#list-count")).to_have_text("1")
    expect(page.locator("tbody")).to_contain_text("Harrow County Hospital")
    expect(search).to_have_value("hospital")
    expect(search).to_be_focused()


def test_an_ended_session_leads_to_sign_in_and_back_to_the_list(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/?view=mine")
    Session.objects.all().delete()
    page.get_by_label("Search accounts").fill("widget")
    expect(page.locator("[name=password]")).to_be_visible()
    expect(page.get_by_label("Search accounts")).to_have_count(0)  # not nested
    page.locator("[name=login]").fill("sam")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    expect(page).to_have_url(re.compile(r"/accounts/\?.*view=mine"))


def test_an_ended_session_leads_a_look_up_and_the_palette_to_sign_in(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    Session.objects.all().delete()
    page.keyboard.press("/")
    page.keyboard.type("wid")
    expect(page.locator("[name=password]")).to_be_visible()


def test_after_signing_out_back_shows_no_record(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto(office.widgets.get_absolute_url())
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("[name=password]").or_(page.get_by_text("signed out"))).to_be_visible()
    page.go_back()
    expect(page.locator("[name=password]")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Worldwide Widgets")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Widgets" not in kept


@pytest.mark.parametrize(
    ("status", "words"), [(403, "You may not do that"), (404, "not here any more"), (500, "went wrong"), (0, "reached")]
)
def test_a_failed_request_is_told_and_the_page_goes_on(
    page: Page, sign_in: SignIn, office: Office, complaints: Any, status: int, words: str
):
    complaints.expect("status of 500|ERR_FAILED|Failed to load resource|htmx:|Response Status Error")
    sign_in(page, office.sam)
    page.goto("/accounts/")
    only_fragments = lambda request: request.headers.get("hx-request") == "true"  # noqa: E731

    def fail(route: Any) -> None:
        if not only_fragments(route.request):
            route.continue_()
        elif status:
            route.fulfill(status=status, body="<h1>no</h1>", content_type="text/html")
        else:
            route.abort()

    page.route("**/accounts/**", fail)
    page.get_by_label("Search accounts").fill("widget")
    toast = page.locator("#toasts .message")
    expect(toast).to_contain_text(words)
    expect(page.locator("tbody")).to_contain_text("Harrow County Hospital")  # what was there is still there
    page.unroute("**/accounts/**")
    page.get_by_label("Search accounts").fill("hospital")
    expect(page.locator("#list-count")).to_have_text("1")


def test_htmx_is_set_as_the_policy_and_the_history_need_it(page: Page, sign_in: SignIn, office: Office):
    sign_in(page, office.sam)
    page.goto("/accounts/")
    config = page.evaluate("({...htmx.config})")
    wanted = {
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "historyRestoreAsHxRequest": False,
        "includeIndicatorStyles": False,
    }
    assert {name: config[name] for name in wanted} == wanted
