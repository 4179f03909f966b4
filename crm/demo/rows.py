"""One row of demo data: a key that other rows refer to it by, who owns it, and the values of its fields."""

from typing import Any, NamedTuple


class Row(NamedTuple):
    """What one record of the demo company is made of."""

    key: str
    owner: str
    values: dict[str, Any]


def row(key: str, owner: str, **values: Any) -> Row:
    """Return one row of demo data."""
    return Row(key, owner, values)
