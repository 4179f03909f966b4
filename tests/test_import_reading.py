"""From bytes to rows: encodings, separators, line ends, shapes, and spreadsheets that mean harm."""

from __future__ import annotations

import csv
import io
import json
import time
import tracemalloc
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from crm.importing.reading import UnreadableError, read_bytes, read_text
from crm.importing.spreadsheets import is_spreadsheet, read_spreadsheet
from crm.records.exporting import defused
from tests.imports import SHARED, needs_shared_data

NAMES = "name;city\nMüller & Söhne;Köln\nŁódź;Besançon\n"


def cells(data: bytes, **options) -> list[list[str]]:
    table = read_text(data, **options)
    return [table.header, *(row.cells for row in table.rows())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_a_mark(encoding):
    assert cells(NAMES.encode(encoding))[1:] == [["Müller & Söhne", "Köln"], ["Łódź", "Besançon"]]


def test_what_is_not_unicode_is_windows_1252():
    assert cells("name,city\nFrançois,Besançon – €\n".encode("cp1252"))[1] == ["François", "Besançon – €"]


@pytest.mark.parametrize("encoding, name", [("shift_jis", "田中太郎商店株式会社"), ("cp1251", "Иван Петров Москва")])
def test_text_in_other_scripts_is_recognised(encoding, name):
    assert cells(f"name,city\n{name},{name}\n{name},x\n".encode(encoding))[1] == [name, name]


def test_the_encoding_can_be_told():
    assert cells("name,city\nŁódź,x\n".encode("cp1250"), encoding="cp1250")[1] == ["Łódź", "x"]
    with pytest.raises(UnreadableError, match="no encoding called"):
        read_text(b"name\nx\n", encoding="klingon")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_recognised(separator, end):
    rows = [["name", "city", "note"], ["A, Inc.", "B; C", 'say "x"'], ["D", "E\nF", "1,5"]]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert cells(file.getvalue().encode()) == rows


def test_broken_bytes_mark_their_row_only():
    table = read_text("name,city\nÅse,Ås\nÖrjan,Öland\n".encode() + b"Bj\xf8rn,Oslo\n")
    assert [bool(row.fault) for row in table.rows()] == [False, False, True]


def test_a_row_of_the_wrong_width_is_marked_and_empty_cells_at_its_end_are_not():
    table = read_text(b"name,city\nA\nB,C\nD,E,F\nG,H,,\n\n , \nI,J\n")
    assert [(row.number, row.fault) for row in table.rows()] == [
        (2, "It has 1 cells where the header has 2."),
        (3, ""),
        (4, "It has 3 cells where the header has 2."),
        (5, ""),
        (8, ""),
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" ", b"\0" * 0])
def test_an_empty_file_is_said_to_be_empty(data):
    with pytest.raises(UnreadableError, match="empty"):
        read_text(data)


def test_a_header_alone_has_no_rows():
    assert cells(b"name,city") == [["name", "city"]]


def test_titles_above_the_header_can_be_passed_over():
    assert cells(b"A title,\nname,city\nA,B\n", header_row=2) == [["name", "city"], ["A", "B"]]


def test_a_field_may_be_longer_than_the_csv_module_allows():
    assert len(cells(b'name,note\nA,"' + b"x" * 200_000 + b'"\n')[1][1]) == 200_000


def test_cells_made_harmless_by_an_export_come_back_as_they_were():
    for text in ("=1+1", "+1 555 0100", "-5", "@x", " =x", "'tis", "O’Hagan"):
        assert cells(f'name,city\n"{defused(text)}",x\n'.encode())[1][0].strip() == text.strip()


def test_too_many_columns_are_refused():
    with pytest.raises(UnreadableError, match="columns"):
        read_text(",".join(f"c{n}" for n in range(501)).encode())


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_bytes(tmp_path / "none.csv")


@needs_shared_data
def test_known_readings_of_hard_files_are_met():
    for path in sorted((SHARED / "dirty-csv" / "csv-spectrum").glob("*.csv")):
        header, *rows = cells(path.read_bytes())
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        found = [dict(zip(header, row, strict=True)) for row in rows]
        assert [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in found] == [
            {k: v.replace("\r\n", "\n") for k, v in row.items()} for row in expected
        ], path.name


@needs_shared_data
@pytest.mark.parametrize(
    "name, how, columns, rows",
    [
        ("characters.csv", "read as big5, separated by comma", 18, 382),
        ("spanish_chars.csv", "read as cp1252, separated by comma", 8, 115),
        ("utf-16le_encoded.csv", "read as utf-16-le, separated by comma", 19, 327),
        ("utf8bom.csv", "read as utf-8, separated by comma", 2, 0),
        ("simple.ssv", "read as utf-8, separated by semicolon", 3, 6),
        ("simple.psv", "read as utf-8, separated by bar", 6, 28),
        ("sparse_with_column_errors.csv", "read as cp1252, separated by comma", 3, 2200),
        ("small.csv", "read as utf-8, separated by comma", 1, 0),
    ],
)
def test_real_files_are_read_as_they_are_meant(name, how, columns, rows):
    table = read_text((SHARED / "dirty-csv" / "messytables" / name).read_bytes())
    assert (table.how, len(table.header), len(list(table.rows()))) == (how, columns, rows)


@needs_shared_data
def test_every_hard_file_is_read_or_refused_with_a_reason():
    refused = set()
    for path in sorted((SHARED / "dirty-csv").rglob("*.*")):
        data = path.read_bytes()
        try:
            table = read_spreadsheet(data) if is_spreadsheet(data) else read_text(data)
            list(table.rows())
        except UnreadableError:
            refused.add(path.name)
    assert {name for name in refused if not name.endswith((".ods", ".xls"))} == {"libreoffice.xlsx"}  # it is empty


def book(rows, **parts: bytes) -> bytes:
    made, file = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def test_a_spreadsheet_is_read_as_one_would_type_it():
    data = book([["name", "on", "count", "yes"], ["A", date(2026, 11, 22), 5.0, True], [], ["B", None, 1.5, None]])
    table = read_spreadsheet(data)
    assert [row.cells for row in table.rows()] == [["A", "2026-11-22", "5", "yes"], ["B", "", "1.5", ""]]
    assert not any(row.fault for row in table.rows())


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    old, file = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
FAR = (
    START
    + b'<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
)
HARM = {
    "a lie about its size": (
        lambda: replaced(book([]), SHEET, START + b'<dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'),
        "empty",
    ),
    "one cell far away": (lambda: replaced(book([]), SHEET, FAR), "too many"),
    "a bomb": (lambda: book([["name"]], xl__x_dot_xml=b"0" * 90_000_000), "tightly"),
    "more than 100 MB": (lambda: book([["name"]], **{f"xl__{n}_dot_xml": b"0" * 40_000_000 for n in "abc"}), "100 MB"),
    "too many parts": (lambda: book([["name"]], **{f"xl__{n}_dot_xml": b"<a/>" for n in range(300)}), "parts"),
    "entities": (
        lambda: book([["name"]], xl__e_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "no spreadsheet program",
    ),
    "macros": (lambda: book([["name"]], xl__vbaProject_dot_bin=b"x"), "macros"),
    "another archive": (lambda: replaced(book([]), "xl/workbook.xml", b"x")[:3000], "damaged"),
    "an old or encrypted file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
}


@pytest.mark.parametrize("what", HARM)
def test_harmful_spreadsheets_are_refused_at_once_and_cheaply(what):
    make, reason = HARM[what]
    data = make()
    assert is_spreadsheet(data)
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(UnreadableError, match=reason):
        read_spreadsheet(data)
    took, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 2  # traced, on a busy machine; a second of its own otherwise
    assert peak < 50 * 1024 * 1024
