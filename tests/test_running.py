"""Running Kith: settings that refuse what is unsafe, the database's options, health, headers, and logs."""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone, translation

from crm import health, logs
from crm.models import User
from crm.settings.databases import database

ROOT = Path(__file__).resolve().parent.parent
SAFE = {"SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "kith.example", "DATABASE_URL": "sqlite://:memory:"}


def python(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python in production settings, with nothing of ours in the environment but `env`."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    kept |= {"DJANGO_SETTINGS_MODULE": "crm.settings.production", **env}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=kept, capture_output=True, text=True, check=False)


# Settings


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path):
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **SAFE)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    "unsafe, word",
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + secrets.token_urlsafe(50)}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "kith.example, *"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"KITH_BEHIND_PROXY": "perhaps"}, "KITH_BEHIND_PROXY"),
        ({"KITH_POOL_SIZE": "many"}, "KITH_POOL_SIZE"),
    ],
)
def test_a_start_with_unsafe_settings_is_refused_with_a_word(unsafe: dict[str, str], word: str):
    done = python("-c", "import crm.settings.production", **{**SAFE, **unsafe})
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr.splitlines()[-1]
    assert word in done.stderr.splitlines()[-1]


def test_cookies_in_production_are_for_this_host_over_https_only():
    script = (
        "import json, crm.settings.production as s;"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.SESSION_COOKIE_HTTPONLY, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS]))"
    )
    names = ["__Host-sessionid", "__Host-csrftoken"]
    assert json.loads(python("-c", script, **SAFE).stdout) == [*names, True, True, True, True, 31_536_000]


def test_argon2_comes_first():
    script = "import crm.settings.production as s; print(s.PASSWORD_HASHERS[0])"
    assert "Argon2" in python("-c", script, **SAFE).stdout


# The database


def test_options_of_an_address_are_kept_beside_ours(tmp_path: Path):
    options = database("postgres://kith@/kith?host=/run/postgres&sslmode=require", data=tmp_path)["OPTIONS"]
    assert options["host"] == "/run/postgres"
    assert options["sslmode"] == "require"
    assert options["pool"]["max_size"] == 4
    assert "statement_timeout=5000" in options["options"]


def test_without_an_address_the_data_folder_holds_a_sqlite_file(tmp_path: Path):
    assert database("", data=tmp_path / "new")["NAME"] == str(tmp_path / "new" / "kith.sqlite3")


@pytest.mark.django_db(transaction=True)
def test_the_database_runs_with_our_options():
    def ask(sql: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0])

    if connection.vendor == "sqlite":
        assert ask("PRAGMA journal_mode") == "wal"
        assert ask("PRAGMA foreign_keys") == "1"
        assert int(ask("PRAGMA busy_timeout")) >= 15_000
        assert connection.transaction_mode == "IMMEDIATE"
        assert ask("PRAGMA synchronous") == "1"
    else:
        assert ask("SHOW statement_timeout") == "30s"
        assert ask("SHOW lock_timeout") == "2s"
        assert ask("SHOW idle_in_transaction_session_timeout") == "15s"
        assert connection.pool is not None


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_cut_off():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no limit on statements")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(5)")
    connection.close()


def test_commands_run_without_the_limit_on_statements():
    script = (
        "import sys; sys.argv = ['manage.py', 'version']; import manage; manage.main();"
        "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['options'])"
    )
    done = python("-c", script, **{**SAFE, "DATABASE_URL": "postgres://kith@localhost/kith"})
    assert "statement_timeout=0" in done.stdout, done.stderr


# Health


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_without_session_or_version(client: Client, path: str):
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert not response.cookies
    assert "Server" not in response.headers


@pytest.mark.django_db
@pytest.mark.parametrize("unmet", list(health.CHECKS))
def test_whatever_is_unmet_makes_kith_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch, unmet: str):
    monkeypatch.setitem(health.CHECKS, unmet, lambda: False)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "not ready", "unmet": unmet})
    assert client.get("/healthz").status_code == 200


def test_a_database_out_of_reach_makes_kith_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch):
    def fail() -> bool:
        raise DatabaseError("secret of the server")

    monkeypatch.setitem(health.CHECKS, "database", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "secret" not in response.content.decode()


@pytest.mark.django_db
def test_a_missing_migration_makes_kith_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'crm'")
    assert client.get("/readyz").json()["unmet"] == "migrations"


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^healthz$", r"^readyz$"])
def test_probes_may_ask_without_https(client: Client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/sign-in/").status_code == 301


# Headers, fragments, preferences


@pytest.fixture
def maria(db: None) -> User:
    user = User.objects.create_user("maria", "maria@kith.example", None, name="Maria Lopez", is_superuser=True)
    user.time_zone, user.formats = "America/New_York", "en-ca"
    user.save()
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/sign-in/", "/no-such-page/"])
def test_every_answer_carries_the_security_headers(client: Client, path: str):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert {"HX-Request", "HX-History-Restore-Request", "HX-Boosted", "HX-Target"} <= set(headers["Vary"].split(", "))


def test_pages_of_people_are_not_kept(client: Client, maria: User):
    client.force_login(maria)
    assert "no-store" in client.get("/accounts/").headers["Cache-Control"]


@pytest.mark.django_db
def test_an_ended_sign_in_leads_a_fragment_to_the_whole_sign_in_page(client: Client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/?q=a&page=2"}
    response = client.get("/accounts/", {"page": 2}, headers=headers)
    assert response.headers["HX-Redirect"] == "/sign-in/?next=%2Faccounts%2F%3Fq%3Da%26page%3D2"
    assert response.content == b""


@pytest.mark.django_db
def test_an_ended_sign_in_never_leads_to_another_host(client: Client):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/accounts/"}
    assert client.get("/accounts/", headers=headers).headers["HX-Redirect"] == "/sign-in/?next=%2F"


@pytest.mark.django_db
def test_a_form_of_an_ended_session_leads_to_the_sign_in_page():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/new/", {"name": "x"}, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/sign-in/")


@pytest.mark.django_db
def test_without_htmx_an_ended_sign_in_is_an_ordinary_redirect(client: Client):
    response = client.get("/accounts/")
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/accounts/")


def test_times_and_formats_are_the_readers(client: Client, maria: User):
    client.force_login(maria)
    client.get("/accounts/")
    assert timezone.get_current_timezone_name() == "America/New_York"
    assert translation.get_language() == "en-ca"
    Client().get("/sign-in/")
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
    assert translation.get_language() == settings.LANGUAGE_CODE


def test_a_zone_that_is_gone_is_no_error(client: Client, maria: User):
    User.objects.filter(pk=maria.pk).update(time_zone="Atlantis/Capital")
    client.force_login(maria)
    assert client.get("/accounts/").status_code == 200


# Logs


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(logs.JsonFormatter().format(record)) for record in caplog.records]


def test_a_request_is_one_line_with_figures_and_without_contents(
    client: Client, maria: User, caplog: pytest.LogCaptureFixture
):
    client.force_login(maria)
    with caplog.at_level(logging.INFO, logger="kith.request"):
        response = client.get("/accounts/", {"q": "canary"}, headers={"X-Request-ID": "proxy-given-id"})
    line = next(line for line in lines(caplog) if line["message"] == "request")
    assert (line["method"], line["route"], line["status"]) == ("GET", "accounts/", 200)
    assert line["user"] == str(maria.pk)
    assert line["duration_ms"] > 0
    assert line["queries"] > 0
    assert response.headers["X-Request-ID"] == "proxy-given-id"
    assert "canary" not in json.dumps(line)
    assert "Lopez" not in json.dumps(line)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "short", "two\tparts here", "x" * 65, "<script>alert(1)</script>"])
def test_a_request_id_that_makes_no_sense_is_replaced(client: Client, given: str):
    found = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert found != given
    assert len(found) == 32


def test_a_line_stays_one_line_whatever_it_says():
    record = logging.LogRecord("kith", logging.WARNING, "", 0, "Not Found: %s", ("/a\r\nfake: line\x1b[31m",), None)
    written = logs.JsonFormatter().format(record)
    assert written.isprintable()
    assert json.loads(written)["message"] == "Not Found: /a\r\nfake: line\x1b[31m"


def test_an_error_in_a_line_carries_its_traceback():
    try:
        raise ValueError("why")
    except ValueError:
        record = logging.LogRecord("kith", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert "ValueError: why" in json.loads(logs.JsonFormatter().format(record))["traceback"]
