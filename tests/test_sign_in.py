"""Signing in and out: who comes in, what strangers learn, links that die, and where one is sent afterwards."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from crm.actions import users
from crm.actions.tokens import LinkTokens, set_password_path
from crm.models import User
from tests.factories import UserFactory, give_roles

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


@pytest.fixture
def admin() -> User:
    admin = UserFactory(username="admin", password=PASSWORD, is_superuser=True)
    give_roles(admin, "Administrator")
    return admin


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


# Links


def link_in(message) -> str:
    return re.search(r"https?://[^/\s]+(/sign-in/forgotten/\S+)", message.body).group(1)


def choose(client: Client, path: str, password: str = NEW):
    page = client.get(path, follow=True)
    if "password1" not in page.content.decode():
        return None
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


def test_a_link_lets_one_choose_a_password_once(client: Client, sam: User):
    client.post("/sign-in/forgotten/", {"email": "sam@kith.example"})
    path = link_in(mail.outbox[0])
    assert choose(client, path).headers["Location"] == "/sign-in/forgotten/done/"
    assert choose(Client(), path) is None
    assert sign_in(Client(), "sam", NEW).status_code == 302
    assert sign_in(Client(), "sam", PASSWORD).status_code == 200


def test_a_weak_password_is_refused(client: Client, sam: User):
    page = choose(client, set_password_path(sam), "sam")
    assert page.status_code == 200
    assert "too short" in page.content.decode()


@pytest.mark.parametrize("what", ["signed in", "new password", "new address", "deactivated", "other person"])
def test_a_link_dies_with_what_it_rests_on(sam: User, admin: User, what: str):
    token = LinkTokens().make_token(sam)
    if what == "signed in":
        sam.last_login = timezone.now()
    elif what == "new password":
        sam.set_password(NEW)
    elif what == "new address":
        sam = users.revise_user(sam, {"email": "samuel@kith.example"}, by=admin)
    elif what == "deactivated":
        sam = users.deactivate(sam, by=admin)
    else:
        sam = admin
    assert not LinkTokens().check_token(sam, token)


def test_a_link_of_one_who_left_stays_dead_after_a_return(sam: User, admin: User):
    path = set_password_path(sam)
    users.reactivate(users.deactivate(sam, by=admin), by=admin)
    assert choose(Client(), path) is None


@pytest.mark.parametrize(
    "is_invited, hours, works", [(False, 0.9, True), (False, 1.1, False), (True, 71, True), (True, 73, False)]
)
def test_a_forgotten_password_is_for_an_hour_and_an_invitation_for_three_days(
    is_invited: bool, hours: float, works: bool
):
    user = UserFactory() if is_invited else UserFactory(password=PASSWORD)
    token = LinkTokens().make_token(user)
    with time_machine.travel(datetime.now() + timedelta(hours=hours), tick=False):
        assert LinkTokens().check_token(user, token) is works


@override_settings(PUBLIC_URL="https://crm.example.com", ALLOWED_HOSTS=["testserver", "other.example"])
def test_mails_name_the_configured_host(sam: User):
    Client(headers={"host": "other.example"}).post("/sign-in/forgotten/", {"email": "sam@kith.example"})
    assert "https://crm.example.com/sign-in/forgotten/" in mail.outbox[0].body
    assert "other.example" not in mail.outbox[0].body


def test_an_unknown_host_is_refused(sam: User):
    client = Client(headers={"host": "evil.example"})
    assert client.post("/sign-in/forgotten/", {"email": "sam@kith.example"}).status_code == 400
    assert mail.outbox == []


# Leaving and coming back


def test_sessions_of_one_who_leaves_end_at_once_and_for_good(sam: User, admin: User):
    client = Client()
    sign_in(client)
    assert is_in(client)
    users.deactivate(sam, by=admin)
    assert not is_in(client)
    users.reactivate(sam, by=admin)
    assert not is_in(client)


def test_one_who_left_cannot_sign_in(client: Client, sam: User, admin: User):
    User.objects.filter(pk=sam.pk).update(is_active=False)
    assert sign_in(client).status_code == 200
    assert not is_in(client)
    client.post("/sign-in/forgotten/", {"email": sam.email})
    assert "/forgotten/" not in mail.outbox[0].body


def test_other_sessions_can_be_ended(sam: User):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    assert "This one" in here.get("/sign-in/sessions/").content.decode()
    here.post("/sign-in/sessions/")
    assert is_in(here)
    assert not is_in(there)


def test_a_new_password_ends_the_other_sessions(sam: User):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/sign-in/password/", data).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert "Your password is changed" not in mail.outbox[-1].body
    assert mail.outbox[-1].to == [sam.email]


# The second step


def code_for(secret: str) -> str:
    """Return what an authenticator app shows now."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def prove(client: Client) -> None:
    """Show once more who one is, as changes of how one signs in ask for."""
    assert client.post("/sign-in/again/", {"password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_changing_how_one_signs_in_asks_for_the_password_again(client: Client, sam: User, name: str):
    sign_in(client)
    assert client.get(reverse(name)).headers["Location"].startswith("/sign-in/again/?next=")


def test_the_second_step_is_asked_once_it_is_switched_on(client: Client, sam: User):
    sign_in(client)
    prove(client)
    page = client.get("/sign-in/two-step/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/sign-in/two-step/totp/activate/", {"code": code_for(secret)}).status_code == 302
    other = Client()
    assert sign_in(other).headers["Location"] == "/sign-in/two-step/authenticate/"
    assert not is_in(other)
    assert other.post("/sign-in/two-step/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_in(other)


def test_a_recovery_code_opens_once(sam: User):
    TOTP.activate(sam, "A" * 32)
    code = RecoveryCodes.activate(sam).get_unused_codes()[0]
    first, second = Client(), Client()
    sign_in(first)
    assert first.post("/sign-in/two-step/authenticate/", {"code": code}).status_code == 302
    assert is_in(first)
    sign_in(second)
    second.post("/sign-in/two-step/authenticate/", {"code": code})
    assert not is_in(second)


# Every page, and the policy

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
