import re

from django import forms
from typing_extensions import override

from calls.queries import ABANDONED, HistoryFilter
from calls.states import CallState
from ui.forms import PlainForm

DIGITS = re.compile(r"[0-9A-D*#]+", re.ASCII)
NO_DIGITS = "Use digits, * and # only."


class HistoryForm(PlainForm, forms.Form):
    number = forms.CharField(
        required=False,
        max_length=200,
        label="Number or name",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    first_day = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )
    queue_name = forms.ChoiceField(required=False, label="Queue")
    state = forms.ChoiceField(
        required=False,
        label="State",
        choices=[("", "Any state"), *CallState.choices, (ABANDONED, "Abandoned")],
    )

    def __init__(self, data: object, *, queue_names: list[str]) -> None:
        super().__init__(data)
        field = self.fields["queue_name"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", "Any queue"), *((name, name) for name in queue_names)]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", "This day is before the first one.")
        return cleaned

    def wanted(self) -> HistoryFilter:
        """Return the filter; nothing is restricted by a field that is wrong."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return HistoryFilter(**given)


class KeypadForm(PlainForm, forms.Form):
    digits = forms.CharField(
        max_length=40, error_messages={"required": "Press a digit first."}
    )

    def clean_digits(self) -> str:
        """Return the digits without the spaces between groups of them."""
        digits = "".join(str(self.cleaned_data["digits"]).upper().split())
        if not DIGITS.fullmatch(digits):
            raise forms.ValidationError(NO_DIGITS)
        return digits
