"""XLSX files: refused before they are unpacked when they could do harm, then read as rows of text."""

import io
import warnings
import zipfile
import zlib
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from crm.importing.reading import MOST_COLUMNS, Table, UnreadableError

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 200
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
MOST_CELL = 100_000
MOST_CELLS = 5_000_000
MOST_BLANK_ROWS = 5_000
PROLOG = 4096
FAULTS = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
          OSError, EOFError, IndexError, zlib.error, NotImplementedError, RuntimeError)  # fmt: skip


def is_spreadsheet(data: bytes) -> bool:
    """Tell whether these bytes are a spreadsheet's, of whatever kind, and no text."""
    return data.startswith((ZIP, OLE))


def read_spreadsheet(data: bytes, header_row: int = 1) -> Table:
    """Return the rows of the first sheet of an XLSX file. Raises UnreadableError with the reason."""
    if data.startswith(OLE):
        raise UnreadableError("This is an old (.xls) or an encrypted spreadsheet. Save it as .xlsx or CSV first.")
    _inspect(data)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are of no interest here
            rows = _first_sheet(data)
    except FAULTS as error:
        raise UnreadableError("This spreadsheet is damaged. Save it anew as .xlsx or CSV.") from error
    width = next((len(cells) for cells in rows if cells), 0)
    # A sheet leaves out empty cells at the end of a row.
    padded = [cells + [""] * (width - len(cells)) for cells in rows]
    return Table(lambda: iter(enumerate(padded, 1)), "read as XLSX, first sheet", first_row=header_row)


def _first_sheet(data: bytes) -> list[list[str]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows: list[list[str]] = []
    cells_left, blank = MOST_CELLS, 0
    for values in sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
        cells = [_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        rows.append(cells)
        cells_left, blank = cells_left - len(cells), 0 if cells else blank + 1
        if cells_left < 0 or blank > MOST_BLANK_ROWS:
            raise UnreadableError("This spreadsheet has too many cells, or too many empty rows between filled ones.")
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _inspect(data: bytes) -> None:
    """Raise UnreadableError for what is no XLSX file or would unpack to too much. Unpacks only the first bytes of a part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES:
                raise UnreadableError(f"This spreadsheet has {len(entries)} parts; {MOST_ENTRIES} are the most.")
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise UnreadableError("This spreadsheet would unpack to more than 100 MB.")
            if any(entry.file_size > max(1_000_000, entry.compress_size * MOST_RATIO) for entry in entries):
                raise UnreadableError("This spreadsheet is packed more tightly than honest ones are.")
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise UnreadableError("This is no XLSX file. Save it as .xlsx or CSV first.")
            if any(name.lower().endswith((".bin", "vbaproject.bin")) for name in names):
                raise UnreadableError("This spreadsheet holds macros or binary parts. Save it as .xlsx or CSV first.")
            for entry in entries:
                _inspect_part(file, entry)
    except FAULTS as error:
        raise UnreadableError("This spreadsheet is damaged or encrypted.") from error


def _inspect_part(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse entities: an honest part has no document type, and is in UTF-8."""
    if entry.filename.lower().endswith((".xml", ".rels")):
        with file.open(entry) as part:
            start = part.read(PROLOG)
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start or b"\0" in start:
            raise UnreadableError("This spreadsheet holds XML that no spreadsheet program writes.")


def _text(value: Any) -> str:
    """Return a cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[: MOST_CELL + 1]
