"""Every kind of page, the stock admin's too, runs under the strict policy without a word in the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from crm.models import User
from crm.records.registry import record_types

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator(transactional_db: None) -> User:
    return User.objects.create_superuser("ada", "ada@kith.example", None, name="Ada Administrator")


def addresses(user: User) -> list[str]:
    found = ["/", "/search/?q=ada", "/no-such-page/", user.get_absolute_url()]
    for record_type in record_types.with_pages():
        found += [record_type.url("list"), record_type.url("new")]
    return found


def test_the_sign_in_page_is_silent(page: Page):
    answer = page.goto("/sign-in/")
    assert answer is not None
    assert answer.status == 200


def test_every_page_is_silent(page: Page, sign_in: Callable[[Page, Any], None], administrator: User):
    sign_in(page, administrator)
    statuses = {}
    for address in addresses(administrator):
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        statuses[address] = answer.status if answer else None
    assert statuses.pop("/no-such-page/") == 404
    assert set(statuses.values()) == {200}, statuses


def test_the_stock_admin_needs_no_weaker_policy(page: Page, sign_in: Callable[[Page, Any], None], administrator: User):
    sign_in(page, administrator)
    for address in ("/admin/", "/admin/auth/group/", "/admin/auth/group/add/"):
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        assert answer is not None
        assert answer.status == 200, address
