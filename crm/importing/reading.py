"""From bytes to rows: finds out the encoding and the separator of a text file, and says what it found.

Nothing is guessed silently: what was found is reported, `encoding` and `separator` overrule it, and a row with bytes that are
no characters is marked instead of being repaired.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from charset_normalizer import from_bytes

from crm.records.errors import KithError
from crm.records.exporting import plain

MOST_BYTES = 200 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_COLUMNS = 500
SEPARATORS = ",;\t|"
BROKEN = "\ufffd"  # what a byte becomes that is no character
# The longer marks first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Asked about only where most of the text is not in Latin letters; everything else that is not UTF-8 is Windows-1252.
OTHER_SCRIPTS = ["big5", "gb18030", "shift_jis", "euc_jp", "euc_kr", "cp1251", "cp1253", "cp1255", "cp1256"]


class UnreadableError(KithError):
    """The file cannot be read as rows; the message says why."""


@dataclass(frozen=True)
class Row:
    """One row of the file: its number as a spreadsheet counts, its cells, and what is wrong with its shape."""

    number: int
    cells: list[str]
    fault: str = ""


class Source(Protocol):
    """Something that gives the same cells every time it is asked."""

    def __call__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (number, cells) of each row, blank rows included."""


@dataclass
class Table:
    """The header and the rows of a file, and how it was read."""

    source: Source
    how: str
    has_broken_text: bool = False
    first_row: int = 1
    header: list[str] = field(default_factory=list)
    header_number: int = 0

    def __post_init__(self) -> None:
        for number, cells in self.source():
            if number >= self.first_row and any(cell.strip() for cell in cells):
                self.header, self.header_number = [cell.strip() for cell in cells], number
                break
        else:
            raise UnreadableError("The file is empty.")
        while self.header and not self.header[-1]:
            self.header.pop()
        if len(self.header) > MOST_COLUMNS:
            raise UnreadableError(f"The file has {len(self.header)} columns; {MOST_COLUMNS} are the most.")

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, without blank ones. Raises UnreadableError when there are too many."""
        width = len(self.header)
        for count, (number, cells) in enumerate(self._filled()):
            if count >= MOST_ROWS:
                raise UnreadableError(f"The file has more than {MOST_ROWS:,} rows; cut it into several.")
            extra = [cell for cell in cells[width:] if cell.strip()]
            fault = ""
            if len(cells) < width or extra:
                fault = f"It has {len(cells)} cells where the header has {width}."
            elif self.has_broken_text and any(BROKEN in cell for cell in cells):
                fault = "It holds bytes that are no characters in the encoding of this file."
            yield Row(number, cells if extra else cells[:width], fault)

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells in self.source():
            if number > self.header_number and any(cell.strip() for cell in cells):
                yield number, [plain(cell) for cell in cells]


def read_bytes(path: Path) -> bytes:
    """Return the contents of a file. Raises UnreadableError when it is not there or too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableError(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB; cut it into several.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error


def read_text(data: bytes, encoding: str = "", separator: str = "", header_row: int = 1) -> Table:
    """Return the rows of a CSV file in any encoding and with any usual separator. Raises UnreadableError."""
    text, found, is_broken = decoded(data, encoding)
    if not text.strip():
        raise UnreadableError("The file is empty.")
    separator = separator or separator_of(text)
    shown = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}.get(separator, separator)
    # A cell may be longer than the module's own limit of 131,072 characters: the field says then that it is too long.
    csv.field_size_limit(MOST_BYTES)

    def source() -> Iterator[tuple[int, list[str]]]:
        try:
            yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1)
        except csv.Error as error:
            raise UnreadableError(f"The file cannot be read as CSV: {error}.") from error

    return Table(source, f"read as {found}, separated by {shown}", is_broken, header_row)


def decoded(data: bytes, encoding: str = "") -> tuple[str, str, bool]:
    """Return the text, the name of the encoding, and whether some bytes were no characters. Raises UnreadableError."""
    mark, marked = next(((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", ""))
    name = encoding or marked or _unmarked(data)
    try:
        return data[len(mark) :].decode(name), name, False
    except UnicodeDecodeError:
        return data[len(mark) :].decode(name, errors="replace"), name, True
    except LookupError as error:
        raise UnreadableError(f"There is no encoding called {name!r}.") from error


def _unmarked(data: bytes) -> str:
    """Find out the encoding of text without a byte order mark."""
    start = data[:4096]
    for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(zeros) > 1 and zeros.count(0) > len(zeros) * 0.4:
            return name
    text = data.decode("utf-8", errors="replace")
    bad = text.count(BROKEN)
    beyond_ascii = sum(character > "\x7f" for character in text) if bad else 0
    if beyond_ascii - bad >= bad:
        return "utf-8"  # with a few broken bytes at most
    high = bytes(byte for byte in data[:500_000] if byte > 0x7F)
    if len(high) > len(data[:500_000]) * 0.2:
        lines = b"\n".join(line for line in data[:500_000].splitlines() if not line.isascii())
        best = from_bytes(lines[:50_000], cp_isolation=OTHER_SCRIPTS).best()
        if best:
            return best.encoding
    return "cp1252"


def separator_of(text: str) -> str:
    """Return the separator with which the most rows are equally wide; a comma where there is no other sign."""
    best, score = ",", (0.0, 0)
    sample = text[:200_000]
    for separator in SEPARATORS:
        lines = islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), 60)
        try:
            widths = [len(cells) for cells in lines if any(cell.strip() for cell in cells)]
        except csv.Error:
            continue
        usual, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if usual > 1:
            best, score = max((best, score), (separator, (count / len(widths), usual)), key=lambda found: found[1])
    return best
