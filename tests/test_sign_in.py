"""Signing in and out: who comes in, what strangers learn, and where one is sent afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from crm.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NEW = "another long pass phrase"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sam() -> User:
    sam = UserFactory(username="sam", name="Sam Carter", password=PASSWORD)
    EmailAddress.objects.create(user=sam, email=sam.email, verified=True, primary=True)
    return sam


def sign_in(client: Client, login: str = "sam", password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


# Coming in and going out


@pytest.mark.parametrize("login", ["sam", "sam@kith.example", "SAM@kith.example", " sam "])
def test_one_signs_in_by_user_name_or_email(client: Client, sam: User, login: str):
    response = sign_in(client, login)
    assert (response.status_code, response.headers["Location"]) == (302, "/start/")
    assert is_in(client)


@pytest.mark.parametrize("login, password", [("sam", "wrong"), ("nobody", PASSWORD), ("sam@kith.example", "wrong")])
def test_a_pair_that_does_not_fit_is_refused(client: Client, sam: User, login: str, password: str):
    response = sign_in(client, login, password)
    assert "This pair of name and password does not fit." in response.content.decode()
    assert not is_in(client)


def test_a_visit_alone_signs_nobody_out(client: Client, sam: User):
    client.force_login(sam)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)


def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(client: Client, sam: User):
    client.force_login(sam)
    response = client.post(reverse("account_logout"))
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.headers["Location"] == "/sign-in/"
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/sign-in/sign-up/", "/sign-in/services/signup/", "/sign-in/signup/"])
def test_nobody_signs_up(client: Client, path: str):
    before = User.objects.count()
    data = {"username": "eve", "email": "eve@evil.example", "password1": NEW, "password2": NEW}
    assert client.get(path).status_code in (302, 404)
    assert client.post(path, data).status_code in (302, 404)
    assert User.objects.count() == before


def test_whoever_is_signed_in_starts_where_the_profile_says(client: Client, sam: User):
    client.force_login(sam)
    assert client.get("/start/").headers["Location"] == "/"
    User.objects.update(start_page="crm.contact")
    assert client.get("/start/").headers["Location"] == "/contacts/"
    User.objects.update(start_page="crm.gone")
    assert client.get("/start/").headers["Location"] == "/"


def test_staying_signed_in_is_a_choice(client: Client, sam: User):
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    other = Client()
    sign_in(other, remember="on")
    assert other.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * 24 * 60 * 60


# What strangers learn


def bare(html: bytes) -> str:
    """Return a page without what differs on every visit and without what the visitor typed."""
    return re.sub(r'(csrf[^>]*value|value)="[^"]*"', "", html.decode())


def test_known_and_unknown_people_get_the_same_answer(sam: User):
    UserFactory(username="left", password=PASSWORD, is_active=False)
    tries = [("sam", "wrong"), ("nobody", "wrong"), ("left", "wrong"), ("left", PASSWORD)]
    answers = [sign_in(Client(), *pair) for pair in tries]
    assert len({bare(answer.content) for answer in answers}) == 1
    assert len({answer.status_code for answer in answers}) == 1
    by_mail = [sign_in(Client(), f"{name}@kith.example", "wrong") for name in ("sam", "nobody", "left")]
    assert len({bare(answer.content) for answer in by_mail}) == 1


def test_known_and_unknown_people_cost_the_same_time(sam: User, monkeypatch: pytest.MonkeyPatch):
    UserFactory(username="left", password=PASSWORD, is_active=False)
    UserFactory(username="invited")
    hashed: list[str] = []
    original = hashers.MD5PasswordHasher.encode

    def counting(self, password: str, salt: str) -> str:
        hashed.append(password)
        return original(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counting)
    counts = {}
    for login in ("sam", "sam@kith.example", "nobody", "nobody@kith.example", "left", "left@kith.example", "invited"):
        hashed.clear()
        sign_in(Client(), login, "wrong")
        counts[login] = len(hashed)
    assert set(counts.values()) == {1}, counts


def test_a_forgotten_password_is_answered_alike_and_mailed_either_way(sam: User):
    known = Client().post("/sign-in/forgotten/", {"email": "sam@kith.example"})
    unknown = Client().post("/sign-in/forgotten/", {"email": "nobody@kith.example"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [message.to for message in mail.outbox] == [["sam@kith.example"], ["nobody@kith.example"]]
    assert "/sign-in/forgotten/" in mail.outbox[0].body
    assert "/sign-in/forgotten/" not in mail.outbox[1].body


def test_a_mail_server_that_fails_gives_nothing_away(sam: User, monkeypatch: pytest.MonkeyPatch):
    def fail(*args, **kwargs) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", fail)
    for name in ("sam", "nobody"):
        response = Client().post("/sign-in/forgotten/", {"email": f"{name}@kith.example"})
        assert response.headers["Location"] == "/sign-in/forgotten/sent/"


@pytest.mark.parametrize("login", ["sam", "nobody"])
def test_after_five_failures_there_is_a_pause_even_for_the_right_password(sam: User, login: str):
    for _ in range(5):
        assert "does not fit" in sign_in(Client(), login, "wrong").content.decode()
    response = sign_in(Client(), login)
    assert "Too many tries" in response.content.decode()


def test_an_address_that_asks_too_often_gets_429(client: Client):
    codes = [client.post("/sign-in/", {"login": f"u{n}", "password": ""}).status_code for n in range(31)]
    assert codes[-1] == 429
    assert 429 not in codes[:29]


# Where one is sent

HOSTILE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "ftp://evil.example/",
    "\x08//evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://testserver@evil.example/",
    "https://evil.example#testserver",
    "evil.example",
    "//evil.example:80",
    "http://testserver.evil.example/",
]


def test_whoever_opens_the_bare_address_starts_where_the_profile_says(client: Client, sam: User):
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"
    assert sign_in(client, next="/").headers["Location"] == "/start/"


@pytest.mark.parametrize("wanted", HOSTILE)
def test_signing_in_never_leads_elsewhere(client: Client, sam: User, wanted: str):
    assert sign_in(client, next=wanted).headers["Location"] == "/start/"
    client.post(reverse("account_logout"), {"next": wanted})
    assert client.post(reverse("account_logout"), {"next": wanted}).headers["Location"] == "/sign-in/"


def test_signing_in_leads_back_to_the_page_one_wanted(client: Client, sam: User):
    wanted = client.get("/accounts/?q=a&page=2").headers["Location"]
    assert wanted == "/sign-in/?next=/accounts/%3Fq%3Da%26page%3D2"
    assert 'name="next"' in client.get(wanted).content.decode()
    assert sign_in(client, next="/accounts/?q=a&page=2").headers["Location"] == "/accounts/?q=a&page=2"


# Every page, and the policy


def prove(client: Client) -> None:
    """Show once more who one is, as changes of how one signs in ask for."""
    assert client.post("/sign-in/again/", {"password": PASSWORD}).status_code == 302


PUBLIC_PAGES = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
OWN_PAGES = [
    "account_logout",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
]


@pytest.mark.parametrize("name", PUBLIC_PAGES + OWN_PAGES)
def test_no_page_has_anything_inline(client: Client, sam: User, name: str):
    if name in OWN_PAGES:
        sign_in(client)
        prove(client)
    if name == "mfa_generate_recovery_codes":
        TOTP.activate(sam, "A" * 32)
    response = client.get(reverse(name))
    html = response.content.decode()
    assert response.status_code == 200
    assert "Kith</title>" in html
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    for script in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in script or 'type="application/json"' in script, script


@pytest.mark.parametrize("name", OWN_PAGES[1:])
def test_ones_own_pages_ask_to_sign_in(client: Client, name: str):
    assert client.get(reverse(name)).headers["Location"].startswith("/sign-in/?next=")
