"""The access matrix: every address, for everybody, with every method, by htmx and without, answers as the table says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, path, reverse

from crm.records.views.declared import addresses, check_rights, right_of
from crm.records.views.rights import right
from tests.access.doors import DOORS
from tests.access.matrix import ACTORS, METHODS, ROWS, Row, expected
from tests.access.world import World, make_world

pytestmark = pytest.mark.django_db
TABLE = ROWS | DOORS
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/"}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b", re.IGNORECASE)
SESSIONS = ("django_session", "usersessions_usersession")


def named_addresses() -> dict[str, URLPattern]:
    """Return every address by its name; one without a name by the end of its route."""
    found: dict[str, URLPattern] = {}
    for name, pattern in addresses():
        known = f"{name.removesuffix('None')}{pattern.pattern}" if name.endswith("None") else name
        found.setdefault(known, pattern)  # where two have one name, the first answers
    return found


def address_of(name: str, pattern: URLPattern, world: World) -> str:
    """Return the address under which the things of the world stand."""
    group = Group.objects.get(name="Salesperson").pk
    unnamed = {
        "admin:<path:object_id>/": f"/admin/auth/group/{group}/",
        "admin:(?P<url>.*)$": "/admin/nothing/",
    }
    if name in unnamed:
        return unnamed[name]
    values = {
        "pk": thing_at(name, world),
        "subject": world.account.pk,
        "user_pk": world.people["mate"].pk,
        "key": "crm.account" if name.startswith("crm:") else "c1x2y3-0123456789abcdef",
        "uidb36": "1",
        "provider_id": "nobody",
        "object_id": str(group),
        "app_label": "auth",
    }
    above = {"mfa_remove_webauthn": "pk", "mfa_edit_webauthn": "pk"}
    above |= dict.fromkeys(("openid_connect_login", "openid_connect_callback"), "provider_id")
    wanted = {*pattern.pattern.converters, *pattern.pattern.regex.groupindex, above.get(name)} - {None}
    return reverse(name, kwargs={key: values[key] for key in wanted})


def thing_at(name: str, world: World) -> Any:
    """Return the id of what an address is about."""
    things = {
        "crm:contact-": world.contact,
        "crm:user-": world.people["own"],
        "crm:team-": world.north,
        "crm:note-": world.note,
        "crm:view-": world.saved_view,
        "crm:": world.account,
    }
    return next((thing.pk for start, thing in things.items() if name.startswith(start)), 1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def browsers(world: World) -> dict[str, Client]:
    clients = world.clients()
    for client in clients.values():
        client.raise_request_exception = False
    return clients


class Writes:
    """Listens for statements that change a table other than those of sessions."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        if WRITES.match(sql) and not any(table in sql for table in SESSIONS):
            self.seen.append(sql)
        return execute(sql, *rest)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever happens inside."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def ask(client: Client, method: str, address: str, is_htmx: bool = False) -> tuple[Any, list[str]]:
    """Send one request as this browser; return the answer and what it wrote, and undo it all."""
    cookies, writes = client.cookies.copy(), Writes()
    headers = HTMX if is_htmx else {}
    with undone(), connection.execute_wrapper(writes):
        if method == "POST":
            answer = client.post(address, {}, headers=headers)
        else:
            answer = client.generic(method, address, headers=headers)
        if answer.streaming:
            answer.getvalue()
    client.cookies = cookies
    return answer, writes.seen


def status_of(answer: Any) -> int | str:
    """Return the status of an answer; "sign in" when it leads there, by the way that suits page or fragment."""
    target = answer.headers.get("HX-Redirect") or (answer.headers.get("Location") if answer.status_code == 302 else "")
    leads_in = urlsplit(target or "").path in ("/sign-in/", "/admin/login/")
    return "sign in" if leads_in else answer.status_code


# The table and the addresses


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(named_addresses()) == set(TABLE)


def test_a_row_names_the_right_that_its_address_declares():
    differing = {}
    for name, pattern in named_addresses().items():
        asked = {"record": "signed-in", "note": "signed-in", "list": "signed-in", "saved view": "signed-in"}
        row = TABLE[name]
        wanted = asked[row.kind] if row.is_one_function else row.right
        if right_of(pattern) != wanted:
            differing[name] = (right_of(pattern), wanted)
    assert differing == {}


def test_an_address_that_declares_no_right_fails_the_check(settings: Any):
    def undeclared(request: Any) -> None: ...

    undeclared.__module__ = "sales.views.quotes"
    stranger = right("signed-in")(lambda request: None)
    urls = type("Urls", (), {"urlpatterns": [path("a/", undeclared, name="a"), path("b/", stranger, name="b")]})
    assert check_rights(None) == []
    settings.ROOT_URLCONF = urls
    assert [(error.id, "address a" in error.msg) for error in check_rights(None)] == [("kith.E007", True)]


def test_a_view_of_an_unknown_app_fails_the_check(settings: Any):
    def stranger(request: Any) -> None: ...

    stranger.__module__ = "allauthor.views"
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("a/", stranger, name="a")]})
    assert len(check_rights(None)) == 1


# The cells


@pytest.mark.slow
@pytest.mark.parametrize("actor", ACTORS)
def test_every_answer_is_the_one_in_the_table(actor: str, world: World, browsers: dict[str, Client], full: bool):
    wrong, wrote = [], []
    for number, (name, pattern) in enumerate(named_addresses().items()):
        address, row = address_of(name, pattern, world), TABLE[name]
        for method, is_htmx in cells(name, actor, number, full):
            cache.clear()  # who tries too often has to wait, and this does
            answer, writes = ask(browsers[actor], method, address, is_htmx)
            cell = f"{method} {name}{' by htmx' if is_htmx else ''}"
            if status_of(answer) != expected(row, actor, method):
                wrong.append(f"{cell}: {status_of(answer)}, not {expected(row, actor, method)}")
            if is_refusal(row, actor, method) and writes:
                wrote.append(f"{cell}: {writes[0][:120]}")
    assert "\n".join([*wrong, *wrote]) == ""


def cells(name: str, actor: str, number: int, full: bool) -> list[tuple[str, bool]]:
    """Return the methods to try, by htmx or not: all with --full.

    Otherwise one of the three methods that no form sends, in turns over actors and addresses, and the doors, which others
    wrote, for one actor of each kind.
    """
    if full:
        return [(method, is_htmx) for method in METHODS for is_htmx in (False, True)]
    if name in DOORS and actor not in ("anonymous", "deactivated", "norole", "administrator"):
        return []
    odd = METHODS[3 + (number + ACTORS.index(actor)) % 3]
    return [("GET", False), ("GET", True), ("HEAD", False), ("POST", False), ("POST", True), (odd, False)]


def is_refusal(row: Row, actor: str, method: str) -> bool:
    return expected(row, actor, method) in ("sign in", 403, 404, 405)


# What is not there


HIDDEN = ("detail", "edit", "delete", "active", "assign", "history", "share", "why")


def traits(answer: Any) -> tuple:
    """Return everything of an answer but what differs between any two: the request's id."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
    return answer.status_code, answer.content, headers, dict(answer.cookies)


@pytest.mark.parametrize("method", [*METHODS, "OPTIONS"])
def test_what_one_cannot_see_answers_as_what_never_was(method: str, world: World, browsers: dict[str, Client]):
    for record in (world.account, world.contact):
        kind = record._meta.model_name
        for page in HIDDEN:
            hidden, absent = (reverse(f"crm:{kind}-{page}", args=[pk]) for pk in (record.pk, uuid4()))
            for is_htmx in (False, True):
                answers = [ask(browsers["other"], method, address, is_htmx)[0] for address in (hidden, absent)]
                assert traits(answers[0]) == traits(answers[1]), hidden
                assert answers[0].status_code == 404
                assert not {"ETag", "Last-Modified"} & set(answers[0].headers)


@pytest.mark.parametrize("name", ["record", "note-add", "note-edit", "view-edit"])
def test_functions_also_answer_hidden_as_absent(name: str, world: World, browsers: dict[str, Client]):
    hidden = thing_at(f"crm:{name}", world) if name != "note-add" else world.account.pk
    for method in ("GET", "HEAD", "POST"):
        ids = (hidden, uuid4())
        answers = [ask(browsers["other"], method, reverse(f"crm:{name}", args=[pk]))[0] for pk in ids]
        assert traits(answers[0]) == traits(answers[1])
