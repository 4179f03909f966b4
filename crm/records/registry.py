"""The one list of record types. A type is declared once, by its own app, in `AppConfig.ready()`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst


@dataclass(frozen=True)
class Section:
    """A titled group of fields, on the form and on the record's page."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """Everything the general pages need to know of one type of record.

    `columns` are the columns of its list (the first is the name), `more_columns` those one can add, `filters` what one can
    filter by; `sections` are the fields of form and page. `detail` is the one line shown under a name, `search` the fields
    that are found by, `phones` those found by their digits: plain columns of the model's own table, because the database keeps
    them in the directory. `levels` are the shipped levels by role: `{"salesperson": "view=all change=own"}`.
    """

    model: Any
    slug: str
    icon: str
    group: str = "Workspace"
    order: int = 50
    columns: tuple[str, ...] = ("name", "owner", "changed_at")
    more_columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ("owner", "team")
    sections: tuple[Section, ...] = ()
    facts: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()  # the few fields of quick create, in a dialog over any page
    detail: tuple[str, ...] = ()
    search: tuple[str, ...] = ("name",)
    phones: tuple[str, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    guard: str = ""  # the column that holds the id of the record whose rights are this record's rights
    made_with: str = "change"  # the right to the guard that making a guarded record needs
    restricted_by: str = ""  # the boolean column that closes a record to all but its owner and the named readers
    permits: Callable | None = None  # (access, verb) -> Q or None: a rule of the type's own
    is_person: bool = False
    seen_by_all: bool = False
    deactivates: bool = True  # False: it is taken off by verbs of its own only (people hand over what they own)
    has_pages: bool = True
    creates: bool = True
    form: Any = None
    duplicates: Callable | None = None  # (model, cleaned data, user, pk) -> visible look-alikes
    context: Callable | None = None  # (record, user) -> more names for the record's own template

    @property
    def key(self) -> str:
        """The stable name of the type, the same in every database: `crm.account`."""
        return self.model._meta.label_lower

    @property
    def label(self) -> str:
        return capfirst(self.model._meta.verbose_name)

    @property
    def label_plural(self) -> str:
        return capfirst(self.model._meta.verbose_name_plural)

    @cached_property
    def url_prefix(self) -> str:
        return f"{self.model._meta.app_label}:{self.model._meta.model_name}"

    def url(self, page: str = "list", pk: Any = None) -> str:
        """Return the address of one of the type's pages (list, new, detail, edit, delete, bulk, export, ...)."""
        return reverse(f"{self.url_prefix}-{page}", args=[pk] if pk else [])

    @property
    def url_list(self) -> str:
        return self.url("list")

    @property
    def url_new(self) -> str:
        return self.url("new")

    @property
    def url_bulk(self) -> str:
        return self.url("bulk")

    @property
    def url_export(self) -> str:
        return self.url("export")

    @property
    def shown_fields(self) -> tuple[str, ...]:
        """The fields of all sections, in order."""
        return tuple(name for section in self.sections for name in section.fields)


class RecordTypes:
    """All declared types by key; iterating gives them in the order of the navigation."""

    def __init__(self) -> None:
        self._types: dict[str, RecordType] = {}

    def register(self, record_type: RecordType) -> None:
        """Add a type. Raises ValueError when its key or slug is taken."""
        for other in self._types.values():
            if other.key == record_type.key or other.slug == record_type.slug:
                raise ValueError(f"{record_type.key} is already declared as {other.key} at /{other.slug}/.")
        self._types[record_type.key] = record_type

    def unregister(self, key: str) -> None:
        """Take a type off the list, for tests that declare one of their own."""
        del self._types[key]

    def get(self, key: str) -> RecordType | None:
        return self._types.get(key)

    def of(self, model: Any) -> RecordType:
        """Return the type of a model or of a record. Raises KeyError when it is not declared."""
        return self._types[model._meta.label_lower]

    def with_pages(self) -> list[RecordType]:
        return [record_type for record_type in self if record_type.has_pages]

    def __iter__(self) -> Iterator[RecordType]:
        return iter(sorted(self._types.values(), key=lambda t: (t.order, t.slug)))

    def __contains__(self, key: str) -> bool:
        return key in self._types


record_types = RecordTypes()
