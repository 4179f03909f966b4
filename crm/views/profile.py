"""One's own profile and preferences."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm.actions.users import revise_profile, save_preferences
from crm.forms.profile import PreferencesForm, ProfileForm
from crm.models import User
from crm.records.errors import StaleVersionError
from crm.records.views.rights import right


def _show(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    # A form that was sent has changed its instance: the shell must not show that before it is saved.
    me = User.objects.get(pk=request.user.pk)
    context = {"profile_form": ProfileForm(instance=me), "preferences_form": PreferencesForm(instance=me), "me": me}
    return render(request, "profile/profile.html", context | forms, status=status)


@right("signed-in")
def profile(request: HttpRequest) -> HttpResponse:
    """Show both forms; save who one is."""
    if request.method != "POST":
        return _show(request)
    form = ProfileForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _show(request, 422, profile_form=form)
    try:
        revise_profile(request.user, form.changes(), version=form.cleaned_data["version"], by=request.user)
    except StaleVersionError:
        form.add_error(None, "Somebody changed your profile in the meantime: look at it again, then save again.")
        form.data = form.data | {"version": User.objects.get(pk=request.user.pk).version}
        return _show(request, 409, profile_form=form)
    messages.success(request, "Your profile is saved.")
    return redirect("crm:profile")


@right("signed-in")
def preferences(request: HttpRequest) -> HttpResponse:
    """Save how Kith looks for oneself."""
    if request.method != "POST":
        return redirect("crm:profile")
    form = PreferencesForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _show(request, 422, preferences_form=form)
    save_preferences(request.user, form.changes(), by=request.user)
    messages.success(request, "Your preferences are saved.")
    return redirect("crm:profile")
