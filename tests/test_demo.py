"""The demo company: who is in it, what they may see, and where it refuses to go."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from crm.demo.accounts import ACCOUNTS
from crm.demo.accounts_abroad import ACCOUNTS_ABROAD
from crm.demo.contacts import CONTACTS
from crm.demo.contacts_abroad import CONTACTS_ABROAD
from crm.models import Account, Contact, Event, Note, Team, User
from crm.records.directory import disagreements

pytestmark = pytest.mark.django_db

USERS = ["admin", "lena", "maria", "omar", "rita", "sam"]


@pytest.fixture
def people(monkeypatch) -> dict[str, User]:
    monkeypatch.setenv("KITH_DEMO_PASSWORD", "long enough for a demo")
    call_command("demo")
    return {user.username: user for user in User.objects.all()}


def test_keys_of_demo_rows_are_used_once():
    keys = [row.key for row in (*ACCOUNTS, *ACCOUNTS_ABROAD, *CONTACTS, *CONTACTS_ABROAD)]
    assert len(keys) == len(set(keys))


def test_the_demo_company_has_its_users_and_a_few_dozen_accounts_and_contacts(people):
    assert sorted(people) == USERS
    assert Account.objects.count() == 40
    assert Contact.objects.count() == 60
    assert Contact.objects.get(name="Jim Smith").account.name == "Worldwide Widgets"
    assert Contact.objects.get(name="Bob Jones").account.name == "Widget Consulting"
    assert Event.objects.filter(verb="created").count() >= 100
    assert disagreements() == []


def test_the_demo_companys_addresses_lead_nowhere(people):
    addresses = [*Account.objects.values_list("email", flat=True), *Contact.objects.values_list("email", flat=True)]
    assert all(address.endswith(".example") for address in addresses)
    assert all(website.endswith(".example") for website in Account.objects.values_list("website", flat=True))


def test_everybody_has_a_role_a_verified_address_and_the_given_password(people):
    for user in people.values():
        assert user.groups.count() == 1
        assert user.check_password("long enough for a demo")
        assert EmailAddress.objects.get(user=user, verified=True, primary=True).email == user.email
    assert [user.username for user in people.values() if user.is_superuser] == ["admin"]


def test_the_sales_manager_is_in_both_reps_teams(people):
    sam, lena = set(people["sam"].teams.all()), set(people["lena"].teams.all())
    assert not sam & lena
    assert set(people["maria"].teams.all()) == sam | lena
    assert Team.objects.count() == 3


def test_the_two_reps_see_different_records_and_what_they_share(people):
    sam = set(Account.objects.visible_to(people["sam"]).values_list("name", flat=True))
    lena = set(Account.objects.visible_to(people["lena"]).values_list("name", flat=True))
    assert "Worldwide Widgets" in sam - lena
    assert "大和精密工業株式会社" in lena - sam
    assert "Worldwide Widgets Canada" in sam & lena
    for reader in ("admin", "omar", "rita"):
        assert Account.objects.visible_to(people[reader]).count() == 40


def test_private_notes_of_the_demo_company_stay_private(people):
    private = Note.objects.get(name="Between us")
    assert [name for name in USERS if Note.objects.visible_to(people[name]).filter(pk=private.pk).exists()] == ["sam"]
    careful = Note.objects.get(name="Careful with discounts")
    readers = [name for name in USERS if Note.objects.visible_to(people[name]).filter(pk=careful.pk).exists()]
    assert readers == ["maria", "sam"]


def test_passwords_are_random_and_printed_once(monkeypatch, capsys):
    monkeypatch.delenv("KITH_DEMO_PASSWORD", raising=False)
    call_command("demo")
    printed = re.findall(r"^(\w+) +([a-z2-9-]{14}) ", capsys.readouterr().out, re.MULTILINE)
    assert sorted(name for name, _ in printed) == USERS
    assert len({password for _, password in printed}) == len(USERS)
    assert all(User.objects.get(username=name).check_password(password) for name, password in printed)


def test_the_demo_company_refuses_data_and_leaves_it_alone(capsys):
    User.objects.create_superuser("someone", "someone@kith.example")
    with pytest.raises(CommandError, match="There is data"):
        call_command("demo")
    call_command("demo", "--if-empty")
    assert capsys.readouterr().out == ""
    assert User.objects.count() == 1


@pytest.mark.parametrize("options", [[], ["--if-empty"]])
def test_the_demo_company_refuses_production_settings(settings, options):
    settings.DEMO_IS_ALLOWED = False
    with pytest.raises(CommandError, match="not for production"):
        call_command("demo", *options)
    assert User.objects.count() == 0
