"""Who may do what: random worlds against an oracle, and each rule by itself."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from crm.choices import ShareLevel
from crm.models import AccessLevel, Account, Contact, DirectoryEntry, Membership, Note, Team, User
from crm.records.permissions import VERBS, Level, access_of, can, reasons
from crm.records.roles import ROLES
from tests.factories import (
    AccountFactory,
    ContactFactory,
    NoteFactory,
    TeamFactory,
    UserFactory,
    join,
    set_level,
    share,
)
from tests.records import worlds

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """The user as the next request meets it."""
    return User.objects.get(pk=user.pk)


def rights(user: User, record) -> set[str]:
    return {verb for verb in VERBS if can(user, verb, record)}


@pytest.mark.parametrize("seed", range(12))
def test_every_answer_is_that_of_the_oracle(seed, full):
    world = worlds.make(seed)
    assert DirectoryEntry.objects.count() == len(world.everything())
    for user in map(fresh, world.users):
        for verb in VERBS:
            right = worlds.allowed(world, user, verb)
            entries = DirectoryEntry.objects.permitted_to(user, verb).values_list("pk", flat=True)
            assert sorted(entries) == sorted(right), (user, verb)
            rows = [pk for m in worlds.MODELS for pk in m.objects.permitted_to(user, verb).values_list("pk", flat=True)]
            assert sorted(rows) == sorted(right), (user, verb)
            asked = world.everything() if full or seed < 3 else world.draw.sample(world.everything(), 5)
            assert {r.pk for r in asked if can(user, verb, r)} == right & {r.pk for r in asked}, (user, verb)
            assert {r.pk for r in asked if reasons(user, verb, r)} == right & {r.pk for r in asked}, (user, verb)
        seen = worlds.allowed(world, user, "view")
        assert set(DirectoryEntry.objects.visible_to(user).values_list("pk", flat=True)) == seen
        assert {r.pk for m in worlds.MODELS for r in m.objects.visible_to(user)} == seen


def test_the_worlds_are_varied_enough_to_prove_anything():
    answers = {verb: set() for verb in VERBS}
    for seed in range(3):
        world = worlds.make(seed)
        assert world.shares
        assert world.readers
        for user in world.users:
            for record in world.everything():
                for verb in VERBS:
                    answers[verb].add((type(record), worlds.may(world, user, verb, record)))
    for verb in VERBS:
        never = {User} if verb in ("delete", "assign") else set()
        assert {kind for kind, yes in answers[verb] if yes} == set(worlds.MODELS) - never, verb
        assert {kind for kind, yes in answers[verb] if not yes} == set(worlds.MODELS), verb


# Who is nobody


@pytest.mark.parametrize("verb", VERBS)
def test_a_deactivated_or_anonymous_person_may_nothing(verb):
    team = TeamFactory()
    gone = UserFactory(roles=ROLES, is_superuser=True, team=team)
    account = AccountFactory(owner=gone, team=team)
    note = NoteFactory(subject=account, owner=gone)
    share(account, gone, ShareLevel.CHANGE)
    assert can(gone, verb, account)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for nobody in (fresh(gone), AnonymousUser()):
        for record in (account, note, gone, team):
            assert not can(nobody, verb, record)
            assert not can(nobody, verb, type(record))
            assert not type(record).objects.permitted_to(nobody, verb).exists()
        assert not can(nobody, "create", Account)
        assert not DirectoryEntry.objects.permitted_to(nobody, verb).exists()
        assert not DirectoryEntry.objects.visible_to(nobody).exists()
        assert reasons(nobody, verb, account) == []


def test_a_verb_that_does_not_exist_is_an_error():
    for verb in ("read", "", "View"):
        with pytest.raises(ValueError, match="There is no verb"):
            can(UserFactory(is_superuser=True), verb, Account)


def test_a_record_that_is_not_saved_is_nobodys():
    assert not can(UserFactory(is_superuser=True), "view", AccountFactory.build())


# Levels


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "view"])
def test_levels_reach_as_far_as_they_say(verb):
    team, other_team = TeamFactory(), TeamFactory()
    me, mate, stranger = (
        UserFactory(teams=[team]),
        UserFactory(teams=[team, other_team]),
        UserFactory(teams=[other_team]),
    )
    mine, of_mate, of_team, far = (
        AccountFactory(owner=me), AccountFactory(owner=mate), AccountFactory(owner=stranger, team=team),
        AccountFactory(owner=stranger, team=other_team),
    )  # fmt: skip
    for level, reached in {
        Level.NONE: [], Level.OWN: [mine], Level.TEAM: [mine, of_mate, of_team], Level.ALL: [mine, of_mate, of_team, far]
    }.items():  # fmt: skip
        set_level(me, "crm.account", **{"view": Level.ALL, verb: level})
        assert set(Account.objects.permitted_to(me, verb)) == set(reached)
        set_level(me, "crm.account", view=level)
        assert set(Account.objects.visible_to(me)) == set(reached)
        assert set(Account.objects.permitted_to(me, verb)) == set(reached)
        set_level(me, "crm.account", **{verb: Level.ALL})
        assert set(Account.objects.permitted_to(me, verb)) == set(reached), "no right to what one does not see"


def test_a_team_level_without_a_team_reaches_ones_own():
    me, other = UserFactory(), UserFactory()
    mine = AccountFactory(owner=me)
    AccountFactory(owner=other)
    set_level(me, "crm.account", view=Level.TEAM)
    assert list(Account.objects.visible_to(me)) == [mine]


def test_the_primary_team_alone_is_no_membership():
    team = TeamFactory()
    me = UserFactory(team=team)
    Membership.objects.all().delete()
    AccountFactory(team=team)
    set_level(me, "crm.account", view=Level.TEAM)
    assert not Account.objects.visible_to(fresh(me)).exists()


def test_rights_of_several_roles_add_up():
    me = UserFactory(roles=["Read-only", "Salesperson"])
    account = AccountFactory()
    assert rights(me, account) == {"view"}
    assert rights(me, AccountFactory(owner=me)) == set(VERBS)


def test_a_level_is_for_one_type_only():
    me = UserFactory()
    set_level(me, "crm.account", **dict.fromkeys(VERBS, Level.ALL))
    assert rights(me, AccountFactory()) == set(VERBS)
    assert rights(me, ContactFactory()) == set()


def test_making_needs_to_see_and_change_what_one_owns():
    me = UserFactory()
    for view, change, may in [(0, 0, False), (1, 0, False), (0, 1, False), (1, 1, True), (3, 3, True)]:
        set_level(me, "crm.account", view=Level(view), change=Level(change))
        assert can(me, "create", Account) is may
    assert can(me, "create", Contact) is False
    assert can(me, "create", Note) is True


def test_of_a_type_one_may_what_one_might_do_to_some_record():
    me = UserFactory()
    assert can(me, "view", User)
    assert can(me, "view", Team)
    assert can(me, "connect", User)
    assert not can(me, "connect", Team)
    assert not can(me, "view", Account)
    set_level(me, "crm.account", view=Level.OWN, export=Level.OWN)
    assert can(me, "export", Account)
    assert not can(me, "delete", Account)


def test_an_administrator_may_everything_but_read_what_is_private():
    administrator = UserFactory(is_superuser=True)
    note = NoteFactory(is_private=True)
    for record in (AccountFactory(), ContactFactory(), TeamFactory()):
        assert rights(administrator, record) == set(VERBS)
    assert rights(administrator, UserFactory()) == {"view", "connect", "change", "export"}
    assert rights(administrator, note) == {"delete", "assign"}
    assert not Note.objects.visible_to(administrator).exists()
    assert not DirectoryEntry.objects.visible_to(administrator).filter(pk=note.pk).exists()


# People and teams


def test_everybody_sees_people_and_teams_active_or_not_and_connects_oneself():
    me, left, team = UserFactory(), UserFactory(is_active=False), TeamFactory(is_active=False)
    assert {me, left} <= set(User.objects.visible_to(me))
    assert rights(me, me) == {"view", "connect"}
    assert rights(me, left) == {"view"}
    assert rights(me, team) == {"view"}


def test_people_are_changed_by_administrators_and_deleted_by_nobody():
    me, colleague = UserFactory(), UserFactory()
    set_level(me, "crm.user", **dict.fromkeys(VERBS, Level.ALL))
    assert rights(me, colleague) == rights(me, me) == {"view", "connect", "export"}
    assert rights(UserFactory(is_superuser=True), colleague) == {"view", "connect", "change", "export"}


# Revoking: a fresh user object is the next request


def test_what_is_taken_away_is_gone_at_the_next_request():
    team = TeamFactory()
    me = UserFactory(roles="Salesperson", teams=[team])
    shared, of_team, own = AccountFactory(), AccountFactory(team=team), AccountFactory(owner=me)
    made = share(shared, me)
    assert set(Account.objects.visible_to(me)) == {shared, of_team, own}
    made.delete()
    assert set(Account.objects.visible_to(fresh(me))) == {of_team, own}
    Membership.objects.filter(user=me).delete()
    assert set(Account.objects.visible_to(fresh(me))) == {own}
    AccessLevel.objects.filter(group__name="Salesperson", type_key="crm.account").update(level=Level.NONE)
    assert not Account.objects.visible_to(fresh(me)).exists()
    AccessLevel.objects.filter(group__name="Salesperson", type_key="crm.account").update(level=Level.ALL)
    assert Account.objects.visible_to(fresh(me)).count() == 3
    fresh(me).groups.clear()
    assert not Account.objects.visible_to(fresh(me)).exists()
    User.objects.filter(pk=me.pk).update(is_superuser=True)
    assert Account.objects.visible_to(fresh(me)).count() == 3
    User.objects.filter(pk=me.pk).update(is_active=False)
    assert not Account.objects.visible_to(fresh(me)).exists()


def test_levels_and_teams_are_read_once_per_request(django_assert_num_queries):
    me = UserFactory(roles="Salesperson", teams=[TeamFactory()])
    me = fresh(me)
    with django_assert_num_queries(2):
        access_of(me)
        access_of(me)
    with django_assert_num_queries(1):
        list(Account.objects.visible_to(me))
    with django_assert_num_queries(1):
        list(DirectoryEntry.objects.visible_to(me))
    with django_assert_num_queries(1):
        list(DirectoryEntry.objects.permitted_to(me, "change"))


# Why


def test_reasons_name_the_rule_that_lets_one_in():
    team = TeamFactory(name="North")
    me, mate = UserFactory(roles="Salesperson", teams=[team]), UserFactory(name="Maria", teams=[team])
    account = AccountFactory(owner=mate, team=team)
    share(account, me, by=mate)
    assert reasons(me, "view", account) == ["It belongs to your team North.", "Maria shared it with you (read)."]
    assert reasons(me, "change", account) == ["It belongs to your team North."]
    assert reasons(me, "view", AccountFactory(owner=mate)) == ["Its owner Maria shares a team with you."]
    assert reasons(me, "view", AccountFactory(owner=me)) == ["You own it."]
    assert reasons(me, "delete", account) == []
    assert reasons(UserFactory(is_superuser=True), "delete", account) == ["You are an administrator."]
    assert reasons(me, "view", mate)[0] == "Everybody sees all users."
    assert reasons(UserFactory(roles="Read-only"), "view", account) == ["Your roles (Read-only) reach all accounts."]


def test_groups_without_levels_give_nothing():
    me = UserFactory()
    me.groups.add(Group.objects.create(name="Bowling club"))
    join(me, TeamFactory())
    assert not Account.objects.visible_to(me).exists()
    assert access_of(me).levels == {}
