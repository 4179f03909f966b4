"""References of imported rows: an id, an external id or an exact name becomes a record, a whole chunk at a time."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Lower

from crm.importing.importers import Memory
from crm.records.folding import fold
from crm.records.permissions import hall
from crm.records.registry import record_types

UNKNOWN, AMBIGUOUS = "unknown", "ambiguous"


class Answers:
    """What the texts of one reference field stand for: `answers[text]` is an id, UNKNOWN or AMBIGUOUS."""

    def __init__(self, field: models.Field, texts: Iterable[str], user: Any, memory: Memory | None = None) -> None:
        self.label = str(field.verbose_name)
        self._found: dict[str, UUID | str] = {}
        left = set(texts)
        for step in (self._by_id, self._by_external_id, self._by_log_in, self._by_name):
            if left:
                self._found |= step(field.related_model, left, user)
                left -= self._found.keys()
        if memory is not None and field.related_model is field.model:
            self._found |= _from_memory(memory, left)

    def __getitem__(self, text: str) -> UUID | str:
        return self._found.get(text, UNKNOWN)

    def ids(self) -> set[UUID]:
        """Return every record that was found."""
        return {found for found in self._found.values() if isinstance(found, UUID)}

    def complaint(self, text: str) -> str:
        """Say why a text stands for nothing. What is hidden from the user is unknown to the user."""
        if self[text] == AMBIGUOUS:
            return f"Several records are called {text[:80]!r}; give an id or an external id."
        return f"There is no {text[:80]!r}."

    def _by_id(self, model: Any, texts: set[str], user: Any) -> dict[str, UUID | str]:
        ids = {}
        for text in texts:
            try:
                ids[UUID(text)] = text
            except ValueError:
                continue
        return {ids[pk]: pk for pk in model.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}

    def _by_external_id(self, model: Any, texts: set[str], user: Any) -> dict[str, UUID | str]:
        rows = model.objects.visible_to(user).filter(external_id__in=texts)
        return dict(rows.values_list("external_id", "pk"))

    def _by_log_in(self, model: Any, texts: set[str], user: Any) -> dict[str, UUID | str]:
        """People are also known by user name and e-mail."""
        if not hasattr(model, "USERNAME_FIELD"):
            return {}
        people = model.objects.visible_to(user)
        emails = people.annotate(lower=Lower("email")).filter(lower__in={text.lower() for text in texts})
        by_email = dict(emails.values_list("lower", "pk"))
        found = {text: by_email[text.lower()] for text in texts if text.lower() in by_email}
        return found | dict(people.filter(username__in=texts).values_list("username", "pk"))

    def _by_name(self, model: Any, texts: set[str], user: Any) -> dict[str, UUID | str]:
        """Through the directory, whose folded names have an index; only an exact and single name counts."""
        rows = hall.directory().visible_to(user).filter(type_key=record_types.of(model).key)
        rows = rows.filter(sort_name__in={fold(text)[:300] for text in texts})
        called = defaultdict(set)
        for pk, name in rows.values_list("pk", "name"):
            called[name].add(pk)
        return {name: _single(ids) for name, ids in called.items() if name in texts}


def _single(ids: set[UUID]) -> UUID | str:
    return next(iter(ids)) if len(ids) == 1 else AMBIGUOUS


def _from_memory(memory: Memory, texts: set[str]) -> dict[str, UUID | str]:
    found: dict[str, UUID | str] = {text: _single(memory.names[text]) for text in texts if text in memory.names}
    return found | {text: memory.external_ids[text] for text in texts if text in memory.external_ids}
