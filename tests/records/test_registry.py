"""The list of record types, and the checks of what was declared."""

from types import SimpleNamespace

import pytest
from django.db import models

from crm.models import Account, Note
from crm.records.checks import check_record_types
from crm.records.permissions import VERBS, Level
from crm.records.registry import RecordType, RecordTypes, Section, record_types
from crm.records.roles import ROLES, levels
from tests.records.throwaway import forget_model, make_model


@pytest.fixture
def declare():
    """Declare a type on the one list until the test ends."""
    keys = []

    def add(model, **declaration) -> RecordType:
        record_type = RecordType(model=model, slug="passing", icon="cube", **declaration)
        record_types.register(record_type)
        keys.append(record_type.key)
        return record_type

    yield add
    for key in keys:
        record_types.unregister(key)


@pytest.fixture
def passing():
    """A model that is not declared yet."""
    model = make_model("Passing", size=models.IntegerField(default=0), is_secret=models.BooleanField(default=False))
    yield model
    forget_model(model)


def found() -> set[str]:
    return {message.id for message in check_record_types(None)}


def test_the_types_of_the_hall_are_declared_without_a_mistake():
    assert found() == set()
    assert {"crm.account", "crm.contact", "crm.user", "crm.team", "crm.note"} <= {t.key for t in record_types}


def test_a_type_is_declared_once():
    types = RecordTypes()
    types.register(RecordType(model=Account, slug="accounts", icon="x"))
    with pytest.raises(ValueError, match="already declared"):
        types.register(RecordType(model=Account, slug="companies", icon="x"))
    with pytest.raises(ValueError, match="already declared"):
        types.register(RecordType(model=Note, slug="accounts", icon="x"))
    assert [t.key for t in types] == ["crm.account"]


def test_types_come_in_the_order_of_the_navigation():
    types = RecordTypes()
    types.register(RecordType(model=Note, slug="notes", icon="x", order=2, has_pages=False))
    types.register(RecordType(model=Account, slug="accounts", icon="x", order=1))
    assert [t.key for t in types] == ["crm.account", "crm.note"]
    assert [t.key for t in types.with_pages()] == ["crm.account"]


def test_a_type_is_found_by_key_model_and_record():
    assert record_types.get("crm.account") is record_types.of(Account) is record_types.of(Account())
    assert record_types.get("crm.nothing") is None
    assert "crm.account" in record_types
    with pytest.raises(KeyError):
        RecordTypes().of(Account)


def test_what_is_no_record_is_found(declare):
    class Group:
        _meta = SimpleNamespace(label_lower="crm.group")

    declare(Group)
    assert found() == {"kith.E001"}


@pytest.mark.parametrize(
    "declaration",
    [
        {"columns": ("name", "colour")},
        {"more_columns": ("colour",)},
        {"filters": ("colour",)},
        {"facts": ("colour",)},
        {"detail": ("colour",)},
        {"search": ("name", "colour")},
        {"phones": ("colour",)},
        {"guard": "colour"},
        {"restricted_by": "colour"},
        {"sections": (Section("More", ("colour",)),)},
    ],
    ids=lambda declaration: next(iter(declaration)),
)
def test_a_field_that_is_not_there_is_found(declare, passing, declaration):
    declare(passing, **declaration)
    assert found() == {"kith.E002"}


@pytest.mark.parametrize("code", ["AAAAA", "AAAAAAA", "AAAAAX", "aaaaaa", ""])
def test_levels_that_cannot_be_read_are_found(declare, passing, code):
    declare(passing, levels={"Salesperson": code})
    assert found() == {"kith.E003"}


@pytest.mark.parametrize(
    "declaration",
    [{"search": ("size",)}, {"detail": ("owner",)}, {"phones": ("is_secret",)}],
    ids=["search", "detail", "phones"],
)
def test_what_the_database_cannot_put_into_the_directory_is_found(declare, passing, declaration):
    declare(passing, **declaration)
    assert found() == {"kith.E004"}


@pytest.mark.parametrize("declaration", [{"guard": "owner"}, {"restricted_by": "size"}], ids=["guard", "restricted_by"])
def test_a_guard_or_restriction_of_the_wrong_kind_is_found(declare, passing, declaration):
    declare(passing, **declaration)
    assert found() == {"kith.E005"}


def test_a_role_that_is_not_shipped_is_found(declare, passing):
    declare(passing, levels={"Janitor": "AAAAAA"})
    assert found() == {"kith.E003"}


def test_levels_are_read_one_letter_per_verb():
    assert levels("-OTA-O") == dict(
        zip(VERBS, [Level.NONE, Level.OWN, Level.TEAM, Level.ALL, Level.NONE, Level.OWN], strict=True)
    )


def test_every_shipped_type_gives_levels_to_every_shipped_role():
    for record_type in record_types:
        if record_type.levels:
            assert set(record_type.levels) == set(ROLES), record_type.key
