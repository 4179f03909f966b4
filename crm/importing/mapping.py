"""Which column goes into which field: by the header itself, or by a mapping file in JSON or CSV."""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm.importing.reading import UnreadableError, decoded, read_bytes

# What a file of rejected rows holds besides the columns of the original: it can be mended and brought in again as it is.
ROW_COLUMN, REASON_COLUMN = "rejected row", "rejected because"
PLACE = re.compile(r"\{([^{}]+)\}")


class MappingError(UnreadableError):
    """The header or the mapping file does not fit; the message says where."""


@dataclass(frozen=True)
class FieldSource:
    """Where the value of one field comes from: the first of `ways` that is not empty, translated by `values`, or `default`.

    A way is the name of a column, or a text with names of columns in braces.
    """

    ways: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    default: str = ""

    @property
    def columns(self) -> list[str]:
        return [name for way in self.ways for name in (PLACE.findall(way) if "{" in way else [way])]

    def value(self, cells: dict[str, str]) -> str:
        for way in self.ways:
            if "{" not in way:
                found = cells[way]
            elif any(cells[name] for name in PLACE.findall(way)):
                found = " ".join(PLACE.sub(lambda match: cells[match[1]], way).split())
            else:
                continue
            if found:
                return self.values.get(found, found)
        return self.default


@dataclass(frozen=True)
class Mapping:
    """All fields that the file gives, and what is done about values that are not valid."""

    sources: dict[str, FieldSource]
    header: list[str]
    drop_invalid: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()

    def values(self, cells: list[str]) -> dict[str, str]:
        """Return field name to text for one row; what is empty is left out."""
        named = {name: cell.strip() for name, cell in zip(self.header, cells, strict=False)}
        found = {name: source.value(named) for name, source in self.sources.items()}
        return {name: text for name, text in found.items() if text}

    def stamp(self) -> str:
        """Return a text that is the same for the same mapping, to know an import again."""
        sources = {name: [source.ways, source.values, source.default] for name, source in self.sources.items()}
        return json.dumps([sources, self.header, sorted(self.drop_invalid)], sort_keys=True)


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[\s_-]+", " ", text).lower().split())


def by_header(header: list[str], fields: dict[str, str], known: set[str]) -> Mapping:
    """Read the header as names or labels of fields, in any case. Raises MappingError.

    `fields` gives the label of each field that can be brought in, `known` the names of those that Kith writes itself: they,
    and columns without a title, are left out.
    """
    words = {_bare(label): name for name, label in fields.items()} | {_bare(name): name for name in fields}
    passed_over = {_bare(name) for name in known} | {_bare(ROW_COLUMN), _bare(REASON_COLUMN), ""}
    sources: dict[str, FieldSource] = {}
    unknown, ignored = [], []
    for column in header:
        name = words.get(_bare(column))
        if name is None and _bare(column) in passed_over:
            ignored.append(column or "(without a title)")
        elif name is None:
            unknown.append(column)
        elif name in sources:
            raise MappingError(f"The columns {sources[name].ways[0]!r} and {column!r} both stand for {fields[name]!r}.")
        else:
            sources[name] = FieldSource((column,))
    if unknown:
        raise MappingError(
            f"No field is called {', '.join(repr(name[:60]) for name in unknown[:10])}. "
            f"There are {', '.join(fields)}. A mapping file (--map) says what to do with other columns."
        )
    if not sources:
        raise MappingError("The header names no field.")
    return Mapping(sources, header, ignored=tuple(ignored))


def from_file(path: Path, header: list[str], fields: dict[str, str]) -> Mapping:
    """Read a mapping file; what it does not name is not brought in. Raises MappingError and UnreadableError."""
    text, _, _ = decoded(read_bytes(path))
    sources, drop = _from_json(text) if text.lstrip().startswith("{") else (_from_csv(text), [])
    wrong = [name for name in (*sources, *drop) if name not in fields]
    if wrong:
        raise MappingError(f"{path.name}: no field is called {', '.join(wrong)}. There are {', '.join(fields)}.")
    used = {column for source in sources.values() for column in source.columns}
    if missing := sorted(used - set(header)):
        raise MappingError(f"{path.name}: the file has no column {', '.join(map(repr, missing))}.")
    if twice := sorted(column for column in used if header.count(column) > 1):
        raise MappingError(f"The file has several columns called {', '.join(map(repr, twice))}.")
    if not sources:
        raise MappingError(f"{path.name}: it names no field.")
    ignored = tuple(column for column in header if column not in used)
    return Mapping(sources, header, frozenset(drop), ignored)


def _from_json(text: str) -> tuple[dict[str, FieldSource], list[str]]:
    try:
        given = json.loads(text)
        sources = {name: _source(entry) for name, entry in given.pop("fields").items()}
        drop = [str(name) for name in given.pop("drop_invalid", [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MappingError(f"The mapping file cannot be read: {error}.") from error
    if given:
        raise MappingError(f"The mapping file says {', '.join(given)}; it may say fields and drop_invalid.")
    return sources, drop


def _source(entry: Any) -> FieldSource:
    if isinstance(entry, str):
        return FieldSource((entry,))
    if isinstance(entry, list):
        return FieldSource(tuple(str(way) for way in entry))
    if unknown := entry.keys() - {"from", "values", "default"}:
        raise ValueError(f"a field has from, values and default, not {', '.join(sorted(unknown))}")
    ways = entry.get("from", [])
    return FieldSource(
        tuple([ways] if isinstance(ways, str) else ways),
        {str(key): str(value) for key, value in entry.get("values", {}).items()},
        str(entry.get("default", "")),
    )


def _from_csv(text: str) -> dict[str, FieldSource]:
    """`column,field[,default]`, one line per column; several for one field are tried in order."""
    sources: dict[str, FieldSource] = {}
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        column, name, default = [cell.strip() for cell in (*cells, "", "", "")[:3]]
        if number == 1 and (column.lower(), name.lower()) == ("column", "field"):
            continue
        if name:
            before = sources.get(name, FieldSource())
            ways = (*before.ways, column) if column else before.ways
            sources[name] = FieldSource(ways, {}, default or before.default)
    return sources
