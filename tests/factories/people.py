"""Users, teams, memberships and roles."""

import factory
from django.contrib.auth.models import Group

from crm.models import AccessLevel, Membership, Team, User
from crm.records.permissions import Level, forget
from crm.records.roles import ROLES

ROLE_NAMES = ROLES


class UserFactory(factory.django.DjangoModelFactory):
    """A user without any role and password; `roles=["Salesperson"]` gives some, `team=` is the primary one and is joined.

    `password="..."` gives one that can be used to sign in.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"User Number{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@kith.example")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        password = kwargs.pop("password", None)
        user = model_class(*args, **kwargs)
        user.owner_id = user.pk
        user.set_password(password)
        user.save(force_insert=True)
        return user

    @factory.post_generation
    def roles(user, create, extracted, **kwargs):  # noqa: N805 - factory_boy hands over the user here
        if create and extracted:
            give_roles(user, *([extracted] if isinstance(extracted, str) else extracted))

    @factory.post_generation
    def teams(user, create, extracted, **kwargs):  # noqa: N805
        if create:
            join(user, *filter(None, {user.team, *(extracted or ())}))


class TeamFactory(factory.django.DjangoModelFactory):
    """A team led by a user of its own; `members=[user, ...]` are in it."""

    class Meta:
        model = Team
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Team Number{n}")
    owner = factory.SubFactory(UserFactory)

    @factory.post_generation
    def members(team, create, extracted, **kwargs):  # noqa: N805
        for user in extracted or () if create else ():
            join(user, team)


def give_role(user: User, name: str) -> None:
    """Give the user one of the roles by its name."""
    user.groups.add(Group.objects.get(name=name))
    forget(user)


def give_roles(user: User, *names: str) -> None:
    """Give the user these roles; "Administrator" also makes an administrator of it."""
    for name in names:
        give_role(user, name)


def join(user: User, *teams: Team) -> None:
    """Put the user into these teams."""
    for team in teams:
        Membership.objects.get_or_create(user=user, team=team)
    forget(user)


def set_level(user: User, type_key: str, **levels: Level) -> None:
    """Give the user a role of its own with these levels: `set_level(user, "crm.account", view=Level.OWN)`."""
    group, _ = Group.objects.get_or_create(name=f"Only {user.username}")
    for verb, level in levels.items():
        AccessLevel.objects.update_or_create(group=group, type_key=type_key, verb=verb, defaults={"level": level})
    user.groups.add(group)
    forget(user)
