"""Links by which one sets a password, leaving and coming back, sessions, and the second step."""

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
