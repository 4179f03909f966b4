"""Reading settings from the environment, with a clear word where one is missing or makes no sense."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding space."""
    return os.environ.get(name, default).strip()


def required(name: str) -> str:
    """Return the variable. Raises ImproperlyConfigured when it is missing or empty."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes or no. Raises ImproperlyConfigured for any other word."""
    value = text(name, "1" if default else "0").lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} is either 1 or 0, not {value!r}.")
    return value in _TRUE


def number(name: str, default: int) -> int:
    """Return a whole number of zero or more. Raises ImproperlyConfigured for anything else."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is a whole number, not {value!r}.")
    return int(value)


def words(name: str) -> list[str]:
    """Return the values of a list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]
