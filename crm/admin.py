"""The Django admin, for administrators only: roles and how far their rights reach. Record types are not here."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from crm.actions.roles import delete_role, role_levels, save_role
from crm.models import User
from crm.records.permissions import VERBS, Level
from crm.records.registry import RecordType, record_types
from crm.records.roles import ADMINISTRATOR
from crm.records.views.rights import right

LONGEST_ID = 9  # digits of a number that both databases take
LEVELS = [(int(level), level.name.lower()) for level in Level]


class Administration(AdminSite):
    """An admin of our own, on which nothing is but what we put there, behind the one sign-in."""

    site_header = site_title = "Kith administration"
    index_title = "Set-up"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def get_urls(self) -> list:
        """Return the admin's addresses without two that we have no use for: they would answer for any model."""
        return [
            address for address in super().get_urls() if address.pattern.name not in ("view_on_site", "autocomplete")
        ]

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """Forbid the page to whoever is signed in and no administrator, as pages of ours do, instead of asking to sign in."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list:
        """Return what there is to set up by the names that Kith gives it: Django's groups are our roles."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = "People and their rights"
            for model in app["models"]:
                model["name"] = "Roles"
        return apps

    @method_decorator(right("public"))
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the sign-in page, which sends on whoever is signed in already."""
        # Where to go on to is checked where it is followed.
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    @method_decorator(right("administrator"))
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

    @method_decorator(right("administrator"))
    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")


administration = Administration(name="admin")


def field_name(record_type: RecordType, verb: str) -> str:
    """Return the name of the field in the grid."""
    return f"{record_type.key.replace('.', '__')}__{verb}"


class RoleForm(forms.ModelForm):
    """A role's name and its grid: one level for each type of record and verb."""

    class Meta:
        model = Group
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = role_levels(self.instance) if self.instance.pk else {}
        for record_type, verb in grid():
            self.initial[field_name(record_type, verb)] = levels.get((record_type.key, verb), 0)

    def levels(self) -> dict[tuple[str, str], int]:
        """Return the chosen level for each type key and verb."""
        return {(t.key, verb): self.cleaned_data.get(field_name(t, verb), 0) for t, verb in grid()}


def grid() -> list[tuple[RecordType, str]]:
    """Return the squares of the grid, without those that would decide nothing.

    What hangs on a guard has the guard's rights; what everybody sees needs no right to see; people are for administrators.
    """
    return [
        (record_type, verb)
        for record_type in record_types
        for verb in VERBS
        if not record_type.guard
        and not (verb == "view" and record_type.seen_by_all)
        and not (verb in ("change", "delete", "assign") and record_type.model is User)
    ]


class RoleAdmin(ModelAdmin):
    """Roles are saved through verbs; what was changed is written into the admin's own history."""

    search_fields = ("name",)
    ordering = ("name",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        squares = {
            field_name(t, verb): forms.TypedChoiceField(choices=LEVELS, coerce=int, label=verb.capitalize())
            for t, verb in grid()
        }
        form = type("RoleGridForm", (RoleForm,), dict(squares))
        return super().get_form(request, obj, change, **(kwargs | {"form": form, "fields": ["name", *squares]}))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        if self._is_fixed(obj):
            return [(None, {"fields": ["name"], "description": "Administrators may do everything, by themselves."})]
        types = {record_type.key: record_type for record_type, _ in grid()}
        squares = [(record_type.key, verb) for record_type, verb in grid()]
        rows = [
            (t.label_plural, {"fields": [tuple(field_name(t, verb) for key, verb in squares if key == t.key)]})
            for t in types.values()
        ]
        return [(None, {"fields": ["name"]}), *rows]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.title = "Roles"
        return changelist

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        titled = {"title": "Role" if object_id else "New role"} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, titled)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not self._is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._is_fixed(obj)

    @staticmethod
    def _is_fixed(role: Group | None) -> bool:
        return role is not None and role.name == ADMINISTRATOR

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Run the chosen action; ids that no role can have are a bad request."""
        ids = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(pk.isascii() and pk.isdecimal() and len(pk) <= LONGEST_ID for pk in ids):
            raise BadRequest("There are no such roles.")
        return super().response_action(request, queryset)

    def save_model(self, request: HttpRequest, obj: Group, form: RoleForm, change: bool) -> None:
        save_role(obj, form.levels(), by=request.user)

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        delete_role(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for role in queryset:
            delete_role(role, by=request.user)


administration.register(Group, RoleAdmin)
