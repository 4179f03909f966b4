"""A real Chromium in front of a real server; every page must stay silent in its console."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.office import Office, open_office

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Answers like these are part of a flow (a form sent back, a conflict); Chromium calls each a failed resource.
_CLEARED = "Clear-Site-Data header"  # Chromium says what signing out cleared
_FLOW = re.compile(r"status of (400|403|404|409|422|429)\b")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m browser` finds it."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; a missing one is a failure where KITH_REQUIRE_BROWSER says so."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "there is no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("KITH_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Complaints:
    """What a page complained about: console messages, errors of scripts, requests to anywhere else."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.heard: list[str] = []
        self.expected: list[re.Pattern[str]] = []

    def expect(self, pattern: str) -> None:
        """Accept messages that match, for a test that provokes them."""
        self.expected.append(re.compile(pattern))

    def on_console(self, message: ConsoleMessage) -> None:
        source = (message.location or {}).get("url", "")
        if message.text.startswith(_CLEARED) or (_FLOW.search(message.text) and "/static/" not in source):
            return
        self.heard.append(f"{message.type}: {message.text} ({source})")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "about:", "blob:")):
            self.heard.append(f"request to elsewhere: {request.url}")

    def listen_to(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("request", self.on_request)

    def unexpected(self) -> list[str]:
        return [line for line in self.heard if not any(pattern.search(line) for pattern in self.expected)]


@pytest.fixture
def complaints(live_server: Any) -> Complaints:
    """What the page of this test complained about so far."""
    return Complaints(live_server.url)


@pytest.fixture
def new_page(browser: Browser, live_server: Any, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Open a page in a profile of its own; takes the options of a browser context, such as `java_script_enabled`."""
    contexts = []

    def open_page(**options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 850}, "locale": "en-US", **options}
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        complaints.listen_to(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints.unexpected() == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page that fails its test on any console message, script error, or request to anywhere else."""
    return new_page()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """Sign a user in on a page by a session cookie: `sign_in(page, user)`."""

    def with_cookie(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return with_cookie


@pytest.fixture
def office(transactional_db: None) -> Office:
    """Four people, two teams, three accounts and a contact."""
    return open_office()


@pytest.fixture
def axe() -> Callable[..., None]:
    """Assert that the page as it stands breaks no rule of WCAG 2.2 A and AA nor of good practice: `axe(page)`."""

    def inspect(page: Page, **options: Any) -> None:
        found = Axe().run(page, **options).response["violations"]
        said = [f"{rule['id']}: {rule['help']} at {[node['target'] for node in rule['nodes']]}" for rule in found]
        assert said == []

    return inspect
