"""Forms for what can be done with any record: share it, write a note on it, keep a list of it."""

from typing import Any

from django import forms

from crm.choices import ShareLevel
from crm.models import Note, SavedView, Team, User
from crm.records.forms import ReferenceField
from crm.records.permissions import access_of


class ShareForm(forms.Form):
    """With whom, and how far."""

    person = ReferenceField(model=User, label="Person", required=False)
    team = ReferenceField(model=Team, label="Or a team", required=False)
    level = forms.ChoiceField(choices=ShareLevel, initial=ShareLevel.READ, label="They may")
    reason = forms.CharField(max_length=300, required=False, label="Why", help_text="Shown to whoever sees the share.")

    def __init__(self, *args: Any, user: Any, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "team"):
            self.fields[name].for_user(user)
        if not may_change:
            self.fields["level"].choices = [(ShareLevel.READ.value, ShareLevel.READ.label)]

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and bool(data.get("person")) == bool(data.get("team")):
            raise forms.ValidationError("Choose a person or a team, one of them.")
        return data


class NoteForm(forms.ModelForm):
    """A note; who may read a private one."""

    readers = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, label="Also for", help_text="Only a private note has readers of its own."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    class Meta:
        model = Note
        fields = ("text", "is_private")
        labels = {"text": "Note", "is_private": "Private: only I and the people I name"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = User.objects.active().exclude(pk=user.pk).order_by("name")
        self.fields["readers"].widget.attrs["size"] = 4


class SavedViewForm(forms.ModelForm):
    """The name of a view, whether it opens first, and the team it is shared with."""

    opens_first = forms.BooleanField(required=False, label="Open this list with it")

    class Meta:
        model = SavedView
        fields = ("name", "team")
        labels = {"team": "Share with team"}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(pk__in=access_of(user).team_ids)
        self.fields["team"].empty_label = "Nobody, it is mine"
