from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from typing_extensions import override

from agents import queries
from agents.actions import FINISH_WRAP_UP, SIGN_OUT, Wish
from agents.models import Agent, NotReadyReason
from agents.states import CHOOSABLE, AgentState
from ui.forms import ManyField, PlainForm


class StateForm(PlainForm, forms.Form):
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
        if not NotReadyReason.objects.filter(name=reason, is_offered=True).exists():
            self.add_error("reason", "Choose one of the reasons for not being ready.")
        return cleaned

    def sentence(self) -> str:
        """Return what is wrong, as one sentence."""
        return " ".join(
            str(error) for errors in self.errors.values() for error in errors
        )


class ManyForm(PlainForm, forms.Form):
    """Several agents, and what a supervisor wants for all of them."""

    agents = ManyField(
        Agent.objects.none(),
        error_messages={"required": "Choose at least one agent."},
    )
    wish = forms.ChoiceField(
        error_messages={
            "required": "Choose what to do.",
            "invalid_choice": "Choose what to do out of the list.",
        }
    )

    def __init__(self, data: object, *, agents: QuerySet[Agent]) -> None:
        super().__init__(data)
        many, wish = self.fields["agents"], self.fields["wish"]
        assert isinstance(many, ManyField)  # noqa: S101 - for the types
        assert isinstance(wish, forms.ChoiceField)  # noqa: S101
        many.queryset = agents
        wish.choices = [(one.key, one.label) for one in wishes()]

    def wanted(self) -> tuple[QuerySet[Agent], Wish]:
        state, _, reason = self.cleaned_data["wish"].partition(":")
        return self.cleaned_data["agents"], Wish(state, reason)

    def sentence(self) -> str:
        """Return what is wrong, as one sentence."""
        return " ".join(
            str(error) for errors in self.errors.values() for error in errors
        )


@dataclass(frozen=True)
class WishChoice:
    """A line of the menu; `key` is the state, with its reason behind a colon."""

    key: str
    label: str


def wishes() -> list[WishChoice]:
    """Return what can be done for several agents at once, in the order of the menu."""
    not_ready = AgentState.NOT_READY
    reasons = [(f"{not_ready}:{one.name}", one.name) for one in queries.reasons()]
    lines = [
        (AgentState.AVAILABLE.value, f"Set {AgentState.AVAILABLE.label}"),
        *((key, f"Set {name}") for key, name in reasons),
        (AgentState.OFFLINE.value, f"Set {AgentState.OFFLINE.label}"),
        (FINISH_WRAP_UP, "End wrap-up"),
        (SIGN_OUT, "Sign out"),
    ]
    return [WishChoice(key, label) for key, label in lines]
