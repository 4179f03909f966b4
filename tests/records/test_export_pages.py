"""Exports as a person meets them: the list's own rows and columns, and nothing one may not export."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from crm.models import User
from tests.factories import AccountFactory, TeamFactory, UserFactory

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


def test_an_export_has_the_lists_own_rows_and_columns(me: Client, sam: User, lena: User):
    AccountFactory(name="Acme", owner=sam, city="Bonn")
    AccountFactory(name="=cmd|' /C calc'!A0", owner=sam, city="+49")
    AccountFactory(name="Hidden", owner=lena)
    asked = "columns=name,city&sort=-name"
    text = b"".join(me.get(f"/accounts/export/?{asked}").streaming_content).decode("utf-8-sig")
    assert text.splitlines() == ["Name,City", "Acme,Bonn", "'=cmd|' /C calc'!A0,'+49"]
    sheet = load_workbook(io.BytesIO(me.get(f"/accounts/export/?{asked}&format=xlsx").getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [["Name", "City"], ["Acme", "Bonn"], ["=cmd|' /C calc'!A0", "+49"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_an_export_holds_only_what_one_may_export(me: Client, sam: User):
    rita = UserFactory(username="rita", roles=["Read-only"])
    AccountFactory(name="Acme", owner=sam)
    me.force_login(rita)
    assert names(me.get("/accounts/")) == ["Acme"]
    assert me.get("/accounts/export/").status_code == 403
