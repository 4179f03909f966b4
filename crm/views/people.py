"""What administrators do with people: make, change, invite, let go with a hand-over, take back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from crm.actions import users
from crm.actions.hand_over import owned_by
from crm.actions.invitations import invite, make_link
from crm.adapters import public_address
from crm.forms.people import ChangePersonForm, InvitationForm, LeaverForm, NewPersonForm, PersonForm
from crm.models import User
from crm.records.errors import KithError, NotAllowedError, StaleVersionError
from crm.records.registry import record_types
from crm.records.views.rights import right


def refused(form: Form, error: KithError | ValidationError) -> None:
    """Put what a verb refused into the form, in the fields it is about."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, lines in error.message_dict.items():
            form.add_error(name if name in form.fields else None, lines)
    else:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))


def of_person(view: Callable) -> Callable:
    """Give the view the person instead of the id; a missing one is a 404."""

    @wraps(view)
    def with_person(request: HttpRequest, pk: UUID) -> HttpResponse:
        return view(request, get_object_or_404(User, pk=pk))

    return with_person


def link_text(word: str, person: User) -> str:
    """Return a sentence with a link to the person."""
    return format_html('{} <a href="{}">{}</a>.', word, person.get_absolute_url(), person)


def _show_form(request: HttpRequest, form: PersonForm, person: User | None, status: int = 200) -> HttpResponse:
    cancel = person.get_absolute_url() if person else record_types.of(User).url()
    return render(request, "people/person_form.html", {"form": form, "person": person, "cancel": cancel}, status=status)


@right("administrator")
def user_new(request: HttpRequest) -> HttpResponse:
    """Make a person, and let the person in by mail or by a link shown once."""
    form = NewPersonForm(request.POST or None, instance=User())
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form, None, 422 if request.method == "POST" else 200)
    given = form.cleaned_data
    names = {"roles": given["roles"], "teams": given["teams"], "primary_team": given["primary_team"]}
    try:
        person = users.make_user(**form.identity(), **names, by=request.user)
    except (KithError, ValidationError) as error:
        refused(form, error)
        return _show_form(request, form, None, 422)
    messages.success(request, link_text("Created", person))
    return _let_in(request, person, given["invitation"])


def _let_in(request: HttpRequest, person: User, how: str) -> HttpResponse:
    site = public_address("/", request).rstrip("/")
    if how == "link":
        link = make_link(person, site=site, by=request.user)
        return render(request, "people/link.html", {"person": person, "link": link})
    if how == "mail" and invite(person, site=site, by=request.user):
        messages.success(request, f"The invitation to {person.email} is on its way.")
    elif how == "mail":
        messages.error(request, "The mail could not be sent. Show a link instead, and pass it on yourself.")
    return redirect(person.get_absolute_url())


@right("administrator")
@of_person
def user_edit(request: HttpRequest, person: User) -> HttpResponse:
    """Change who somebody is, the roles and the teams."""
    form = ChangePersonForm(request.POST or None, instance=person)
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form, person, 422 if request.method == "POST" else 200)
    try:
        changed = _save(form, person, request.user)
    except StaleVersionError as stale:
        fresh = ChangePersonForm(instance=stale.current)
        context = {"form": fresh, "person": stale.current, "cancel": person.get_absolute_url(), "is_stale": True}
        return render(request, "people/person_form.html", context, status=409)
    except (KithError, ValidationError) as error:
        refused(form, error)
        return _show_form(request, form, User.objects.get(pk=person.pk), 422)
    messages.success(request, link_text("Saved", changed))
    return redirect(changed.get_absolute_url())


def _save(form: ChangePersonForm, person: User, by: User) -> User:
    given = form.cleaned_data
    return users.revise_person(
        person,
        form.identity(),
        roles=given["roles"],
        teams=list(given["teams"]),
        primary_team=given["primary_team"],
        version=given["version"],
        by=by,
    )


@right("administrator")
@of_person
def user_invite(request: HttpRequest, person: User) -> HttpResponse:
    """Send or show a new link by which the person sets a password."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _let_in(request, person, form.cleaned_data["how"])
        except NotAllowedError:
            raise
        except KithError as error:
            refused(form, error)
    context = {"form": form, "person": person}
    return render(request, "people/invite.html", context, status=422 if request.method == "POST" else 200)


@right("administrator")
@of_person
def user_deactivate(request: HttpRequest, person: User) -> HttpResponse:
    """Close somebody's access, after saying what happens and who takes over."""
    owned = owned_by(person)
    others = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("name", "pk")
    form = LeaverForm(request.POST or None, others=others, is_needed=bool(owned))
    if request.method == "POST" and form.is_valid():
        try:
            users.deactivate(person, hand_over_to=form.cleaned_data["hand_over_to"], by=request.user)
        except KithError as error:
            refused(form, error)
        else:
            messages.success(request, link_text("Deactivated", person))
            return redirect(person.get_absolute_url())
    context: dict[str, Any] = {"form": form, "person": person, "owned": owned}
    return render(request, "people/deactivate.html", context, status=422 if request.method == "POST" else 200)


@right("administrator")
@require_POST
@of_person
def user_reactivate(request: HttpRequest, person: User) -> HttpResponse:
    """Let somebody come back, and lead to the invitation."""
    users.reactivate(person, by=request.user)
    messages.success(request, link_text("Reactivated", person))
    return redirect("crm:user-invite", person.pk)


@right("administrator")
@of_person
def user_active(request: HttpRequest, person: User) -> HttpResponse:
    """Lead to the page that asks what leaving or coming back of a person asks for: people are not simply switched off."""
    return redirect("crm:user-deactivate" if person.is_active else "crm:user-invite", person.pk)


@right("administrator")
def user_bulk(request: HttpRequest) -> HttpResponse:
    """Say that people come and go one by one."""
    messages.warning(request, "People come and go one by one: open the page of each.")
    return redirect(record_types.of(User).url())
