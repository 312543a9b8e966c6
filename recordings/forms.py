from django import forms
from typing_extensions import override

from recordings.queries import RecordingFilter
from recordings.states import RecordingState


class FilterForm(forms.Form):
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
    agent_pk = forms.TypedChoiceField(
        required=False, label="Agent", coerce=int, empty_value=None
    )
    state = forms.ChoiceField(
        required=False, label="State", choices=[("", "Any"), *RecordingState.choices]
    )

    def __init__(
        self,
        data: object,
        *,
        queue_names: list[str],
        agents: list[tuple[int, str]],
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._offer("queue_name", [(name, name) for name in queue_names])
        self._offer("agent_pk", agents)

    def _offer(self, name: str, choices: list[tuple[object, str]] | object) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", "Any"), *choices]  # type: ignore[misc]

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
