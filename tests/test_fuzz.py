"""Requests that nobody would send: whatever stands in an address or a form, no answer is an error of ours."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from crm.models import User
from crm.records.registry import record_types
from crm.records.views.declared import addresses
from tests.access.world import World, make_world
from tests.imports import SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REQUESTS, ALL_REQUESTS = 1_000, 10_000
SLOWEST = 2.0  # seconds, of which one in a hundred may be more where the machine is busy
KEYS = (
    *("q", "page", "per_page", "sort", "columns", "view", "types", "format", "next", "active", "verb", "ids", "all"),
    *("query", "confirmed", "owner", "owner_text", "owner_choice", "team", "parent", "parent_text", "account", "end"),
    *("customer_type", "country", "version", "base", "insist", "take_name", "name", "last_name", "email", "birthday"),
    *("readers", "text", "is_private", "person", "level", "opens_first", "time_zone", "page_size", "roles", "teams"),
    *("_connector", "_negated", "a__b", "a__b__c", "a.b", "pk__in", "id", "owner__password__startswith", "o", "p", "e"),
    *("_popup", "_to_field", "action", "_selected_action", "login", "password", "provider", "process", "key", "token"),
    *("employees", "csrfmiddlewaretoken", "is_superuser", "parent__owner__email", "?", "", "external_id", "website"),
)
NUMBERS = (
    "0",
    "-1",
    "1",
    "1.0",
    "01",
    " 1",
    "１",
    "1e9",
    "1e400",
    "NaN",
    "Infinity",
    "9" * 30,
    "9" * 5000,
    "2147483648",
)
DATES = ("0001-01-01", "9999-12-31", "2026-02-29", "2026-13-01", "99999-01-01", "2026-03-29T02:30", "31/12/2026")
WORDS = (
    *("", " ", "\x00", "a\x00b", "%", "_", "'", '"', "\\", "';--", "{{ 7*7 }}", "{% debug %}", "<script>", "../../etc"),
    *("//evil.example", "https://evil.example", "javascript:alert(1)", "\r\nX-Evil: 1", "\ufffe", "\u202e", "é" * 300),
    *(
        "[" * 5000,
        "{" * 5000,
        '{"a":' * 2000,
        "null",
        "[]",
        "{}",
        "x" * 10_000,
        "%00",
        "%ff%fe",
        "-",
        "--name",
        "-name",
    ),
    *(
        "name,owner,name",
        ",".join(["name"] * 500),
        "theirs",
        "xlsx",
        "delete",
        "assign",
        "deactivate",
        "1",
        "on",
        "all",
    ),
    *("mine", "team", "recent", "active", "/accounts/", "/\\evil.example", "/accounts/?" + "a" * 5000, "a&b=c" * 900),
)


def naughty_strings() -> list[str]:
    """Return the strings known to break programs, where their file is."""
    file = SHARED / "naughty-strings" / "blns.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


class Sender:
    """Draws requests from a number: the same number, the same requests."""

    def __init__(self, world: World, seed: int) -> None:
        self.draw = random.Random(seed)
        self.world = world
        self.ids = [
            str(thing.pk) for thing in (world.account, world.contact, world.note, world.saved_view, world.north)
        ]
        self.ids += [str(world.people[name].pk) for name in ("own", "other", "deactivated")]
        odd = ["01890000-0000-7000-8000-000000000000", "{" + self.ids[0] + "}", "urn:uuid:" + self.ids[0], "１" * 32]
        self.values = [*WORDS, *NUMBERS, *DATES, *naughty_strings(), *self.ids * 4, *odd]
        self.values += [str(group) for group in Group.objects.values_list("pk", flat=True)]
        self.patterns = [(name, pattern) for name, pattern in addresses() if not name.endswith("None")]
        self.fields = sorted({f.name for t in record_types for f in t.model._meta.get_fields()} | set(KEYS))

    def parameters(self) -> dict[str, list[str]]:
        chosen = self.draw.sample(self.fields, self.draw.choice([0, 1, 1, 2, 3, 6]))
        return {key: [self.value() for _ in range(self.draw.choice([1, 1, 1, 2, 30]))] for key in chosen}

    def value(self) -> str:
        return self.draw.choice(self.values)

    def address(self) -> str:
        """Return some address, with ids that exist more often than not."""
        name, pattern = self.draw.choice(self.patterns)
        draw, texts = self.draw, ("x", "crm.account", "auth", "0", "9" * 30, "a\x00b", "%00", "１")
        values = {key: draw.choice(self.ids) for key in ("subject", "user_pk")} | {"pk": draw.choice(self.ids)}
        if name.startswith("mfa_"):
            values["pk"] = draw.choice(["0", "1", "9" * 30])
        values |= dict.fromkeys(("provider_id", "object_id", "url"), draw.choice(texts))
        values |= {"app_label": "auth", "uidb36": draw.choice(["0", "x", "zzzzzzzzzzzzz"])}
        values |= {"key": draw.choice(["crm.account", "crm.note", "x", "a b", "a\x00b"])}
        given = {key: value for key, value in values.items() if key in self.keys_of(name, pattern)}
        return reverse(name, kwargs=given)

    @staticmethod
    def keys_of(name: str, pattern: Any) -> set[str]:
        above = {"mfa_remove_webauthn": "pk", "mfa_edit_webauthn": "pk"}
        above |= {"openid_connect_login": "provider_id", "openid_connect_callback": "provider_id"}
        return {*pattern.pattern.converters, *pattern.pattern.regex.groupindex, above.get(name, "")}


def send(client: Client, sender: Sender) -> tuple[str, Any]:
    """Send one request and take back what it did."""
    address, given, sent = sender.address(), sender.parameters(), sender.parameters()
    headers = {"HX-Request": "true"} if sender.draw.random() < 0.3 else {}
    method = sender.draw.choice(["GET", "GET", "POST"])
    point, cookies = transaction.savepoint(), client.cookies.copy()
    try:
        if method == "GET":
            answer = client.get(address, given, headers=headers)
        else:
            answer = client.post(address, sent, headers=headers, query_params=given)
        if answer.streaming:
            answer.getvalue()
    finally:
        transaction.savepoint_rollback(point)
        client.cookies = cookies
    return f"{method} {address} {str(given)[:300]} {str(sent)[:300]}", answer


@pytest.mark.parametrize("person", ["administrator", "own", "other"])
def test_no_request_makes_an_error(person: str, full: bool):
    world = make_world()
    client, sender = world.clients()[person], Sender(world, seed=20_260_101)
    client.raise_request_exception = False
    broken, slow = [], []
    for number in range((ALL_REQUESTS if full else REQUESTS) // 3 + 1):
        if number % 10 == 0:
            cache.clear()
        began = time.thread_time()
        asked, answer = send(client, sender)
        if answer.status_code >= 500:
            broken.append(f"{answer.status_code} {asked}")
        if time.thread_time() - began > SLOWEST:
            slow.append(asked)
    assert "\n".join(broken) == ""
    assert "\n".join(slow) == ""


# Never wider


def rows_at(client: Client, address: str, given: Any) -> set[Any] | None:
    """Return the ids a list shows, or None when it answers with something else."""
    answer = client.get(address, given)
    assert answer.status_code < 500, given
    listing = answer.context and answer.context.get("listing")
    return set(listing.unordered.values_list("pk", flat=True)) if answer.status_code == 200 and listing else None


def test_no_parameter_shows_more_than_one_may_see(full: bool):
    world = make_world()
    client, sender = world.clients()["other"], Sender(world, seed=7)
    for record_type in record_types.with_pages():
        seen = set(record_type.model.objects.visible_to(world.people["other"]).values_list("pk", flat=True))
        for _ in range(400 if full else 40):
            rows = rows_at(client, record_type.url(), sender.parameters())
            assert rows is None or rows <= seen


@pytest.mark.parametrize(
    "key", ["_connector", "_negated", "a__b", "a.b", "pk__in", "owner__password__startswith", "?", "id"]
)
def test_an_unknown_key_changes_nothing(key: str):
    world = make_world()
    client = world.clients()["own"]
    for value in ("OR", "1", "", str(world.account.pk), "x" * 10_000):
        for address in ("/accounts/", "/contacts/"):
            assert rows_at(client, address, {"q": "own", key: value}) == rows_at(client, address, {"q": "own"})


@pytest.mark.parametrize(
    "wrong", [{"customer_type": "nonsense"}, {"owner": "1"}, {"parent": "x"}, {"q": "a\x00"}, {"q": "a" * 201}]
)
def test_a_filter_that_is_wrong_shows_no_rows_and_says_why(wrong: dict[str, str]):
    world = make_world()
    answer = world.clients()["administrator"].get("/accounts/", wrong)
    assert answer.status_code == 200
    assert list(answer.context["listing"].page.object_list) == []
    assert answer.context["listing"].errors


def test_ids_that_are_none_are_not_found(client: Client):
    client.force_login(User.objects.create_superuser("boss", "boss@kith.example"))
    for odd in ("0", "-1", "9" * 30, "1.0", "01", "%201", "１", "';--", "%00", "00000000-0000-0000-0000-000000000000"):
        for address in (f"/accounts/{odd}/", f"/accounts/{odd}/edit/", f"/{odd}/", f"/views/{odd}/edit/"):
            assert client.get(address).status_code == 404, address
