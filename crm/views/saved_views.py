"""Saving a list as one likes it, renaming and deleting such a view, and choosing which opens first."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from crm.actions.saved_views import delete_view, open_with, save_view
from crm.forms.records import SavedViewForm
from crm.lists import ListMemory
from crm.models import SavedView
from crm.records.forms import ReferenceField, as_uuid
from crm.records.listing import PAGE_PARAMS, SHIPPED, Listing
from crm.records.permissions import can
from crm.records.registry import RecordType, record_types
from crm.records.views.rights import right

LONGEST_QUERY = 2000


def _type_of(request: HttpRequest, key: str) -> RecordType:
    record_type = record_types.get(key)
    if record_type is None or not record_type.has_pages or not can(request.user, "view", record_type.model):
        raise Http404
    return record_type


def _query(request: HttpRequest, record_type: RecordType) -> str:
    """Return the list's address as a view keeps it: with what it was made from, and without the page."""
    listing = Listing(record_type, request.user, request.GET)
    kept = listing.params.copy()
    if listing.saved is None:
        kept["view"] = listing.view
    # What a filter refers to is kept by its id alone: a team-mate who cannot see it must not read its name.
    form = listing.filters.form
    form.full_clean()
    for name, field in form.fields.items():
        if isinstance(field, ReferenceField) and (found := form.cleaned_data.get(name)):
            kept[name] = str(found.pk)
            for typed in (f"{name}_text", f"{name}_choice"):
                kept.pop(typed, None)
    for name in [name for name, values in kept.lists() if name in PAGE_PARAMS or not any(values)]:
        kept.pop(name)
    return kept.urlencode()[:LONGEST_QUERY]


@right("signed-in")
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Save the list at this address under a name."""
    record_type = _type_of(request, key)
    view = SavedView(owner=request.user, type_key=key, query=_query(request, record_type))
    return _edit(request, record_type, view)


@right("signed-in")
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rename one's view, or share it with another team."""
    view = SavedView.objects.filter(pk=pk, owner=request.user).first()
    if view is None:
        raise Http404
    return _edit(request, _type_of(request, view.type_key), view)


def _edit(request: HttpRequest, record_type: RecordType, view: SavedView) -> HttpResponse:
    opens = ListMemory().default(request.user, view.type_key) == str(view.pk)
    form = SavedViewForm(request.POST or None, instance=view, user=request.user, initial={"opens_first": opens})
    if request.method == "POST" and form.is_valid() and _is_saved(form, request):
        if form.cleaned_data["opens_first"] != opens:
            open_with(view.type_key, str(view.pk) if form.cleaned_data["opens_first"] else "", by=request.user)
        messages.success(request, f"Saved the view {view}.")
        return HttpResponseRedirect(f"{record_type.url()}?view={view.pk}")
    context = {"form": form, "view": view, "record_type": record_type, "is_new": view._state.adding}
    return render(request, "crm/saved_view.html", context, status=422 if form.is_bound else 200)


def _is_saved(form: SavedViewForm, request: HttpRequest) -> bool:
    """Save the view, or put into the form why not: a second click may have been as fast as the first."""
    try:
        save_view(form.instance, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


@right("signed-in")
@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one's view."""
    view = SavedView.objects.filter(pk=pk, owner=request.user).first()
    if view is None:
        raise Http404
    delete_view(view, by=request.user)
    messages.success(request, f"Deleted the view {view.name}.")
    return HttpResponseRedirect(record_types.get(view.type_key).url())


@right("signed-in")
@require_POST
def default(request: HttpRequest, key: str) -> HttpResponse:
    """Choose the view that the list opens with."""
    record_type = _type_of(request, key)
    chosen = request.POST.get("view", "")
    if chosen and chosen not in SHIPPED:
        known = ListMemory().view(request.user, key, chosen) if as_uuid(chosen) else None
        if known is None:
            raise PermissionDenied
        chosen = str(known.pk)  # an id can be written in many ways
    open_with(key, chosen, by=request.user)
    messages.success(request, f"{record_type.label_plural} will open with this view.")
    return HttpResponseRedirect(f"{record_type.url()}?view={chosen}" if chosen else record_type.url())
