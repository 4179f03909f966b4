"""The style guide shows every component in every state: no rule of accessibility is broken, nothing runs off the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/styleguide/"
LOOKS = [("light", 1280), ("dark", 1280), ("light", 375), ("dark", 375), ("light", 320)]


@pytest.fixture
def administrator(transactional_db: None) -> Any:
    return UserFactory(name="Ada Administrator", is_superuser=True)


@pytest.mark.parametrize("theme, width", LOOKS)
def test_no_component_breaks_a_rule_or_runs_off_the_page(
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Any], None],
    axe: Callable[..., None],
    administrator: Any,
    theme: str,
    width: int,
):
    page = new_page(viewport={"width": width, "height": 850}, color_scheme=theme)
    sign_in(page, administrator)
    page.goto(ADDRESS)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_of_the_profile_wins_over_that_of_the_system(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], axe: Callable[..., None], theme: str
):
    page = new_page(color_scheme="light" if theme == "dark" else "dark")
    sign_in(page, UserFactory(is_superuser=True, theme=theme, density="compact"))
    page.goto(ADDRESS)
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    axe(page)


def test_errors_shown_as_examples_do_not_take_the_focus(
    page: Page, sign_in: Callable[[Page, Any], None], administrator: Any
):
    sign_in(page, administrator)
    page.goto(ADDRESS)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.activeElement === document.body")
    assert page.evaluate("scrollY") == 0


def test_every_component_of_ours_is_in_the_style_guide(client: Any, db: None):
    client.force_login(UserFactory(is_superuser=True))
    answer = client.get(ADDRESS)
    used = {template.name for template in answer.templates}
    folder = Path(settings.ROOT) / "templates" / "components"
    alone = {"_error_page.html"}  # a page of its own, without a shell
    assert {path.name for path in folder.glob("_*.html")} - alone == {
        Path(name).name for name in used if name and name.startswith("components/")
    }


def test_only_administrators_see_it(client: Any, db: None):
    client.force_login(UserFactory(roles=["Sales manager"]))
    assert client.get(ADDRESS).status_code == 403
