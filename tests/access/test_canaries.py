"""Canaries: words that stand only in what is hidden from one person, and are looked for wherever that person can look."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.actions.notes import add_note
from crm.actions.sharing import share, unshare
from crm.models import Account, Contact, SavedView, Share, User
from crm.records import actions
from crm.records.registry import record_types
from tests.factories import AccountFactory, ContactFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
WORD, NUMBER = "xq7canary", "5550177346"
LINK = re.compile(r'(?:href|action|hx-get|data-[a-z-]*(?:url|href|src))="(/[^"#]*)')
MOST_PAGES = 200


@dataclass
class Company:
    """Two reps in two teams and an administrator; everything of the first rep holds canaries."""

    rep: User
    other: User
    administrator: User
    hidden: Account
    hidden_contact: Contact
    visible: Account
    visible_contact: Contact


@pytest.fixture
def company() -> Company:
    north, south = TeamFactory(name="North"), TeamFactory(name="South")
    rep = UserFactory(username="rep", team=north, roles=["Salesperson"])
    other = UserFactory(username="other", team=south, roles=["Salesperson"])
    boss = UserFactory(username="boss", roles=["Administrator"], is_superuser=True)
    words = {"email": f"{WORD}@kith.example", "phone": "+1 555-017-7346", "city": f"{WORD}ville", "country": WORD}
    hidden = AccountFactory(name=f"{WORD} Works", owner=rep, team=north, **words)
    below = AccountFactory(name=f"{WORD} Below", owner=rep, team=north, parent=hidden)
    person = ContactFactory(last_name=f"{WORD}son", owner=rep, team=north, account=hidden, **words)
    visible = AccountFactory(name="Plain Works", owner=other, team=south, parent=hidden, primary_contact=person)
    seen = ContactFactory(last_name="Plainson", owner=other, team=south, account=hidden, reports_to=person)
    add_note(hidden, f"{WORD} was said", by=rep)
    add_note(visible, f"{WORD} in private", is_private=True, by=boss)
    actions.revise(hidden, {"city": f"{WORD}burg"}, by=rep)
    actions.revise(visible, {"parent": below}, by=boss)
    actions.revise(visible, {"parent": hidden}, by=boss)
    SavedView.objects.create(owner=rep, type_key="crm.account", name=f"{WORD} view", query=f"country={WORD}")
    return Company(rep, other, boss, hidden, person, visible, seen)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(answer: Any) -> str:
    """Return everything that an answer says: headers, and the body, unpacked where it is packed."""
    body = answer.getvalue() if answer.streaming else answer.content
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(book.read(name) for name in book.namelist())
    return f"{dict(answer.headers)} {body.decode(errors='replace')}"


def canaries_in(text: str) -> list[str]:
    folded = text.lower()
    number = NUMBER in re.sub(r"[^0-9a-z<>]", "", folded)
    return [WORD] * folded.count(WORD) + [NUMBER] * number


def crawl(person: User, starts: list[str]) -> dict[str, str]:
    """Follow every link from these pages, as the person; return address to text."""
    client, waiting, seen = browser(person), list(starts), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or address.startswith(("/static/", "/sign-in/", "/styleguide/")):
            continue
        answer = client.get(address)
        seen[address] = text_of(answer)
        waiting += [unescape(link) for link in LINK.findall(seen[address])]
    return seen


STARTS = ["/", "/accounts/", "/contacts/", "/users/", "/teams/", "/search/?q=xq7", "/accounts/?view=all", "/profile/"]


def test_a_crawl_over_all_links_finds_nothing_hidden(company: Company):
    harvest = crawl(company.administrator, STARTS)
    assert sum(bool(canaries_in(text)) for text in harvest.values()) > 10, "the canaries are there to be found"
    assert not any(canaries_in(text) for text in crawl(company.other, STARTS).values())
    client = browser(company.other)
    for address in harvest:
        for headers in ({}, {"HX-Request": "true", "HX-Target": "list"}):
            assert canaries_in(text_of(client.get(address, headers=headers))) == [], address


def test_no_search_look_up_or_palette_finds_what_is_hidden(company: Company):
    client = browser(company.other)
    keys = ["", *[record_type.key for record_type in record_types], ",".join(t.key for t in record_types)]
    typed = [WORD[:length] for length in range(1, len(WORD))] + ["555-017", "5550177", "was said", "private", "Works"]
    for key in keys:
        for text in typed:
            for name in ("search", "palette", "look-up"):
                answer = client.get(reverse(f"crm:{name}"), {"q": text, "types": key})
                assert canaries_in(text_of(answer)) == [], (name, text, key)


def test_lists_and_exports_show_nothing_hidden_however_they_are_asked(company: Company):
    client = browser(company.other)
    for record_type in record_types.with_pages():
        columns = ",".join((*record_type.columns, *record_type.more_columns))
        asked = [{"q": "xq7"}, {"country": "xq7"}, {"owner_text": company.rep.name}, {"parent_text": "xq7canar"}]
        asked += [{"view": "all"}, {"view": "team"}, {"view": "recent"}, {"account": str(company.hidden.pk)}]
        asked += [{"sort": f"{sign}{name}"} for name in columns.split(",") for sign in ("", "-")]
        for given in asked:
            for address in (record_type.url_list, record_type.url_export):
                answer = client.get(address, given | {"columns": columns})
                assert canaries_in(text_of(answer)) == [], (address, given)
        book = client.get(record_type.url_export, {"view": "all", "columns": columns, "format": "xlsx"})
        assert canaries_in(text_of(book)) == []


def test_hidden_names_have_no_say_in_the_order(company: Company):
    client = browser(company.other)
    first = AccountFactory(name="Aaa", owner=company.other)
    AccountFactory(name="Bbb", owner=company.other, parent=first)
    for sign in ("", "-"):
        orders = []
        for name in ("aaaa", "zzzz"):
            Account.objects.filter(pk=company.hidden.pk).update(name=name)
            page = client.get("/accounts/", {"sort": f"{sign}parent", "columns": "name,parent"})
            orders.append([row.pk for row in page.context["listing"].page.object_list])
        assert orders[0] == orders[1]


def test_counts_are_of_what_one_sees(company: Company):
    client = browser(company.other)
    assert client.get("/accounts/").context["listing"].page.paginator.count == 1
    assert client.get("/contacts/").context["listing"].page.paginator.count == 1
    for address in (
        f"/accounts/{company.visible.pk}/delete/",
        f"/users/{company.rep.pk}/",
        f"/teams/{company.rep.team_id}/",
    ):
        assert canaries_in(text_of(client.get(address))) == []


def test_a_look_alike_that_is_hidden_makes_no_difference(company: Company):
    client = browser(company.other)
    for given in (
        {"name": f"{WORD} Works"},
        {"name": "Other", "email": company.hidden.email},
        {"name": "Third", "phone": "555 017 7346"},
    ):
        assert client.post("/accounts/new/", given).status_code == 302
        Account.objects.filter(owner=company.other).exclude(pk=company.visible.pk).delete()
    given = {"last_name": "New", "email": f"{WORD}@kith.example", "preferred_contact": "any"}
    assert client.post("/contacts/new/", given).status_code == 302


def test_a_hidden_record_cannot_be_named_more_than_one_that_never_was(company: Company):
    client = browser(company.other)
    absent = "01890000-0000-7000-8000-000000000000"
    for name in ("account", "reports_to"):
        answers = []
        for pk in (company.hidden.pk if name == "account" else company.hidden_contact.pk, absent):
            answer = client.post("/contacts/new/", {"last_name": "New", name: str(pk)})
            answers.append((answer.status_code, answer.context["form"].errors))
        assert answers[0] == answers[1]
        assert (answers[0][0], name in answers[0][1]) == (422, True)


# When it ends


def surfaces(company: Company) -> list[str]:
    """Return the addresses at which something of the hidden account could still be seen."""
    pk = company.hidden.pk
    pages = [f"/accounts/{pk}/{page}" for page in ("", "edit/", "history/", "why/", "share/", "delete/")]
    return [
        *pages,
        f"/{pk}/",
        "/",
        "/accounts/",
        "/accounts/?view=recent",
        "/accounts/?view=all&columns=name,parent",
        f"/accounts/?parent={pk}",
        "/accounts/export/",
        "/search/",
        "/search/?q=xq7",
        "/search/palette/",
        "/search/palette/?q=xq7",
        "/look-up/?types=crm.account",
        "/look-up/?q=xq7&types=crm.account",
        f"/accounts/{company.visible.pk}/",
        f"/accounts/{company.visible.pk}/history/",
        f"/contacts/{company.visible_contact.pk}/",
        f"/notes/on/{pk}/",
    ]


def seen_in(client: Client, company: Company) -> int:
    return sum(bool(canaries_in(text_of(client.get(address)))) for address in surfaces(company))


def test_a_share_that_ends_ends_everywhere_at_once(company: Company):
    client = browser(company.other)
    share(company.hidden, user=company.other, level="change", by=company.rep)
    assert seen_in(client, company) >= 12
    unshare(Share.objects.get(record_id=company.hidden.pk), company.hidden, by=company.rep)
    assert seen_in(client, company) == 0
    answer = client.post(f"/accounts/{company.hidden.pk}/edit/", {"name": "Mine now", "version": 2})
    assert answer.status_code == 404


@pytest.mark.parametrize("how", ["leaves the team", "loses the role", "is deactivated"])
def test_whoever_loses_a_right_loses_it_with_the_next_request(company: Company, how: str):
    mate = UserFactory(username="mate", team=company.rep.team, roles=["Salesperson"])
    client = browser(mate)
    assert seen_in(client, company) >= 12
    if how == "leaves the team":
        mate.memberships.all().delete()
    elif how == "loses the role":
        mate.groups.clear()
    else:
        User.objects.filter(pk=mate.pk).update(is_active=False)
    assert seen_in(client, company) == 0


def test_a_view_of_somebody_else_is_not_there_and_a_shared_one_shows_ones_own_rows(company: Company):
    client = browser(company.other)
    theirs = SavedView.objects.get(owner=company.rep)
    for address in (f"/accounts/?view={theirs.pk}", f"/accounts/export/?view={theirs.pk}", f"/views/{theirs.pk}/edit/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/views/{theirs.pk}/delete/").status_code == 404
    theirs.team, theirs.name, theirs.query = company.other.team, "Ours", "sort=-name"
    theirs.save()
    page = client.get(f"/accounts/?view={theirs.pk}")
    assert [row.pk for row in page.context["listing"].page.object_list] == [company.visible.pk]
