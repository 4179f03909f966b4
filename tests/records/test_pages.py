"""The general pages as a person meets them: lists, filters, forms, two people at once, deleting and bulk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from crm.models import Account, Contact, Event, Note, SavedView, User
from tests.factories import AccountFactory, ContactFactory, NoteFactory, TeamFactory, UserFactory, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    return UserFactory(username="sam", name="Sam Carter", team=TeamFactory(name="East"), roles=["Salesperson"])


@pytest.fixture
def me(client: Client, sam: User) -> Client:
    client.force_login(sam)
    return client


@pytest.fixture
def lena() -> User:
    return UserFactory(username="lena", name="Lena Fischer", team=TeamFactory(name="West"), roles=["Salesperson"])


def names(answer: Any) -> list[str]:
    """Return the names on a page of a list, in their order."""
    return [record.name for record in answer.context["listing"].page.object_list]


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# Lists


def test_a_list_shows_active_records_by_name(me: Client, sam: User):
    for name, is_active in (("beta", True), ("Älpha", True), ("Gamma", False), ("Alto", True)):
        AccountFactory(name=name, owner=sam, is_active=is_active)
    assert names(me.get("/accounts/")) == ["Älpha", "Alto", "beta"]
    assert names(me.get("/accounts/?view=inactive")) == ["Gamma"]
    assert names(me.get("/accounts/?view=all")) == ["Älpha", "Alto", "beta", "Gamma"]


def test_views_show_mine_my_teams_and_the_recent(me: Client, sam: User):
    mine = AccountFactory(name="Mine", owner=sam, team=sam.team)
    AccountFactory(name="Ours", owner=UserFactory(team=sam.team), team=sam.team)
    assert names(me.get("/accounts/?view=mine")) == ["Mine"]
    assert names(me.get("/accounts/?view=team")) == ["Mine", "Ours"]
    assert names(me.get("/accounts/?view=recent")) == []
    me.get(mine.get_absolute_url())
    assert names(me.get("/accounts/?view=recent")) == ["Mine"]


def test_filters_narrow_the_list_and_say_so(me: Client, sam: User):
    parent = AccountFactory(name="Parent", owner=sam, country="Norway")
    AccountFactory(name="Child", owner=sam, parent=parent, customer_type="partner", country="Norway")
    assert names(me.get("/accounts/?q=chi")) == ["Child"]
    assert names(me.get("/accounts/?country=norw")) == ["Child", "Parent"]
    assert names(me.get(f"/accounts/?parent={parent.pk}")) == ["Child"]
    assert names(me.get("/accounts/?parent_text=parent")) == ["Child"]
    page = me.get("/accounts/?customer_type=partner&country=norw")
    assert names(page) == ["Child"]
    assert [(chip["label"], chip["value"]) for chip in page.context["listing"].chips] == [
        ("Customer type", "Partner"),
        ("Country", "norw"),
    ]


@pytest.mark.parametrize(
    "sort, wanted", [("city", "BAC"), ("-city", "ACB"), ("nonsense", "ABC"), ("owner__email", "ABC")]
)
def test_only_columns_that_are_shown_sort(me: Client, sam: User, sort: str, wanted: str):
    for name, city in (("A", "Zagreb"), ("B", "Aachen"), ("C", "Mainz")):
        AccountFactory(name=name, owner=sam, city=city)
    if sort == "city":
        wanted = "BCA"
    assert names(me.get(f"/accounts/?columns=name,city&sort={sort}")) == list(wanted)
    assert names(me.get(f"/accounts/?sort={sort}")) == list("ABC"), "a column that is not shown has no say"


@pytest.mark.parametrize("page, size", [("abc", "abc"), ("0", "-1"), ("-1", "1"), ("9" * 30, "9" * 30), ("1e9", "1e9")])
def test_pages_and_sizes_are_clamped(me: Client, sam: User, page: str, size: str):
    Account.objects.bulk_create([Account(name=f"A {number:03}", owner=sam) for number in range(120)])
    answer = me.get("/accounts/", {"page": page, "per_page": size})
    assert answer.status_code == 200
    assert 5 <= len(names(answer)) <= 100


def test_a_fragment_is_the_list_alone_and_a_plain_visit_the_page(me: Client, sam: User):
    AccountFactory(name="Acme", owner=sam)
    fragment = me.get("/accounts/", headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert fragment.lstrip().startswith("<section")
    assert "Acme" in fragment
    assert "<!DOCTYPE html>" in me.get("/accounts/").content.decode()
    restored = me.get("/accounts/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!DOCTYPE html>" in restored.content.decode()


def test_a_saved_view_opens_and_its_filters_can_be_overruled(me: Client, sam: User):
    AccountFactory(name="North", owner=sam, country="Norway")
    AccountFactory(name="South", owner=sam, country="Spain")
    me.post("/views/crm.account/new/?country=norway&sort=-name", {"name": "Norwegians", "opens_first": "on"})
    view = SavedView.objects.get()
    assert names(me.get(f"/accounts/?view={view.pk}")) == ["North"]
    assert names(me.get("/accounts/")) == ["North"], "it opens first"
    assert names(me.get(f"/accounts/?view={view.pk}&country=spain")) == ["South"]
    assert me.get("/accounts/?view=01890000-0000-7000-8000-000000000000").status_code == 404
    assert me.post(f"/views/{view.pk}/delete/").status_code == 302
    assert names(me.get("/accounts/")) == ["North", "South"]


# Making and changing


def test_a_record_is_made_and_belongs_to_its_maker(me: Client, sam: User):
    answer = me.post("/accounts/new/", {"name": "Acme", "email": "a@acme.example"}, follow=True)
    account = Account.objects.get()
    assert (account.owner, account.team, account.created_by, account.version) == (sam, sam.team, sam, 1)
    assert answer.redirect_chain[-1][0] == account.get_absolute_url()
    assert said(answer) == [f'Created <a href="{account.get_absolute_url()}">Acme</a>.']
    assert Event.objects.get().verb == "created"


def test_what_is_wrong_is_said_and_what_was_typed_stays(me: Client):
    typed = {"first_name": "Ida", "email": "no address", "birthday": "2026-13-01", "preferred_contact": "any"}
    answer = me.post("/contacts/new/", typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"last_name", "email", "birthday"}
    assert 'value="Ida"' in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_website_is_taken_as_people_type_it(me: Client):
    me.post("/accounts/new/", {"name": "Litware", "website": "www.litware.example"})
    assert Account.objects.get(name="Litware").website == "https://www.litware.example"
    answer = me.post("/accounts/new/", {"name": "Foul", "website": "javascript:alert(1)"})
    assert (answer.status_code, Account.objects.filter(name="Foul").exists()) == (422, False)


def test_only_whoever_may_write_a_note_is_asked_for_one(client: Client, me: Client, sam: User):
    account = AccountFactory(owner=sam)
    assert "Write a note" in said_by(me, account)
    client.force_login(UserFactory(roles=["Read-only"]))
    assert "Write a note" not in said_by(client, account)


def said_by(client: Client, account: Account) -> str:
    return client.get(account.get_absolute_url()).content.decode()


def test_fields_that_are_not_on_the_form_are_not_taken(me: Client, sam: User, lena: User):
    sent = {
        "name": "Acme",
        "owner": str(lena.pk),
        "team": str(lena.team_id),
        "version": "9",
        "is_active": "",
        "id": "1",
    }
    me.post("/accounts/new/", sent)
    account = Account.objects.get()
    assert (account.owner, account.team, account.version, account.is_active) == (sam, sam.team, 1, True)
    me.post(f"/accounts/{account.pk}/edit/", sent | {"version": "1", "created_at": "2001-01-01", "name": "Acme 2"})
    account.refresh_from_db()
    assert (account.name, account.owner, account.version, account.created_at.year > 2001) == ("Acme 2", sam, 2, True)


def test_a_look_alike_is_shown_before_it_is_made_twice(me: Client, sam: User):
    there = AccountFactory(name="Acme", owner=sam)
    answer = me.post("/accounts/new/", {"name": "ACME"})
    assert answer.status_code == 422
    assert [entry.pk for entry in answer.context["look_alikes"]] == [there.pk]
    assert me.post("/accounts/new/", {"name": "ACME", "insist": "on"}).status_code == 302
    assert Account.objects.count() == 2


def test_a_stale_save_shows_both_versions_and_lets_one_choose(me: Client, sam: User):
    account = AccountFactory(name="Acme", owner=sam, city="Bonn", phone="1")
    form = me.get(f"/accounts/{account.pk}/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in ("name", "city", "phone", "version", "base")}
    assert me.post(f"/accounts/{account.pk}/edit/", sent | {"city": "Köln", "phone": "2"}).status_code == 302
    answer = me.post(f"/accounts/{account.pk}/edit/", sent | {"city": "Mainz"})
    assert answer.status_code == 409
    rows = {row["name"]: (row["theirs"], row["mine"], row["proposed"]) for row in answer.context["rows"]}
    assert rows == {"city": ("Köln", "Mainz", "mine"), "phone": ("2", "1", "theirs")}
    account.refresh_from_db()
    assert (account.city, account.version) == ("Köln", 2)
    chosen = sent | {"version": "2", "city": "Mainz", "take_phone": "theirs"}
    assert me.post(f"/accounts/{account.pk}/edit/", chosen).status_code == 302
    account.refresh_from_db()
    assert (account.city, account.phone, account.version) == ("Mainz", "2", 3)


def test_a_reference_to_something_hidden_stays_when_the_rest_is_changed(me: Client, sam: User, lena: User):
    hidden = AccountFactory(name="Secret Works", owner=lena)
    account = AccountFactory(name="Acme", owner=sam, parent=hidden)
    page = me.get(f"/accounts/{account.pk}/edit/")
    assert "Secret Works" not in page.content.decode()
    sent = {"name": "Acme", "city": "Bonn", "parent": str(hidden.pk), "parent_text": "A record you cannot see"}
    assert me.post(f"/accounts/{account.pk}/edit/", sent | {"version": "1"}).status_code == 302
    account.refresh_from_db()
    assert (account.city, account.parent_id) == ("Bonn", hidden.pk)


# Leaving


def test_deleting_says_what_goes_along_and_asks(me: Client, sam: User):
    account = AccountFactory(name="Acme", owner=sam)
    note = NoteFactory(subject=account, owner=sam)
    assert "1 note will be deleted with it" in me.get(f"/accounts/{account.pk}/delete/").content.decode()
    assert me.post(f"/accounts/{account.pk}/delete/").status_code == 302
    assert not Account.objects.exists()
    assert not Note.objects.filter(pk=note.pk).exists()


def test_what_others_refer_to_is_not_deleted_but_can_be_deactivated(me: Client, sam: User):
    account = AccountFactory(name="Acme", owner=sam)
    ContactFactory(owner=sam, account=account)
    answer = me.post(f"/accounts/{account.pk}/delete/")
    assert answer.status_code == 409
    assert "1 contact refers to it as account and stands in the way" in answer.content.decode()
    me.post(f"/accounts/{account.pk}/active/", {"active": "0"})
    account.refresh_from_db()
    assert (account.is_active, account.version) == (False, 2)
    me.post(f"/accounts/{account.pk}/active/", {"active": "1"})
    assert Account.objects.get().is_active


def test_whoever_gives_a_record_away_is_led_to_a_page_that_is_allowed(me: Client, sam: User, lena: User):
    account = AccountFactory(name="Acme", owner=sam, team=sam.team)
    answer = me.post(f"/accounts/{account.pk}/assign/", {"owner": str(lena.pk)})
    assert answer.headers["Location"] == "/accounts/"
    account.refresh_from_db()
    assert (account.owner, account.team) == (lena, lena.team)
    assert me.get(account.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "hostile",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/nothing/here",
        "/a\nb",
        "a",
        " /",
    ],
)
def test_one_is_not_sent_elsewhere(me: Client, sam: User, hostile: str):
    account = AccountFactory(name="Acme", owner=sam)
    answer = me.post(f"/accounts/{account.pk}/edit/", {"name": "New", "version": "1", "next": hostile})
    assert answer.headers["Location"] == account.get_absolute_url()
    sent = {"name": "Newer", "version": "2", "next": "/contacts/?view=mine"}
    assert me.post(f"/accounts/{account.pk}/edit/", sent).headers["Location"] == "/contacts/?view=mine"


# Many at once


def test_bulk_changes_only_what_one_may_and_says_how_many(me: Client, sam: User, lena: User):
    mine = [AccountFactory(owner=sam) for _ in range(2)]
    readable, hidden = AccountFactory(owner=lena), AccountFactory(owner=lena)
    share(readable, sam)
    sent = {"verb": "deactivate", "ids": [str(r.pk) for r in (*mine, readable, hidden)]}
    answer = me.post("/accounts/bulk/", sent, follow=True)
    assert said(answer) == ["2 deactivated, 1 skipped because you may not change them."]
    assert set(Account.objects.filter(is_active=False)) == set(mine)


def test_all_that_match_is_worked_out_by_the_server(me: Client, sam: User, lena: User):
    for owner in (sam, sam, lena):
        AccountFactory(owner=owner, country="Norway")
    AccountFactory(owner=sam, country="Spain")
    me.post("/accounts/bulk/", {"verb": "deactivate", "all": "1", "query": "country=norway"})
    assert Account.objects.filter(is_active=False).count() == 2
    for query in ("view=all&_connector=OR", "owner=x", "country=" + "x" * 5000, "view=all&pk__in=1"):
        me.post("/accounts/bulk/", {"verb": "delete", "all": "1", "query": query})
    assert Account.objects.count() == 4, "deleting asks first"
    me.post("/accounts/bulk/", {"verb": "delete", "all": "1", "query": "owner=x", "confirmed": "1"})
    assert Account.objects.count() == 4, "a filter that is wrong matches nothing"
    me.post("/accounts/bulk/", {"verb": "delete", "all": "1", "query": "view=all", "confirmed": "1"})
    assert [account.owner for account in Account.objects.all()] == [lena]


def test_bulk_assigning_asks_for_somebody_who_is_there(me: Client, sam: User, lena: User):
    account, gone = AccountFactory(owner=sam), UserFactory(is_active=False)
    sent = {"verb": "assign", "ids": [str(account.pk)]}
    assert me.post("/accounts/bulk/", sent).status_code == 200
    assert me.post("/accounts/bulk/", sent | {"confirmed": "1", "owner": str(gone.pk)}).status_code == 422
    me.post("/accounts/bulk/", sent | {"confirmed": "1", "owner": str(lena.pk)})
    assert Account.objects.get().owner == lena
