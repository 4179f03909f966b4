"""The picture in the README, taken from the demo company: `KITH_SCREENSHOT=docs/screenshot.png ./dev test -k readme_picture`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from crm.models import Account, User

pytestmark = pytest.mark.django_db(transaction=True)
LARGEST = 200_000


def test_the_readme_picture_shows_the_demo_company(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("KITH_DEMO_PASSWORD", "only-for-the-picture-1")
    call_command("demo")
    page = new_page()
    sign_in(page, User.objects.get(username="sam"))
    page.goto(Account.objects.get(name="Worldwide Widgets").get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Worldwide Widgets")
    path = Path(os.environ.get("KITH_SCREENSHOT") or tmp_path / "screenshot.png")
    page.screenshot(path=path)
    assert 10_000 < path.stat().st_size < LARGEST
