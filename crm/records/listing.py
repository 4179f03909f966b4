"""One list of one type, as an address asks for it: view, filters, sort, columns and page. Lists, bulk verbs and exports share it."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, OrderBy, QuerySet, Value, When
from django.http import Http404, QueryDict
from django.utils.functional import cached_property

from crm.records.filters import filter_class
from crm.records.forms import as_uuid
from crm.records.permissions import hall
from crm.records.references import is_reference, reference_names, visible_references
from crm.records.registry import RecordType
from crm.records.tables import label_of, table_class

SHIPPED = {
    "active": "Active",
    "mine": "Mine",
    "team": "My team's",
    "inactive": "Inactive",
    "recent": "Recently seen",
    "all": "All",
}
PAGE_PARAMS = ("page", "per_page")
FEWEST, MOST = 5, 100
MOST_COLUMNS = 16


def whole_number(text: str | None, default: int, lowest: int, highest: int) -> int:
    """Return `text` as a number between the bounds; the default when it is none."""
    try:
        return max(lowest, min(highest, int(text or "")))
    except ValueError:
        return default


class Listing:
    """What a person sees of a type at an address. Every property starts from what the person may see."""

    def __init__(self, record_type: RecordType, user: Any, params: QueryDict) -> None:
        self.record_type, self.user, self.asked = record_type, user, params
        self.view = self._view()
        self.params = self._with_saved(params)

    def _view(self) -> str:
        chosen = self.asked.get("view") or hall.memory.default(self.user, self.record_type.key) or "active"
        return chosen if chosen in SHIPPED or as_uuid(chosen) else "active"

    def _with_saved(self, params: QueryDict) -> QueryDict:
        """Return the parameters: those of the saved view, and over them those of the address."""
        self.saved = None
        if self.view in SHIPPED:
            return params
        self.saved = hall.memory.view(self.user, self.record_type.key, self.view)
        if self.saved is None:
            if self.asked.get("view"):
                raise Http404
            self.view = "active"  # a default that is gone
            return params
        merged = QueryDict(self.saved.query, mutable=True)
        for name in params:
            if name != "view":  # which names the saved one; what it was made from stays
                merged.setlist(name, params.getlist(name))
        return merged

    # Rows

    @cached_property
    def filters(self):
        return filter_class(self.record_type)(self.params, queryset=self._viewed, user=self.user)

    @property
    def _viewed(self) -> QuerySet:
        rows = self.record_type.model.objects.visible_to(self.user)
        shipped = self.view if self.view in SHIPPED else (self.params.get("view") or "active")
        if shipped == "mine":
            return rows.active().owned_by(self.user)
        if shipped == "team":
            return rows.active().filter(team__in=hall.access(self.user).team_ids)
        if shipped == "inactive":
            return rows.inactive()
        if shipped == "recent":
            return rows.filter(pk__in=hall.memory.recent_ids(self.user))
        return rows if shipped == "all" else rows.active()

    @property
    def is_valid(self) -> bool:
        return self.filters.form.is_valid()

    @property
    def unordered(self) -> QuerySet:
        """The rows of all pages."""
        return self.filters.qs.order_by()

    @property
    def rows(self) -> QuerySet:
        """The rows of all pages, sorted, with the id as the last word."""
        rows = self.filters.qs
        name, descending = self.sorted_by
        if name == "name":
            key = F("entry__sort_name")
            rows = rows.filter(entry__type_key=self.record_type.key)
        elif is_reference(field := self.record_type.model._meta.get_field(name)):
            seen = field.related_model.objects.visible_to(self.user).values("pk")
            shown = When(**{f"{name}__in": seen}, then=F(f"{name}__entry__sort_name"))
            rows = rows.annotate(_sort=Case(shown, default=Value(None)))
            key = F("_sort")
        else:
            key = F(name)
        return rows.order_by(OrderBy(key, descending=descending, nulls_last=True), "-pk" if descending else "pk")

    @cached_property
    def sorted_by(self) -> tuple[str, bool]:
        """The column and whether it runs downwards; only shown columns count."""
        asked = self.params.get("sort", "")
        name = asked.removeprefix("-")
        return (name, asked.startswith("-")) if name in self.columns else ("name", False)

    # Columns

    @cached_property
    def possible_columns(self) -> tuple[str, ...]:
        return (*self.record_type.columns, *self.record_type.more_columns)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns in the order asked for; the first is always the name."""
        asked = [name for part in self.params.getlist("columns") for name in part.split(",")]
        known = [name for name in dict.fromkeys(asked) if name in self.possible_columns]
        first = self.record_type.columns[0]
        return (first, *[name for name in known if name != first][:MOST_COLUMNS]) if known else self.record_type.columns

    @property
    def column_choices(self) -> list[dict]:
        meta = self.record_type.model._meta
        return [
            {"name": name, "label": label_of(meta.get_field(name)), "is_shown": name in self.columns}
            for name in self.possible_columns[1:]
        ]

    @property
    def headings(self) -> list[dict]:
        """The heads of the table: label, class, whether sorted and which sort a click asks for."""
        name_sorted, descending = self.sorted_by
        heads = []
        for column in self.table.columns:
            is_sorted = column.name == name_sorted
            heads.append(
                {
                    "label": column.verbose_name,
                    "css": column.attrs["th"].get("class", ""),
                    "aria": ("descending" if descending else "ascending") if is_sorted else "",
                    "icon": ("arrow-down" if descending else "arrow-up") if is_sorted else "",
                    "url": self.with_params(sort=f"-{column.name}" if is_sorted and not descending else column.name),
                }
            )
        return heads

    # Page

    @cached_property
    def page(self) -> Page:
        size = whole_number(self.params.get("per_page"), self.user.page_size, FEWEST, MOST)
        pages = Paginator(self.rows, size)
        pages.count = self.unordered.count()
        return pages.page(whole_number(self.params.get("page"), 1, 1, pages.num_pages))

    @cached_property
    def table(self):
        records = list(self.page.object_list)
        return self.table_of(records)

    def table_of(self, records: list):
        """Return the table of these records, with the names they refer to resolved in one query."""
        references = visible_references(records, reference_names(self.record_type, self.columns), self.user)
        return table_class(self.record_type, self.columns)(records, record_type=self.record_type, references=references)

    # Addresses

    @property
    def query(self) -> str:
        """The address without the page, for links, saved views and bulk verbs."""
        return self.with_params()

    def with_params(self, **changes: str) -> str:
        return urlencode([*self._kept(*changes), *changes.items()])

    @property
    def is_filtered(self) -> bool:
        return any(self.asked.get(name) for name in self.filters.form.fields)

    @property
    def errors(self) -> list[str]:
        """What is wrong with the filter, in words."""
        form = self.filters.form
        return (
            [f"{form.fields[name].label}: {' '.join(lines)}" for name, lines in form.errors.items()]
            if form.is_bound
            else []
        )

    def _kept(self, *without: str) -> list[tuple[str, str]]:
        dropped = {*PAGE_PARAMS, *without}
        # An empty value says something only where it overrules the saved view's.
        said = QueryDict(self.saved.query) if self.saved else {}
        return [(k, v) for k, values in self.asked.lists() if k not in dropped for v in values if v or k in said]

    def _without(self, name: str) -> str:
        """Return the address without a filter, even where the saved view has it."""
        said = QueryDict(self.saved.query) if self.saved else {}
        names = (name, f"{name}_text")
        return urlencode([*self._kept(*names), *[(part, "") for part in names if part in said]])

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """What the filter form carries along: view, sort and columns."""
        return [(k, v) for k, v in self._kept() if k in ("view", "sort", "columns")]

    @property
    def kept_for_columns(self) -> list[tuple[str, str]]:
        return self._kept("columns")

    @property
    def chips(self) -> list[dict]:
        """The filters that are on, each with the address without it."""
        chips = []
        for name, field in self.filters.form.fields.items():
            bound = self.filters.form[name]
            if name != "q" and self.filters.form.is_bound and (shown := self._shown(bound)):
                chips.append({"label": field.label, "value": shown, "url": self._without(name)})
        return chips

    def _shown(self, bound) -> str:
        value = self.filters.form.cleaned_data.get(bound.name) if self.is_valid else None
        if not value:
            return ""
        if isinstance(value, list):
            words = dict(bound.field.choices)
            return ", ".join(str(words.get(item, item)) for item in value)
        return str(value)

    @property
    def views(self) -> list[dict]:
        """Shipped and saved views, for the tabs."""
        shipped = [{"key": key, "label": label} for key, label in SHIPPED.items() if key != "all"]
        saved = [
            {"key": str(view.pk), "label": view.name, "saved": view}
            for view in hall.memory.views(self.user, self.record_type.key)
        ]
        everything = {"key": "all", "label": "All"}
        tabs = [*shipped, everything, *saved]
        return [tab | {"url": f"?view={tab['key']}", "is_current": tab["key"] == self.view} for tab in tabs]
