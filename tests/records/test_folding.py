"""Folding: one rule in Python and in both databases."""

import csv
import os
import random
import unicodedata
from pathlib import Path

import pytest
from django.db import connection

from crm.records.folding import INVISIBLE, MARKS, RANGES, SPACES, TABLE, digits, fold

FOLDED = {
    "Straße": "strasse",
    "GROẞ": "gross",
    "Ærøskøbing": "aeroskobing",
    "Œuvre": "oeuvre",
    "Łódź": "lodz",
    "Đặng Thị Ðẹp": "dang thi dep",
    "İstanbul ılık": "istanbul ilik",
    "Þór": "thor",
    "ŉ": "'n",
    "José": "jose",
    "Jose\u0301": "jose",
    "ΣΊΣΥΦΟΣ": "σισυφοσ",
    "Σίσυφος": "σισυφοσ",
    "ЁЖИК": "ежик",
    "Ａｃｍｅ １２": "acme 12",
    "ﬁrst ﬂoor": "first floor",
    "O’Neill": "o'neill",
    "Jean–Luc": "jean-luc",
    "№ 5": "no 5",
    "  two \t words\u00a0\u2003here\n": "two words here",
    "zero\u200bwidth\u00adhyphen": "zerowidthhyphen",
    "山田 太郎": "山田 太郎",
    "מוניציפלי": "מוניציפלי",
    "": "",
    "   ": "",
}


def database_fold(texts: list[str], function: str = "kith_fold") -> list[str]:
    with connection.cursor() as cursor:
        found = []
        for text in texts:
            cursor.execute(f"SELECT {function}(%s)", [text])
            found.append(cursor.fetchone()[0])
    return found


def names_from_unicode(count: int = 800) -> list[str]:
    """Names of letters from everywhere: the tables' own ranges, and scripts that folding leaves alone."""
    draw = random.Random(20261122)
    ranges = [
        *RANGES,
        *MARKS,
        (0x590, 0x1000),
        (0x3040, 0x3100),
        (0x4E00, 0x4F00),
        (0xAC00, 0xAD00),
        (0x1F600, 0x1F650),
    ]
    letters = [
        c for start, end in ranges for c in range(start, end) if unicodedata.category(chr(c)) not in ("Cn", "Cs")
    ]
    letters += [*SPACES, *INVISIBLE] * 10
    return ["".join(chr(draw.choice(letters)) for _ in range(draw.randint(1, 30))) for _ in range(count)]


def names_from_files() -> list[str]:
    """Lines and cells of the .csv and .txt files in the folder that KITH_TEST_NAMES names, a few thousand at most."""
    folder = os.environ.get("KITH_TEST_NAMES")
    found: list[str] = []
    for path in sorted(Path(folder).glob("**/*.[ct][sx][vt]")) if folder else ():
        with path.open(encoding="utf-8", errors="ignore", newline="") as lines:
            rows = csv.reader(lines) if path.suffix == ".csv" else ([line] for line in lines)
            found += [
                cell for _, row in zip(range(1500), rows, strict=False) for cell in row if cell and "\0" not in cell
            ]
    return found


@pytest.mark.parametrize(("text", "folded"), FOLDED.items())
def test_text_is_folded_to_what_people_type(text, folded):
    assert fold(text) == folded


def test_nothing_folds_to_nothing():
    assert fold(None) == ""
    assert digits(None) == ""


@pytest.mark.parametrize("texts", [list(FOLDED), names_from_unicode()], ids=["chosen", "unicode"])
def test_folding_twice_is_folding_once(texts):
    assert [fold(fold(text)) for text in texts] == [fold(text) for text in texts]


def test_every_letter_of_the_table_folds_to_what_folding_leaves_alone():
    assert {chr(code): to for code, to in TABLE.items() if to.translate(TABLE) != to} == {}


def test_composed_and_decomposed_text_fold_alike():
    for text in names_from_unicode(300):
        composed = unicodedata.normalize("NFC", text)
        if composed != text and all(ord(c) not in range(0xAC00, 0xD7B0) for c in composed):
            decomposed = unicodedata.normalize("NFD", "".join(c for c in composed if fold(c) != c))
            assert fold(decomposed) == fold("".join(c for c in composed if fold(c) != c))


@pytest.mark.django_db
@pytest.mark.parametrize("texts", [list(FOLDED), names_from_unicode()], ids=["chosen", "unicode"])
def test_the_database_folds_as_python_does(texts):
    assert database_fold(texts) == [fold(text) for text in texts]


@pytest.mark.django_db
def test_the_database_folds_every_single_letter_as_python_does():
    letters = [f"a{chr(code)}b" for code in TABLE if code]
    assert dict(zip(letters, database_fold(letters), strict=True)) == {text: fold(text) for text in letters}


@pytest.mark.django_db
def test_the_database_folds_real_names_as_python_does():
    names = names_from_files()
    if not names:
        pytest.skip("KITH_TEST_NAMES names no folder with .csv or .txt files of names")
    wrong = [(n, a, fold(n)) for n, a in zip(names, database_fold(names), strict=True) if a != fold(n)]
    assert wrong == []


@pytest.mark.django_db
def test_the_database_finds_the_digits_that_python_finds():
    numbers = ["+49 (0)30 / 901820-12", "ext. 12", "", "none", "٣٤٥", "１２３", "1.2.3"]
    assert database_fold(numbers, "kith_digits") == [digits(number) for number in numbers]
    assert digits("+49 (0)30 / 901820-12") == "4903090182012"


@pytest.mark.django_db
def test_the_database_folds_nothing_to_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT kith_fold(NULL), kith_digits(NULL)")
        assert cursor.fetchone() == ("", "")
