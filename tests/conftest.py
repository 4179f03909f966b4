"""What all tests share."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="long proofs in their full size")


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether long proofs run in their full size."""
    return bool(pytestconfig.getoption("--full"))


@pytest.fixture(autouse=True)
def _default_zone_and_formats() -> None:
    """Forget the time zone and formats that the request of an earlier test left behind."""
    timezone.deactivate()
    translation.deactivate()
