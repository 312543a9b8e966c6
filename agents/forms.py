from django import forms
from typing_extensions import override

from agents.models import NotReadyReason
from agents.states import CHOOSABLE, AgentState


class StateForm(forms.Form):
    """A state that may be chosen, and the reason that *not ready* needs."""

    state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in CHOOSABLE],
        error_messages={"invalid_choice": "This state cannot be chosen."},
    )
    reason = forms.CharField(max_length=40, required=False)

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        reason = str(cleaned.get("reason", ""))
        if cleaned.get("state") != AgentState.NOT_READY:
            return {**cleaned, "reason": ""}
        if not NotReadyReason.objects.filter(name=reason).exists():
            self.add_error("reason", "Choose one of the reasons for not being ready.")
        return cleaned

    def sentence(self) -> str:
        """Return what is wrong, as one sentence."""
        return " ".join(
            str(error) for errors in self.errors.values() for error in errors
        )
