"""Signing in, the profile and the pages of people, in a real browser: without JavaScript, by passkey, and for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from crm.actions import users
from crm.models import User
from tests.factories import AccountFactory, TeamFactory, UserFactory, give_roles

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
LOOKS = [("light", 1280), ("dark", 375)]


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def admin() -> User:
    admin = UserFactory(username="admin", name="Ada Whitfield", password=PASSWORD, is_superuser=True)
    give_roles(admin, "Administrator")
    return admin


def fill_in(page: Page, login: str = "admin", password: str = PASSWORD) -> None:
    page.get_by_label("User name or email").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_one_signs_in_and_out_without_javascript(new_page: Callable[..., Page], admin: User):
    page = new_page(java_script_enabled=False)
    page.goto("/users/")
    fill_in(page, password="wrong")
    expect(page.get_by_role("alert")).to_contain_text("does not fit")
    fill_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Users")
    page.goto("/sign-in/out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_person_is_made_invited_and_let_go_without_javascript(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], admin: User
):
    page = new_page(java_script_enabled=False)
    sign_in(page, admin)
    page.goto("/users/new/")
    page.get_by_label("Full name").fill("Nora Lind")
    page.get_by_label("Username").fill("nora")
    page.get_by_label("Work email").fill("nora@kith.example")
    page.get_by_label("Salesperson").check()
    page.get_by_label("Show me a link once").check()
    page.get_by_role("button", name="Save").click()
    link = page.get_by_label("Opens the door once").input_value()
    guest = new_page(java_script_enabled=False)
    guest.goto(link)
    guest.get_by_label("New password").fill("a long enough phrase")
    guest.get_by_label("The same again").fill("a long enough phrase")
    guest.get_by_role("button", name="Set password").click()
    guest.get_by_role("link", name="Sign in").click()
    fill_in(guest, "nora", "a long enough phrase")
    guest.goto("/profile/")
    expect(guest.get_by_label("Full name")).to_have_value("Nora Lind")
    page.goto(reverse("crm:user-deactivate", args=[User.objects.get(username="nora").pk]))
    page.get_by_role("button", name="Deactivate").click()
    guest.goto("/profile/")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_passkey_is_added_and_lets_one_in_alone(page: Page, admin: User, live_server: Any):
    """The authenticator is Chromium's virtual one; passkeys want the name localhost."""
    base = live_server.url.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{base}/sign-in/?next=/sign-in/two-step/webauthn/add/")
    fill_in(page)
    prove(page)
    page.get_by_label("What you call it").fill("My laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/two-step/**codes**")
    page.context.clear_cookies()
    page.goto(f"{base}/sign-in/?next=/profile/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_label("Full name")).to_have_value("Ada Whitfield")


def test_after_signing_out_nothing_is_left_behind(page: Page, admin: User, live_server: Any):
    base = live_server.url.replace("127.0.0.1", "localhost")
    account = AccountFactory(name="Canary Holdings", owner=admin)
    page.goto(f"{base}/sign-in/")
    fill_in(page)
    page.goto(f"{base}{account.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Canary Holdings")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Canary" not in kept


@pytest.mark.parametrize("theme, width", LOOKS)
def test_the_pages_of_strangers_are_for_everybody(
    new_page: Callable[..., Page], axe: Callable[..., None], theme: str, width: int, admin: User
):
    page = new_page(color_scheme=theme, viewport={"width": width, "height": 850})
    for path in ("", "forgotten/", "forgotten/sent/", "forgotten/done/", "forgotten/abc-def/", "inactive/", "sign-up/"):
        page.goto(f"/sign-in/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto("/sign-in/")
    fill_in(page, "nobody", "wrong")
    axe(page)


OWN = ["/profile/", "/sign-in/password/", "/sign-in/two-step/", "/sign-in/two-step/webauthn/", "/sign-in/sessions/"]
OWN += ["/sign-in/services/", "/sign-in/out/", "/users/new/", "/sign-in/two-step/totp/activate/"]
PROVEN = ["/sign-in/two-step/totp/activate/", "/sign-in/two-step/webauthn/add/"]


@pytest.mark.parametrize("theme, width", LOOKS)
def test_the_pages_of_people_are_for_everybody(
    new_page: Callable[..., Page],
    axe: Callable[..., None],
    sign_in: Callable[[Page, Any], None],
    theme: str,
    width: int,
    admin: User,
):
    sam = UserFactory(name="Sam Carter", roles=["Salesperson"])
    AccountFactory(owner=sam)
    gone = users.deactivate(UserFactory(name="Gone Girl"), by=admin)
    team = TeamFactory(members=[sam, admin])
    named = [reverse(f"crm:user-{name}", args=[sam.pk]) for name in ("detail", "edit", "invite", "deactivate")]
    named += [reverse("crm:user-detail", args=[gone.pk]), reverse("crm:team-members", args=[team.pk])]
    page = new_page(color_scheme=theme, viewport={"width": width, "height": 850})
    sign_in(page, admin)
    for path in OWN + named:
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(PROVEN[0])
    prove(page)
    for path in PROVEN:
        page.goto(path)
        axe(page)
    page.goto("/users/new/")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
