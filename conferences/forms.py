from django import forms
from django.conf import settings

from conferences.states import SupervisorRole
from provider import numbers
from ui.forms import PlainForm


class RoleForm(PlainForm, forms.Form):
    """A role is always said: without one Telnyx would open the supervisor's voice."""

    role = forms.ChoiceField(choices=SupervisorRole.choices)


class AddForm(PlainForm, forms.Form):
    to = forms.CharField(
        max_length=80,
        label="Number to call",
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "placeholder": numbers.EXAMPLE,
                "autocomplete": "off",
            }
        ),
        error_messages={"required": f"Write a number, such as {numbers.EXAMPLE}."},
    )

    def clean_to(self) -> str:
        """Return the number as E.164, however it was written."""
        try:
            return numbers.read(self.cleaned_data["to"], settings.PHONE_COUNTRY)
        except numbers.NotANumber as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
