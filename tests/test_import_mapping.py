"""Mapping files: which column goes into which field, and mistakes in saying so."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError

from crm.models import Contact, User
from tests.factories import UserFactory
from tests.imports import bring_in, file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return UserFactory(username="ada", roles=["Administrator"])


MAPPED = "id,given,family,full,sex,mail,born\n1,Ann,,Ann Smith,F,a@b.example,\n2,Bo,Ek,Bo Ek,,https://form.example,2001-02-03\n"


def test_a_mapping_file_chooses_joins_falls_back_translates_and_drops(admin, tmp_path):
    path = file_of(tmp_path, MAPPED)
    mapping = {
        "fields": {
            "external_id": "id",
            "first_name": "given",
            "last_name": ["family", "full"],
            "gender": {"from": "sex", "values": {"F": "female"}, "default": "other"},
            "email": "mail",
            "birthday": "born",
            "job_title": {"default": "Guest"},
            "description": "{full} ({sex})",
        },
        "drop_invalid": ["email"],
    }
    said = bring_in("contact", path, "ada", "--map", file_of(tmp_path, json.dumps(mapping), "map.json"))
    assert "2 created" in said
    assert "dropped from 1 rows" in said
    ann, bo = Contact.objects.order_by("external_id")
    assert (ann.last_name, ann.gender, ann.email, ann.job_title) == ("Ann Smith", "female", "a@b.example", "Guest")
    assert (bo.last_name, bo.gender, bo.email, str(bo.birthday)) == ("Ek", "other", "", "2001-02-03")
    assert (ann.description, bo.description) == ("Ann Smith (F)", "Bo Ek ()")
    assert "form.example" in (tmp_path / "file.csv.dropped.csv").read_text("utf-8-sig")


def test_a_mapping_may_be_a_small_csv(admin, tmp_path):
    path = file_of(tmp_path, MAPPED)
    lines = "column,field,default\nid,external_id\nfamily,last_name\nfull,last_name\nsex,\n,job_title,Guest\n"
    bring_in("contact", path, "ada", "--map", file_of(tmp_path, lines, "map.csv"))
    assert list(Contact.objects.order_by("external_id").values_list("last_name", "job_title")) == [
        ("Ann Smith", "Guest"),
        ("Ek", "Guest"),
    ]


@pytest.mark.parametrize(
    "mapping, reason",
    [
        ('{"fields": {"last_name": "nowhere"}}', "no column 'nowhere'"),
        ('{"fields": {"nothing": "full"}}', "no field is called nothing"),
        ('{"fields": {"last_name": {"form": "full"}}}', "not form"),
        ('{"fields": {}}', "names no field"),
        ('{"fields": {"last_name": "full"}, "ignore": []}', "says ignore"),
        ("{", "cannot be read"),
        ('{"fields": [1]}', "cannot be read"),
    ],
)
def test_a_mapping_file_with_a_mistake_is_refused(admin, tmp_path, mapping, reason):
    with pytest.raises(CommandError, match=reason):
        bring_in("contact", file_of(tmp_path, MAPPED), "ada", "--map", file_of(tmp_path, mapping, "map.json"))
