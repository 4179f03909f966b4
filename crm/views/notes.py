"""Notes on records: written on the record's page, changed on a page of their own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from crm.actions.notes import add_note, revise_note
from crm.forms.records import NoteForm
from crm.models import DirectoryEntry, Note, Reader
from crm.records import actions
from crm.records.errors import StaleVersionError
from crm.records.permissions import can, entries_permitted_to
from crm.records.views.rights import right


def _subject(request: HttpRequest, pk: UUID) -> DirectoryEntry:
    subject = DirectoryEntry.objects.visible_to(request.user).filter(pk=pk).first()
    if subject is None or subject.record_type.guard or not subject.record_type.has_pages:
        raise Http404
    return subject


def _own(request: HttpRequest, pk: UUID, verb: str) -> Note:
    note = Note.objects.visible_to(request.user).filter(pk=pk).select_related("subject").first()
    if note is None:
        raise Http404
    if not can(request.user, verb, note):
        raise PermissionDenied
    return note


@right("signed-in")
def add(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Write a note on a record; errors are shown on a page that keeps what was typed."""
    entry = _subject(request, subject)
    if not entries_permitted_to(request.user, "connect").filter(pk=entry.pk).exists():
        raise PermissionDenied
    form = NoteForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, entry, 422 if form.is_bound else 200)
    record = entry.record_type.model._base_manager.get(pk=entry.pk)
    data = form.cleaned_data
    try:
        add_note(record, data["text"], is_private=data["is_private"], readers=data["readers"], by=request.user)
    except (ValidationError, IntegrityError) as gone:  # all of the form's own was valid: what it is about was deleted
        raise Http404 from gone
    messages.success(request, "Added your note.")
    return HttpResponseRedirect(f"{entry.get_absolute_url()}#notes")


@right("signed-in")
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a note of one's own."""
    note = _own(request, pk, "change")
    readers = Reader.objects.filter(record_id=note.pk).values_list("user_id", flat=True)
    initial: dict[str, Any] = {"readers": list(readers), "version": note.version}
    form = NoteForm(request.POST or None, instance=note, initial=initial, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, note.subject, 422 if form.is_bound else 200, note)
    data = form.cleaned_data
    try:
        revise_note(
            note,
            data["text"],
            is_private=data["is_private"],
            readers=data["readers"],
            version=data["version"] or 0,
            by=request.user,
        )
    except StaleVersionError:
        form.add_error(None, "This note was changed in another window. Copy what you typed, then open it again.")
        return _page(request, form, note.subject, 409, note)
    messages.success(request, "Saved your note.")
    return HttpResponseRedirect(f"{note.subject.get_absolute_url()}#notes")


def _page(
    request: HttpRequest, form: NoteForm, subject: DirectoryEntry, status: int, note: Note | None = None
) -> HttpResponse:
    return render(request, "crm/note.html", {"form": form, "subject": subject, "note": note}, status=status)


@right("signed-in")
@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a note of one's own."""
    note = _own(request, pk, "delete")
    back = note.subject.get_absolute_url()
    actions.delete(note, by=request.user)
    messages.success(request, "Deleted the note.")
    return HttpResponseRedirect(f"{back}#notes")
