"""The style guide: every component in every state on one page, for whoever works on how Kith looks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crm.forms.styleguide import SpecimenForm
from crm.models import DirectoryEntry
from crm.records.views.rights import right

ENTRIES = (
    ("crm.account", "Worldwide Widgets", "Boston, US"),
    ("crm.contact", "Jim Smith", "VP of Sales, Worldwide Widgets"),
    ("crm.user", "Dana Whitfield", "Account manager"),
    ("crm.team", "Sales East", "6 people"),
    ("crm.account", "Städtische Maschinenfabrik Ottensen-Schleswig GmbH & Co. KG", "Hamburg, DE"),
)
MESSAGES = (
    (messages.SUCCESS, "Saved Worldwide Widgets."),
    (messages.INFO, "The list was refreshed."),
    (messages.WARNING, "8 done, 2 skipped, because they belong to somebody else."),
    (messages.ERROR, "Choose what to do with the selected records."),
)
WRONG = {
    "wrong-email": "ines@",
    "wrong-relationship": "friend",
    "wrong-revenue": "-5",
    "wrong-parent_text": "Nobody & Sons",
}


@right("administrator")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components; nothing on the page comes from the records of this installation."""
    context: dict[str, Any] = {
        "entries": entries(),
        "groups": [
            {"title": "Recently seen", "entries": entries()[:2]},
            {"title": "Accounts", "entries": entries()[4:]},
        ],
        "samples": [Message(level, text) for level, text in MESSAGES],
        "pages": pages(),
        "empty_form": SpecimenForm(user=request.user, prefix="empty", initial={"name": "Litware", "tell": True}),
        "wrong_form": SpecimenForm(WRONG, user=request.user, prefix="wrong"),
        "hues": range(1, 13),
    }
    return render(request, "styleguide/index.html", context)


def entries() -> list[DirectoryEntry]:
    """Return rows of the directory that are nobody's."""
    return [
        DirectoryEntry(id=UUID(int=number + 1), type_key=key, name=name, detail=detail, is_active=number != 3)
        for number, (key, name, detail) in enumerate(ENTRIES)
    ]


def pages() -> list[Page]:
    """Return a first page, one in the middle, an only one, and none."""
    many = Paginator(range(1204), 25)
    return [many.page(1), many.page(24), Paginator(range(8), 25).page(1), Paginator([], 25).page(1)]
