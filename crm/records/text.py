"""How text is stored: composed (NFC), without characters that hide or turn it round, and never with what a database refuses."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models

REFUSED = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL stores no NUL; half a surrogate pair is no character
CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
TURNING = re.compile("[\u202a-\u202e]")  # embeddings and overrides of the direction reach beyond the text itself
HIDDEN = re.compile("[\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean_line(text: str) -> str:
    """Return one line of text (a name, a city, a number) as it is stored: no control, bidi or zero-width characters.

    The joiners that Persian, Indic scripts and emoji are written with stay where they join something. Raises ValidationError
    for a NUL or half a surrogate pair.
    """
    text = HIDDEN.sub("", _safe(text).replace("\n", " ").replace("\t", " "))
    return unicodedata.normalize("NFC", _without_idle_joiners(text)).strip()


def clean_lines(text: str) -> str:
    """Return text of several lines as it is stored. Raises ValidationError for a NUL or half a surrogate pair."""
    return unicodedata.normalize("NFC", _safe(text)).strip()


def searchable(text: str) -> str:
    """Return what somebody typed into a search as it would be stored, whatever it holds."""
    return clean_line(REFUSED.sub("", text))


def _safe(text: str) -> str:
    if REFUSED.search(text):
        raise ValidationError("Null characters are not allowed.", code="null_characters_not_allowed")
    return TURNING.sub("", CONTROLS.sub("", LINE_BREAKS.sub("\n", text)))


def _without_idle_joiners(text: str) -> str:
    if "\u200c" not in text and "\u200d" not in text:
        return text
    joins = {index for index in range(1, len(text) - 1) if _can_join(text[index - 1]) and _can_join(text[index + 1])}
    return "".join(c for index, c in enumerate(text) if c not in "\u200c\u200d" or index in joins)


def _can_join(character: str) -> bool:
    # Latin, Greek and Cyrillic have no use for joiners: there they only make two names look the same.
    return ord(character) >= 0x600 and unicodedata.category(character)[0] in "LMS"


def clean_field(field: models.Field, value: object) -> object:
    """Return the value of a text field as it is stored. Raises ValidationError when the database could not hold it."""
    if not isinstance(value, str):
        return value
    text = clean_lines(value) if isinstance(field, models.TextField) else clean_line(value)
    if isinstance(field, models.TextField) and field.max_length and len(text) > field.max_length:
        raise ValidationError(
            f"Ensure this value has at most {field.max_length} characters (it has {len(text)}).", code="max_length"
        )
    return text
