"""Folding for search and sorting: one table, used by Python, by SQLite (as a function) and by PostgreSQL (as SQL made from it).

Folded text is in lower case, without accents and ligatures, its spaces joined. The engines' own rules differ (SQLite's
`lower('É')` does nothing), so nothing else folds text in Kith.
"""

import unicodedata

# Letters that Unicode does not decompose, and what people type instead of them.
SPECIAL = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ĸ": "k",
    "ŋ": "n", "ŧ": "t", "ƀ": "b", "ɓ": "b", "ɖ": "d", "ɗ": "d", "ƒ": "f", "ɠ": "g", "ɨ": "i", "ƙ": "k", "ƚ": "l", "ɲ": "n",
    "ς": "σ", "ɵ": "o", "ƥ": "p", "ƭ": "t", "ʉ": "u", "ƶ": "z", "ə": "e", "ǝ": "e", "ɛ": "e", "ɔ": "o",
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "–": "-", "—": "-",
}  # fmt: skip

# Scripts with case or accents: Latin, Greek, Cyrillic, Armenian, Georgian, letter-like signs, ligatures, full-width forms.
RANGES = ((0x41, 0x590), (0x10A0, 0x1100), (0x1C80, 0x1CC0), (0x1E00, 0x2000), (0x2010, 0x2020), (0x2100, 0x2150),
          (0x2C60, 0x2D30), (0xA640, 0xA6A0), (0xA720, 0xA800), (0xFB00, 0xFB07), (0xFF01, 0xFF5F))  # fmt: skip
MARKS = ((0x300, 0x370), (0x483, 0x488), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0xFE20, 0xFE30))
INVISIBLE = (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060,
             0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF)  # fmt: skip
SPACES = (
    0x09,
    0x0A,
    0x0B,
    0x0C,
    0x0D,
    0x85,
    0xA0,
    0x1680,
    *range(0x2000, 0x200B),
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
)


def _folded_letter(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return "".join(SPECIAL.get(c, c) for c in letters.lower())


def _table() -> dict[int, str]:
    table = {}
    for start, end in RANGES:
        for code in range(start, end):
            folded = _folded_letter(chr(code))
            if folded != chr(code) and unicodedata.category(chr(code)) != "Cn":
                table[code] = folded
    table |= {ord(character): folded for character, folded in SPECIAL.items()}
    table |= {code: "" for start, end in MARKS for code in range(start, end)}
    table |= dict.fromkeys(INVISIBLE, "") | dict.fromkeys(SPACES, " ")
    return table


TABLE = _table()


def fold(text: str | None) -> str:
    """Return `text` folded: lower case, no accents, no ligatures, spaces joined, none at the ends. None becomes ''."""
    if not text:
        return ""
    return " ".join(part for part in text.translate(TABLE).split(" ") if part)


def digits(text: str | None) -> str:
    """Return the ASCII digits of `text`, which is how phone numbers are searched for."""
    return "".join(c for c in text or "" if c in "0123456789")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def postgres_functions() -> list[str]:
    """Return the SQL that makes `kith_fold(text)` and `kith_digits(text)` on PostgreSQL, immutable, out of the same table."""
    single = {code: to for code, to in TABLE.items() if len(to) == 1}
    gone = [code for code, to in TABLE.items() if to == ""]
    many = {code: to for code, to in TABLE.items() if len(to) > 1}
    source = "".join(map(chr, single)) + "".join(map(chr, gone))
    expression = f"translate($1, {_literal(source)}, {_literal(''.join(single.values()))})"
    for code, to in many.items():
        expression = f"replace({expression}, {_literal(chr(code))}, {_literal(to)})"
    ascii_from = "ABCDEFGHIJKLMNOPQRSTUVWXYZ`" + "".join(chr(c) for c in SPACES if c < 128)
    ascii_to = "abcdefghijklmnopqrstuvwxyz'" + " " * sum(c < 128 for c in SPACES)
    quick = f"translate($1, {_literal(ascii_from)}, {_literal(ascii_to)})"
    letters = f"CASE WHEN octet_length($1) = char_length($1) THEN {quick} ELSE {expression} END"
    return [
        "CREATE OR REPLACE FUNCTION kith_fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
        f"$kith$ SELECT coalesce(trim(both ' ' from regexp_replace({letters}, ' +', ' ', 'g')), '') $kith$",
        "CREATE OR REPLACE FUNCTION kith_digits(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
        "$kith$ SELECT coalesce(regexp_replace($1, '[^0-9]', '', 'g'), '') $kith$",
    ]


def _concat_ws(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part is not None)


def register_on_sqlite(connection) -> None:
    """Give a new SQLite connection the functions that the directory's triggers call."""
    connection.create_function("kith_fold", 1, fold, deterministic=True)
    connection.create_function("kith_digits", 1, digits, deterministic=True)
    connection.create_function("concat_ws", -1, _concat_ws, deterministic=True)
