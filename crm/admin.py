"""The Django admin, for administrators only: roles and how far their rights reach. Record types are not here."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from crm.actions.roles import delete_role, role_levels, save_role
from crm.records.permissions import VERBS, Level
from crm.records.registry import RecordType, record_types
from crm.records.roles import ADMINISTRATOR

LEVELS = [(int(level), level.name.lower()) for level in Level]


class Administration(AdminSite):
    """An admin of our own, on which nothing is but what we put there, behind the one sign-in."""

    site_header = site_title = "Kith administration"
    index_title = "Set-up"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the sign-in page; whoever is signed in and comes here is not an administrator."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        # Where to go on to is checked where it is followed.
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

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
    """Return the squares of the grid; what hangs on a guard has the guard's rights and no square."""
    return [(record_type, verb) for record_type in record_types if not record_type.guard for verb in VERBS]


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
        rows = [(t.label_plural, {"fields": [tuple(field_name(t, verb) for verb in VERBS)]}) for t in types.values()]
        return [(None, {"fields": ["name"]}), *rows]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not self._is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._is_fixed(obj)

    @staticmethod
    def _is_fixed(role: Group | None) -> bool:
        return role is not None and role.name == ADMINISTRATOR

    def save_model(self, request: HttpRequest, obj: Group, form: RoleForm, change: bool) -> None:
        save_role(obj, form.levels(), by=request.user)

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        delete_role(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for role in queryset:
            delete_role(role, by=request.user)


administration.register(Group, RoleAdmin)
