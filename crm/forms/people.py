"""Forms by which administrators make and change people, let them go, and fill teams."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from crm.models import Team, User
from crm.records.roles import ADMINISTRATOR

INVITATIONS = [
    ("mail", "Send an invitation by mail"),
    ("link", "Show me a link once, to pass on myself"),
    ("none", "Not now"),
]


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick."""

    template_name = "people/_boxes.html"


class OneOf(forms.RadioSelect):
    """Boxes of which one is chosen."""

    template_name = "people/_boxes.html"


class Choices(forms.ModelMultipleChoiceField):
    """Several rows, as boxes to tick."""

    widget = Boxes


class PersonForm(forms.ModelForm):
    """Who somebody is, what the person may do, and the teams; the verbs save."""

    roles = Choices(queryset=Group.objects.none(), required=False)
    teams = Choices(queryset=Team.objects.none(), required=False)
    primary_team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        empty_label="None",
        help_text="New records of this person belong to it.",
    )

    class Meta:
        model = User
        fields = ["name", "username", "email", "job_title", "phone", "mobile"]
        help_texts = {"username": "To sign in with, beside the email.", "email": "Mails of Kith go there."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.instance
        self.fields["roles"].queryset = Group.objects.order_by("name")
        teams = Team.objects.filter(is_active=True)
        if not user._state.adding:
            teams = (teams | Team.objects.filter(memberships__user=user)).distinct()
            role_ids = set(user.groups.values_list("pk", flat=True))
            if user.is_superuser:
                role_ids |= set(Group.objects.filter(name=ADMINISTRATOR).values_list("pk", flat=True))
            self.initial |= {"roles": role_ids, "teams": list(user.teams.all()), "primary_team": user.team_id}
        for name in ("teams", "primary_team"):
            self.fields[name].queryset = teams.order_by("name", "pk")
        self.fields["username"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def clean_username(self) -> str:
        """Refuse a user name that could be taken for somebody's address."""
        username = self.cleaned_data["username"]
        if "@" in username:
            raise ValidationError("A user name has no @: people can sign in with their email anyway.")
        return username

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        """Refuse a primary team that the person is not in; with one team only, it is the primary one."""
        cleaned = super().clean() or self.cleaned_data
        teams, primary = cleaned.get("teams"), cleaned.get("primary_team")
        if primary and teams is not None and primary not in teams:
            self.add_error("primary_team", "Tick this team above too, or choose one that is ticked.")
        return cleaned

    @property
    def who(self) -> list[forms.BoundField]:
        """The fields that say who it is, for the template."""
        return [self[name] for name in self._meta.fields]

    def identity(self) -> dict[str, Any]:
        """Return the columns of the person itself."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class NewPersonForm(PersonForm):
    """A new person, and how the person comes in."""

    invitation = forms.ChoiceField(
        choices=INVITATIONS,
        initial="mail",
        widget=OneOf,
        label="How will they come in?",
        help_text="The link lets this person choose a password. It works once, within three days.",
    )


class ChangePersonForm(PersonForm):
    """A change of a person, with the version it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class InvitationForm(forms.Form):
    """How somebody gets the link."""

    how = forms.ChoiceField(choices=INVITATIONS[:2], initial="mail", widget=OneOf, label="How will they get it?")


class LeaverForm(forms.Form):
    """Who takes over what the person owns."""

    hand_over_to = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who takes over?", empty_label="Choose somebody"
    )

    def __init__(self, *args: Any, others: QuerySet, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hand_over_to"].queryset = others
        self.fields["hand_over_to"].required = is_needed


class MemberForm(forms.Form):
    """Who joins the team."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label="Add somebody", empty_label="Choose somebody")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outside = User.objects.filter(is_active=True).exclude(memberships__team=team)
        self.fields["user"].queryset = outside.order_by("name", "pk")
