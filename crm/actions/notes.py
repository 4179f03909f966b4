"""Notes on records."""

from typing import Any

from django.db import transaction

from crm.models import Note, Reader
from crm.records import actions

NAME_LENGTH = 80


def title_of(text: str) -> str:
    """Return the beginning of the first line of a note, which is its name."""
    first = text.strip().split("\n")[0].strip()
    return first if len(first) <= NAME_LENGTH else first[: NAME_LENGTH - 1] + "…"


@transaction.atomic
def add_note(subject: Any, text: str, *, is_private: bool = False, readers: Any = (), by: Any) -> Note:
    """Write a note on a record that one may see. A private one is for its author and the named readers only.

    Raises NotAllowedError and ValidationError.
    """
    note = Note(name=title_of(text) or "Note", text=text, subject_id=subject.pk, is_private=is_private, owner=by)
    actions.create(note, by=by)
    if is_private:
        Reader.objects.bulk_create(Reader(record_id=note.pk, user=reader) for reader in set(readers) - {by})
    return note


@transaction.atomic
def revise_note(note: Note, text: str, *, is_private: bool, readers: Any = (), version: int, by: Any) -> Note:
    """Change a note of one's own. Raises NotAllowedError, StaleVersionError and ValidationError."""
    changes = {"text": text, "name": title_of(text) or "Note", "is_private": is_private}
    actions.revise(note, changes, version=version, by=by)
    Reader.objects.filter(record_id=note.pk).delete()
    if is_private:
        Reader.objects.bulk_create(Reader(record_id=note.pk, user=reader) for reader in set(readers) - {by})
    note.refresh_from_db()
    return note
