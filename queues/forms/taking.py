"""Whom a caller goes to, and where a number leads."""

from django import forms

from agents.models import Agent
from agents.states import AgentState
from queues.models import Queue
from ui.forms import PlainForm


class AssignForm(PlainForm, forms.Form):
    agent = forms.ModelChoiceField(
        Agent.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose an agent.",
            "invalid_choice": "This agent is not in the queue, or not available now.",
        },
    )

    def __init__(self, data: object = None, *, queue: Queue) -> None:
        super().__init__(data)
        field = self.fields["agent"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        field.queryset = queue.agents.filter(state=AgentState.AVAILABLE).order_by(
            "state_since"
        )


class RouteForm(PlainForm, forms.Form):
    queue = forms.ModelChoiceField(
        Queue.objects.filter(retired_at=None),
        required=False,
        error_messages={
            "invalid_choice": "This queue does not exist any more, or is retired."
        },
    )
