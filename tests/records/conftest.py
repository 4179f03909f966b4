"""The people of these tests: a rep in a team, a reader, an administrator."""

import pytest

from tests.factories import TeamFactory, UserFactory


@pytest.fixture
def team():
    return TeamFactory(name="North")


@pytest.fixture
def sam(team):
    return UserFactory(name="Sam", roles="Salesperson", team=team)


@pytest.fixture
def rita():
    return UserFactory(name="Rita", roles="Read-only")


@pytest.fixture
def boss():
    return UserFactory(name="Boss", roles="Administrator", is_superuser=True)
