from django import forms
from django.conf import settings

from provider import numbers
from transfers.actions.asking import Asked
from transfers.states import Fallback, Way
from ui.forms import PlainForm


class AskForm(PlainForm, forms.Form):
    """How to transfer; whom to says the address that it is sent to."""

    way = forms.ChoiceField(choices=Way.choices, required=False)
    note = forms.CharField(required=False, max_length=300, label="Note for the next")
    if_unanswered = forms.ChoiceField(choices=Fallback.choices, required=False)

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(
            way=Way(given["way"] or Way.SEND),
            note=" ".join(given["note"].split()),
            if_unanswered=Fallback(given["if_unanswered"] or Fallback.ME),
        )


class NumberForm(AskForm):
    to = forms.CharField(
        max_length=80,
        label="Number",
        error_messages={"required": f"Write a number, such as {numbers.EXAMPLE}."},
    )

    def clean_to(self) -> str:
        """Return the number as E.164, however it was written."""
        try:
            return numbers.read(self.cleaned_data["to"], settings.PHONE_COUNTRY)
        except numbers.NotANumber as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
