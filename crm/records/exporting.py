"""Exports: the list's own rows and columns as CSV or XLSX, safe to open in a spreadsheet, sent in pieces."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from crm.records.bulk import parts_of
from crm.records.listing import Listing

# A cell that begins so is a formula to a spreadsheet (OWASP ASVS 5.0, 1.2.10), also in full-width letters.
FORMULA = tuple("=+-@＝＋－＠")
CONTROL = tuple("\t\r\n\0")
BEFORE_IT = "".join(map(chr, range(33))) + "\ufeff\u00a0"  # what a spreadsheet skips before a formula


def defused(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: with an apostrophe before it where that is needed."""
    bare = text.lstrip(BEFORE_IT)
    return f"'{text}" if text.startswith(CONTROL) or bare.startswith(FORMULA) else text


def plain(text: str) -> str:
    """Return `text` as it was before `defused`, for bringing our own exports back in."""
    return text[1:] if text.startswith("'") and defused(text[1:]) != text[1:] else text


def rows(listing: Listing) -> Iterator[list[Any]]:
    """Yield the heading and then every row that the person may export, in the list's order, a few hundred at a time."""
    heads = [str(column.verbose_name) for column in listing.table_of([]).columns]
    yield heads
    model = listing.record_type.model
    ids = list(listing.rows.values_list("pk", flat=True))
    for part in parts_of(ids):
        found = model.objects.permitted_to(listing.user, "export").in_bulk(part)
        table = listing.table_of([found[pk] for pk in part if pk in found])
        yield from list(table.as_values())[1:]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(listing: Listing) -> Iterator[bytes]:
    """Yield the export as CSV in UTF-8 with a byte order mark, which spreadsheets want."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    for row in rows(listing):
        yield writer.writerow([_csv_value(value) for value in row]).encode()


def _csv_value(value: Any) -> str:
    if value is None or value == "—":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value) if isinstance(value, int | date) else defused(str(value))


def as_xlsx(listing: Listing) -> IO[bytes]:
    """Return the export as an open temporary XLSX file; every text is a text cell, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(listing.record_type.label_plural[:31])
    for row in rows(listing):
        sheet.append([_cell(sheet, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if value is None or value == "—":
        return WriteOnlyCell(sheet, None)
    if isinstance(value, int | date | datetime):
        return WriteOnlyCell(sheet, value)
    try:
        cell = WriteOnlyCell(sheet, str(value))
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, "".join(c for c in str(value) if c.isprintable() or c in "\n\t"))
    cell.data_type = "s"
    return cell
