"""The verbs every record has: rights, versions, history, and nothing done twice."""

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError

from crm.choices import ShareLevel
from crm.models import Account, Event, EventSubject, Note, User
from crm.records import actions, bulk
from crm.records.errors import NotAllowedError, StaleVersionError
from crm.records.permissions import Level, can
from tests.factories import AccountFactory, ContactFactory, NoteFactory, TeamFactory, UserFactory, set_level, share

pytestmark = pytest.mark.django_db


def told() -> list[tuple]:
    """What history holds: verb, actor, and the names of the subjects."""
    events = Event.objects.order_by("id").prefetch_related("subjects")
    return [(event.verb, event.actor.name, [subject.name for subject in event.subjects.all()]) for event in events]


# Create


def test_a_new_record_belongs_to_its_maker_and_the_makers_team(sam, team):
    account = actions.create(Account(name="Acme"), by=sam)
    assert (account.owner, account.team, account.created_by, account.changed_by) == (sam, team, sam, sam)
    assert (account.version, account.is_active) == (1, True)
    assert told() == [("created", "Sam", ["Acme"])]
    subject = EventSubject.objects.get()
    assert (subject.record_id, subject.type_key) == (account.pk, "crm.account")


def test_a_new_record_takes_its_owners_team(boss):
    other = UserFactory(team=TeamFactory())
    assert actions.create(Account(name="Acme", owner=other), by=boss).team_id == other.team_id


def test_making_needs_the_right(rita):
    with pytest.raises(NotAllowedError):
        actions.create(Account(name="Acme"), by=rita)
    assert not Account.objects.exists()
    assert told() == []


def test_making_for_somebody_else_or_another_team_needs_the_right_to_assign(sam):
    omar = UserFactory(roles="Service agent")
    with pytest.raises(NotAllowedError, match="somebody else"):
        actions.create(Account(name="Acme", owner=sam), by=omar)
    with pytest.raises(NotAllowedError, match="another team"):
        actions.create(Account(name="Acme", team=TeamFactory()), by=omar)
    assert actions.create(Account(name="Acme", owner=omar), by=sam).owner == omar


def test_a_note_needs_the_right_to_its_subject(sam, rita):
    account = AccountFactory()
    with pytest.raises(NotAllowedError):
        actions.create(Note(name="n", text="t", subject_id=account.pk), by=sam)
    share(account, sam)
    assert actions.create(Note(name="n", text="t", subject_id=account.pk), by=sam).owner == sam
    moved = NoteFactory(subject=account, owner=sam)
    with pytest.raises(NotAllowedError):
        actions.revise(moved, {"subject_id": AccountFactory().pk}, by=sam)


def test_a_broken_rule_makes_nothing(boss):
    AccountFactory(external_id="7")
    with pytest.raises(ValidationError, match="external id"):
        actions.create(Account(name="Acme", external_id="7"), by=boss)
    with pytest.raises(ValidationError):
        actions.create(Account(name="", website="javascript:alert(1)"), by=boss)
    assert Account.objects.count() == 1
    assert told() == []


def test_the_same_record_is_not_made_twice(sam):
    account = Account(name="Acme")
    actions.create(account, by=sam)
    with pytest.raises(ValidationError):
        actions.create(Account(id=account.pk, name="Acme"), by=sam)
    assert len(told()) == 1


# Revise


def test_a_change_counts_the_version_and_is_told_with_old_and_new(sam):
    account = AccountFactory(owner=sam, name="Acme", customer_type="prospect")
    parent = AccountFactory(name="Holding", owner=sam)
    changed = actions.revise(
        account,
        {"name": "Acme Ltd", "customer_type": "customer", "parent": parent, "do_not_fax": True},
        version=1,
        by=sam,
    )
    assert (changed.version, changed.name, changed.changed_by) == (2, "Acme Ltd", sam)
    by_field = {change["field"]: change for change in Event.objects.get().changes}
    assert by_field["name"] == {"field": "name", "label": "name", "old": "Acme", "new": "Acme Ltd"}
    assert (by_field["customer_type"]["old"], by_field["customer_type"]["new"]) == ("Prospect", "Customer")
    assert (by_field["do_not_fax"]["old"], by_field["do_not_fax"]["new"]) == ("no", "yes")
    assert by_field["parent"] == {
        "field": "parent", "label": "parent account", "old": "", "new": "Holding", "old_id": "", "new_id": str(parent.pk),
    }  # fmt: skip
    assert told() == [("changed", "Sam", ["Acme Ltd"])]


def test_a_stale_version_changes_nothing_and_shows_what_is_there(sam):
    account = AccountFactory(owner=sam)
    actions.revise(account, {"city": "Rome"}, version=1, by=sam)
    with pytest.raises(StaleVersionError) as stale:
        actions.revise(account, {"city": "Oslo"}, version=1, by=sam)
    assert (stale.value.current.city, stale.value.current.version) == ("Rome", 2)
    account.refresh_from_db()
    assert (account.city, account.version) == ("Rome", 2)
    assert len(told()) == 1


def test_nothing_changed_is_nothing_done(sam):
    account = AccountFactory(owner=sam, name="Acme")
    before = account.changed_at
    assert actions.revise(account, {"name": "Acme", "city": "", "parent": None}, version=1, by=sam).version == 1
    assert actions.revise(account, {}, by=sam).changed_at == before
    assert told() == []


def test_the_record_is_read_anew_so_that_nobodys_change_is_lost(sam):
    account = AccountFactory(owner=sam)
    mine, yours = Account.objects.get(pk=account.pk), Account.objects.get(pk=account.pk)
    actions.revise(mine, {"city": "Rome"}, by=sam)
    assert actions.revise(yours, {"phone": "1"}, by=sam).city == "Rome"


def test_changing_needs_the_right(rita, sam):
    account = AccountFactory()
    for person in (rita, sam):
        with pytest.raises(NotAllowedError):
            actions.revise(account, {"city": "Rome"}, by=person)
    share(account, sam, ShareLevel.CHANGE)
    assert actions.revise(account, {"city": "Rome"}, by=sam).city == "Rome"


@pytest.mark.parametrize(
    "name", ["id", "version", "created_at", "created_by", "created_by_id", "changed_by", "changed_at"]
)
def test_what_the_verbs_keep_themselves_is_taken_from_nobody(name, boss):
    with pytest.raises(ValueError, match="cannot be changed"):
        actions.revise(AccountFactory(), {name: None}, by=boss)


def test_only_fields_can_be_changed(boss):
    with pytest.raises(ValueError, match="cannot be changed"):
        actions.revise(ContactFactory(), {"name": "made by the database"}, by=boss)
    for name in ("children", "contacts"):
        with pytest.raises((ValueError, FieldDoesNotExist)):
            actions.revise(AccountFactory(), {name: []}, by=boss)
    with pytest.raises(FieldDoesNotExist):
        actions.revise(AccountFactory(), {"_access": 1}, by=boss)


@pytest.mark.parametrize("name", ["owner", "owner_id"])
def test_a_new_owner_needs_the_right_to_assign_under_either_name(name, sam):
    me = UserFactory()
    set_level(me, "crm.account", view=Level.ALL, change=Level.ALL)
    account = AccountFactory(owner=sam)
    with pytest.raises(NotAllowedError):
        actions.revise(account, {name: me if name == "owner" else me.pk}, by=me)
    account.refresh_from_db()
    assert account.owner == sam
    set_level(me, "crm.account", assign=Level.ALL)
    assert actions.revise(account, {name: me if name == "owner" else me.pk}, by=me).owner == me


def test_one_may_give_a_record_away_and_not_see_it_any_more():
    me, other = UserFactory(), UserFactory()
    set_level(me, "crm.account", view=Level.OWN, change=Level.OWN, assign=Level.OWN)
    account = actions.revise(AccountFactory(owner=me), {"owner": other}, by=me)
    assert account.owner == other
    assert not can(me, "view", account)
    with pytest.raises(NotAllowedError):
        actions.revise(account, {"owner": me}, by=me)


def test_an_old_wrong_value_blocks_no_other_change(boss):
    account = AccountFactory(website="no address")
    assert actions.revise(account, {"city": "Rome"}, by=boss).city == "Rome"
    assert actions.deactivate(account, by=boss).is_active is False
    with pytest.raises(ValidationError):
        actions.revise(account, {"website": "no address either"}, by=boss)


def test_a_renamed_contact_comes_back_with_its_whole_name(boss):
    contact = ContactFactory(first_name="Ann", last_name="Lee")
    assert actions.revise(contact, {"last_name": "Li"}, by=boss).name == "Ann Li"


# Assign, activate, deactivate


def test_assigning_moves_the_team_along_unless_one_is_chosen(boss):
    owner, chosen = UserFactory(team=TeamFactory()), TeamFactory()
    account = actions.assign(AccountFactory(), owner=owner, by=boss)
    assert (account.owner, account.team_id, account.version) == (owner, owner.team_id, 2)
    assert actions.assign(account, owner=owner, team=chosen, by=boss).team == chosen
    assert [verb for verb, *_ in told()] == ["assigned", "assigned"]
    assert actions.assign(account, owner=owner, team=chosen, by=boss).version == 3
    assert len(told()) == 2


def test_assigning_needs_the_right(rita, sam):
    account = AccountFactory(owner=sam)
    with pytest.raises(NotAllowedError):
        actions.assign(account, owner=rita, by=rita)
    mate_account = AccountFactory(team=sam.team)
    assert can(sam, "change", mate_account)
    with pytest.raises(NotAllowedError):
        actions.assign(mate_account, owner=sam, by=sam)


def test_a_record_leaves_the_lists_and_comes_back_once(sam, rita):
    account = AccountFactory(owner=sam)
    with pytest.raises(NotAllowedError):
        actions.deactivate(account, by=rita)
    assert actions.deactivate(account, by=sam).is_active is False
    assert actions.deactivate(account, by=sam).version == 2
    assert actions.activate(account, by=sam).version == 3
    assert actions.activate(account, by=sam).is_active is True
    assert [verb for verb, *_ in told()] == ["deactivated", "activated"]


def test_nothing_is_given_to_somebody_who_has_left():
    admin = UserFactory(is_superuser=True)
    gone = UserFactory(is_active=False)
    account = AccountFactory(owner=admin)
    with pytest.raises(ValidationError):
        actions.assign(account, owner=gone, by=admin)
    with pytest.raises(ValidationError):
        actions.create(Account(name="Late", owner=gone), by=admin)
    account.refresh_from_db()
    assert account.owner == admin


def test_people_are_deactivated_by_their_own_verb_only(boss, sam):
    with pytest.raises(NotAllowedError):
        actions.deactivate(sam, by=boss)
    with pytest.raises(NotAllowedError):
        bulk.set_active(User.objects.filter(pk=sam.pk), False, by=boss)
