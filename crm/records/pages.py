"""The pages of a single record that apps above add to every type: sharing, history and the like."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page under `/<slug>/<uuid>/<name>/`."""

    name: str
    view: Any


OWN = ("detail", "edit", "delete", "active", "assign")  # those of the framework itself
added: list[Page] = []


def add_page(name: str, view: Any) -> None:
    """Give every record type one more page. Raises ValueError when the name is taken."""
    if name in names():
        raise ValueError(f"Every record has a page {name!r} already.")
    added.append(Page(name, view))


def names() -> tuple[str, ...]:
    """Return the names of all pages that a record has."""
    return (*OWN, *[page.name for page in added])
