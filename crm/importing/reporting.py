"""What an import says when it is done, and the files of rejected rows and dropped values."""

import csv
import io
from pathlib import Path

from crm.importing.importers import CREATED, REJECTED, UNCHANGED, UPDATED
from crm.importing.mapping import REASON_COLUMN, ROW_COLUMN
from crm.importing.reading import Table
from crm.importing.running import Report
from crm.records.exporting import defused

MOST_SHOWN = 5


def rejected_file(table: Table, reasons: dict[int, str]) -> str:
    """Return the rejected rows as CSV, as they were, with number and reason; safe to open in a spreadsheet."""
    lines = [[*table.header, ROW_COLUMN, REASON_COLUMN]]
    width = len(table.header)
    for row in table.rows():
        if row.number in reasons:
            cells = row.cells[:width] + [""] * (width - len(row.cells))
            over = f" More cells: {row.cells[width:]}" if len(row.cells) > width else ""
            lines.append([*cells, str(row.number), reasons[row.number] + over])
    return _csv(lines)


def dropped_file(losses: dict[int, str]) -> str:
    """Return the dropped values as CSV."""
    return _csv([["row", "what"], *([str(number), loss] for number, loss in sorted(losses.items()))])


def _csv(lines: list[list[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([defused(cell) for cell in line] for line in lines)
    return file.getvalue()


def write_beside(path: Path, text: str) -> Path:
    """Write `text` to `path`, or to the first free name after it: what somebody mended there is never written over."""
    data = text.encode("utf-8-sig")
    number, target = 1, path
    while target.exists() and target.read_bytes() != data:
        number += 1
        target = path.with_name(f"{path.stem}-{number}{path.suffix}")
    target.write_bytes(data)
    return target


def sentences(report: Report, label_plural: str, *, is_trial: bool) -> list[str]:
    """Say what became of the rows."""
    count = report.counts
    parts = [f"{count[verb]:,} {verb}" for verb in (CREATED, UPDATED, UNCHANGED, REJECTED) if count[verb]]
    if report.before and not parts:
        when = f" on {report.before_at:%Y-%m-%d %H:%M} UTC" if report.before_at else ""
        return [f"Nothing to do: all {report.before:,} rows of this file came in before{when}. Nothing was changed."]
    said = [f"{label_plural.capitalize()}: {', '.join(parts) or 'no rows'}."]
    if report.before:
        said.append(f"{report.before:,} rows had come in before.")
    if not report.has_news:
        said.append("Nothing was changed.")
    elif is_trial:
        said.append("This was a trial run: nothing was written.")
    for number, reason in sorted(report.rejected.items())[:MOST_SHOWN]:
        said.append(f"  row {number}: {reason}")
    if len(report.rejected) > MOST_SHOWN:
        said.append(f"  ... and {len(report.rejected) - MOST_SHOWN:,} more")
    if report.losses and report.has_news:
        said.append(f"Values that were not valid were dropped from {len(report.losses):,} rows.")
    return said
