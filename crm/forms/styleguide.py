"""A form of every kind of field, for the style guide."""

from django import forms

from crm.models import Account
from crm.records.forms import ReferenceField


class SpecimenForm(forms.Form):
    """Text, number, date, choice, look-up, long text and tick: what a form of ours can hold."""

    name = forms.CharField(help_text="As on their letterhead.", max_length=60)
    email = forms.EmailField(required=False)
    relationship = forms.ChoiceField(choices=[("prospect", "Prospect"), ("customer", "Customer")])
    revenue = forms.DecimalField(required=False, min_value=0)
    founded = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    number = forms.CharField(label="Account number", required=False, disabled=True, initial="A-1204")
    parent = ReferenceField(model=Account, label="Parent account", required=False)
    tell = forms.BooleanField(label="Tell me when something changes", required=False, help_text="By mail.")
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].for_user(user)
