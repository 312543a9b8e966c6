from django import forms
from typing_extensions import override

from calls.queries import LOST, HistoryFilter
from calls.states import CallState


class HistoryForm(forms.Form):
    number = forms.CharField(
        required=False,
        max_length=40,
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
        choices=[("", "Any state"), *CallState.choices, (LOST, "Lost")],
    )

    def __init__(self, data: object, *, queue_names: list[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
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
