"""Signing in by another service (OpenID Connect): set up from the environment, for people who are there already."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.test import Client, override_settings

from crm.models import User
from tests.factories import UserFactory

ROOT = Path(__file__).resolve().parent.parent
SAFE = {"SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "kith.example", "DATABASE_URL": "sqlite://:memory:"}
LOGIN, CALLBACK = "/sign-in/services/oidc/company/login/", "/sign-in/services/oidc/company/login/callback/"
APP = {"provider_id": "company", "name": "Company", "client_id": "kith", "secret": "s"}
APP |= {"settings": {"server_url": "https://id.example/"}}
SERVICE = override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [APP]}})
MATCHING = override_settings(
    SOCIALACCOUNT_EMAIL_AUTHENTICATION=True, SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT=True
)


def settings_with(**env: str) -> subprocess.CompletedProcess[str]:
    """Return what production settings make of these variables."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    script = (
        "import json, crm.settings.production as s;"
        "print(json.dumps([s.SIGN_IN_SERVICES, s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'], s.PUBLIC_URL]))"
    )
    env = {**kept, **SAFE, **env}
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def test_services_come_from_the_environment_and_join_the_policy():
    done = settings_with(
        KITH_OIDC="company",
        KITH_OIDC_COMPANY_URL="https://id.example:8443/realms/all/.well-known/openid-configuration",
        KITH_OIDC_COMPANY_CLIENT_ID="kith",
        KITH_OIDC_COMPANY_SECRET="s",
        KITH_OIDC_ORIGINS="https://login.example",
    )
    services, form_action, _ = json.loads(done.stdout)
    assert [(service["provider_id"], service["name"]) for service in services] == [("company", "Company")]
    assert form_action == ["'self'", "https://id.example:8443", "https://login.example"]


def test_a_service_that_is_half_described_is_refused_with_a_word():
    done = settings_with(KITH_OIDC="company", KITH_OIDC_COMPANY_URL="https://id.example")
    assert "KITH_OIDC_COMPANY_CLIENT_ID" in done.stderr


def test_without_services_forms_go_nowhere_else_and_mails_name_the_first_host():
    assert json.loads(settings_with().stdout) == [[], ["'self'"], "https://kith.example"]


@pytest.fixture
def service(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A service whose word about the person is in the returned dictionary."""
    cache.clear()
    says: dict[str, Any] = {"sub": "42", "email": "sam@kith.example", "email_verified": True, "name": "Sam"}
    config = {
        "authorization_endpoint": "https://id.example/authorize",
        "token_endpoint": "https://id.example/token",
        "userinfo_endpoint": "https://id.example/me",
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", config)
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: dict(says))
    monkeypatch.setattr(OAuth2Client, "get_access_token", lambda self, code, **more: {"access_token": "t"})
    return says


def come_by_service(client: Client, **more: str):
    sent = client.post(f"{LOGIN}?process=login", more)
    there = urlsplit(sent.headers["Location"])
    assert there.netloc == "id.example"
    asked = parse_qs(there.query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(CALLBACK, {"code": "c", "state": asked["state"][0]})


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


@pytest.fixture
def sam(db: None) -> User:
    sam = UserFactory(username="sam")
    EmailAddress.objects.create(user=sam, email=sam.email, verified=True, primary=True)
    return sam


@SERVICE
def test_a_visit_alone_sends_nobody_to_the_service(client: Client, service: dict):
    page = client.get(f"{LOGIN}?process=login")
    assert page.status_code == 200
    assert "Continue with Company" in page.content.decode()
    assert "Continue with Company" in client.get("/sign-in/").content.decode()


@SERVICE
def test_strangers_do_not_become_people(client: Client, service: dict):
    service["email"] = "stranger@kith.example"
    come_by_service(client)
    assert not is_in(client)
    assert not User.objects.exists()
    client.post("/sign-in/services/signup/", {"username": "eve", "email": "stranger@kith.example"})
    assert not User.objects.exists()


@SERVICE
def test_an_address_alone_lets_nobody_in(client: Client, service: dict, sam: User):
    come_by_service(client)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@SERVICE
@MATCHING
def test_a_verified_address_lets_one_in_where_that_is_switched_on(client: Client, service: dict, sam: User):
    come_by_service(client)
    assert is_in(client)
    assert SocialAccount.objects.get().user == sam


@SERVICE
@MATCHING
@pytest.mark.parametrize("wrong", [{"email_verified": False}, {"email": "other@kith.example"}, {"email": ""}])
def test_an_address_that_is_not_verified_or_another_lets_nobody_in(
    client: Client, service: dict, sam: User, wrong: dict
):
    service |= wrong
    come_by_service(client)
    assert not is_in(client)


@SERVICE
def test_one_connects_the_service_and_comes_in_by_it(client: Client, service: dict, sam: User):
    client.force_login(sam)
    sent = client.post(f"{LOGIN}?process=connect")
    state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
    client.get(CALLBACK, {"code": "c", "state": state})
    assert SocialAccount.objects.get().user == sam
    other = Client()
    come_by_service(other)
    assert is_in(other)
    User.objects.update(is_active=False)
    late = Client()
    assert come_by_service(late).headers["Location"] == "/sign-in/inactive/"
    assert not is_in(late)


@SERVICE
def test_a_forged_answer_is_refused(client: Client, service: dict, sam: User):
    SocialAccount.objects.create(user=sam, provider="company", uid="42")
    response = client.get(CALLBACK, {"code": "c", "state": "forged"})
    assert "did not let you through" in response.content.decode()
    assert not is_in(client)
