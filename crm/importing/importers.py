"""The registry of importers: one per kind of thing that can be brought in. Each room registers its own when it starts."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

CREATED, UPDATED, UNCHANGED, REJECTED = "created", "updated", "unchanged", "rejected"
LATER = "later"  # the row refers to something that may come further down in the file


@dataclass(frozen=True)
class Values:
    """What one row of the file gives: text by field name, empty ones left out; or what is wrong with the row."""

    number: int
    texts: dict[str, str]
    fault: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one row, and why or with what loss."""

    number: int
    verb: str
    record_id: UUID | None = None
    reason: str = ""


@dataclass
class Memory:
    """What a trial run would have made by now: nothing of it is in the database."""

    external_ids: dict[str, UUID] = field(default_factory=dict)
    names: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def add(self, pk: UUID, name: str, external_id: str) -> None:
        self.names[name].add(pk)
        if external_id:
            self.external_ids[external_id] = pk


@dataclass(frozen=True)
class Order:
    """In whose name rows are brought in, and how.

    `drop_invalid` are fields whose value is left out when it is not valid; `is_last` says that no later row can help any more;
    `memory` is there in a trial run.
    """

    by: Any
    drop_invalid: frozenset[str] = frozenset()
    is_last: bool = False
    memory: Memory | None = None


class Importer(ABC):
    """Brings one kind of thing in. `process` runs inside the transaction that also writes the journal."""

    key: str  # stable, in the journal
    words: frozenset[str]  # what the kind is called on the command line, in lower case
    label_plural: str
    fields: dict[str, str]  # name to label of everything a column can give
    known: set[str]  # names and labels of what Kith writes itself: such columns are passed over

    @abstractmethod
    def process(self, rows: list[Values], order: Order) -> list[Outcome]:
        """Bring the rows in, as far as `order.by` may, and return one outcome for each of them. Never raises for a row."""


class Importers:
    """All importers by key."""

    def __init__(self) -> None:
        self._importers: dict[str, Importer] = {}

    def register(self, importer: Importer) -> None:
        """Add an importer. Raises ValueError when its key or one of its words is taken."""
        for other in self._importers.values():
            if other.key == importer.key or other.words & importer.words:
                raise ValueError(f"{importer.key} is already brought in by {other.key}.")
        self._importers[importer.key] = importer

    def unregister(self, key: str) -> None:
        """Take an importer away, for tests that register one of their own."""
        del self._importers[key]

    def find(self, word: str) -> Importer | None:
        """Return the importer for what somebody typed: `account`, `Accounts`, `crm.account`."""
        word = word.strip().lower()
        return next((one for one in self._importers.values() if word in one.words or word == one.key), None)

    def words(self) -> Iterable[str]:
        """Return what can be brought in, by the word for each."""
        return sorted(min(sorted(importer.words), key=len) for importer in self._importers.values())


importers = Importers()
register = importers.register
