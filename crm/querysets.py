"""Questions about the directory and about history, each starting from what the person may see."""

import re

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from crm.records import permissions
from crm.records.folding import digits, fold
from crm.records.registry import record_types
from crm.records.text import searchable

PHONE = re.compile(r"^[\d\s()+./-]+$")
MOST_WORDS = 8


class DirectoryQuerySet(models.QuerySet):
    """Rows of the directory: whatever crosses record types asks here, once."""

    def visible_to(self, user) -> "DirectoryQuerySet":
        """Return the rows whose records `user` may see."""
        return self.filter(permissions.visible_entries(user))

    def permitted_to(self, user, verb: str) -> "DirectoryQuerySet":
        """Return the rows for whose records `user` has the right `verb`."""
        return self.filter(permissions.visible_entries(user, verb))

    def of_type(self, model) -> "DirectoryQuerySet":
        return self.filter(type_key=record_types.of(model).key)

    def active(self) -> "DirectoryQuerySet":
        return self.filter(is_active=True)

    def with_pages(self) -> "DirectoryQuerySet":
        """Return the rows of the types that have a page of their own."""
        return self.filter(type_key__in=[record_type.key for record_type in record_types.with_pages()])

    def search(self, text: str) -> "DirectoryQuerySet":
        """Return the rows that hold every word of `text` (at most eight), in any case and accent, inside words too.

        Words of one or two letters match the beginning of a word, and alone only one of the name, because no index finds them
        elsewhere. What looks like a phone number is found by its digits, however it is written.
        """
        text = searchable(text)
        number = digits(text)
        if len(number) >= 3 and PHONE.match(text.strip()):
            return self.filter(Q(search_text__contains=number) | Q(search_text__contains=fold(text)))
        rows = self
        words = fold(text).split(" ")[:MOST_WORDS]
        if words == [""]:
            return self.none()
        for word in words:
            if len(word) > 2:
                rows = rows.filter(search_text__contains=word)
            else:
                rows = rows.filter(_begins(word, everywhere=any(len(other) > 2 for other in words)))
        return rows

    def best_first(self, text: str) -> "DirectoryQuerySet":
        """Order by how well the name fits: the name begins with it, a word of the name does, the rest."""
        folded = fold(searchable(text))
        rank = Case(
            When(sort_name__startswith=folded, then=Value(0)),
            When(sort_name__contains=f" {folded}", then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return self.order_by(rank, "sort_name", "id")


def _begins(word: str, everywhere: bool) -> Q:
    beginning = Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}")
    if everywhere:
        beginning |= Q(search_text__contains=f" {word}") | Q(search_text__contains=f"\n{word}")
    return beginning


def matched_line(entry, text: str) -> str:
    """Return what a hit was found by, when that is not its name: the line of its search text that holds a word of `text`."""
    words = [word for word in (*fold(text).split(" "), digits(text)) if word]
    if any(word in entry.sort_name for word in words):
        return ""
    lines = entry.search_text.split("\n")
    return next((line for word in words for line in lines if word in line), "")
