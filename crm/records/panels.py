"""Panels that any app hangs on the pages of records, its own or others'."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm.records.registry import RecordType


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a record's page: `applies` says on which types, `context` what its template gets."""

    key: str
    template: str
    context: Callable[[Any, Any], dict]
    applies: Callable[[RecordType], bool] = lambda record_type: True
    place: str = "main"  # or "side"
    order: int = 50


class Panels:
    """All panels, in order."""

    def __init__(self) -> None:
        self._panels: dict[str, Panel] = {}

    def register(self, panel: Panel) -> None:
        """Add a panel. Raises ValueError when its key is taken."""
        if panel.key in self._panels:
            raise ValueError(f"There is a panel {panel.key!r} already.")
        self._panels[panel.key] = panel

    def of(self, record_type: RecordType, record, user, place: str) -> list[dict]:
        """Return template and context of each panel of one side of a record's page."""
        chosen = [p for p in self._panels.values() if p.place == place and p.applies(record_type)]
        return [
            {"key": panel.key, "template": panel.template, "data": panel.context(record, user)}
            for panel in sorted(chosen, key=lambda p: p.order)
        ]


panels = Panels()
