"""The forms of one's own profile: every field is named here, so that nothing else can be sent along."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from crm.actions.users import PREFERENCES, PROFILE
from crm.models import User
from crm.records.permissions import can
from crm.records.registry import record_types

HOME = ("", "Home")


class ProfileForm(forms.ModelForm):
    """How others find one in Kith."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = User
        fields = list(PROFILE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        tokens = {"name": "name", "job_title": "organization-title", "phone": "tel", "mobile": "tel"}
        for name, token in tokens.items():
            self.fields[name].widget.attrs["autocomplete"] = token

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PROFILE}


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the time zones of the world, grouped by continent."""
    groups: dict[str, list[tuple[str, str]]] = {"World": [("UTC", "UTC")]}
    for name in sorted(available_timezones()):
        continent, _, place = name.partition("/")
        if place and continent not in ("Etc", "SystemV", "US"):
            groups.setdefault(continent, []).append((name, place.replace("_", " ")))
    return list(groups.items())


def start_pages(user: User) -> list[tuple[str, str]]:
    """Return the pages one may start with: home, and the list of each type one may see."""
    lists = [(t.key, t.label_plural) for t in record_types.with_pages() if can(user, "view", t.model)]
    return [HOME, *lists]


class PreferencesForm(forms.ModelForm):
    """How Kith looks and behaves for oneself."""

    time_zone = forms.ChoiceField(help_text="Times are shown in this zone.")
    start_page = forms.ChoiceField(required=False, help_text="Where signing in leads to.")

    class Meta:
        model = User
        fields = list(PREFERENCES)
        help_texts = {"shortcuts_on": "Such as / for search. Ctrl K works either way."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = self._with_current(zones())
        self.fields["start_page"].choices = start_pages(self.instance)

    def _with_current(self, groups: list) -> list:
        current = self.instance.time_zone
        known = {name for _, places in groups for name, _ in places}
        return groups if current in known else [*groups, ("Other", [(current, current)])]

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PREFERENCES}
