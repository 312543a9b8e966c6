from django import forms
from typing_extensions import override

from recordings.queries import RecordingFilter
from recordings.states import RecordingState
from ui.forms import PlainForm


class FilterForm(PlainForm, forms.Form):
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
    agent_pk = forms.TypedChoiceField(
        required=False, label="Agent", coerce=int, empty_value=None
    )
    state = forms.ChoiceField(
        required=False,
        label="State",
        choices=[("", "Any state"), *RecordingState.choices],
    )

    def __init__(
        self,
        data: object,
        *,
        queue_names: list[str],
        agents: list[tuple[int, str]],
    ) -> None:
        super().__init__(data)
        self._offer("queue_name", "Any queue", [(name, name) for name in queue_names])
        self._offer("agent_pk", "Any agent", agents)

    def _offer(
        self, name: str, anything: str, choices: list[tuple[object, str]] | object
    ) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", anything), *choices]  # type: ignore[misc]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", "This day is before the first one.")
        return cleaned

    def wanted(self) -> RecordingFilter:
        """Return the filter; nothing is restricted by a field that is wrong."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return RecordingFilter(**given)
