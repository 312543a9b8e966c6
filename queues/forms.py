from typing import TYPE_CHECKING

from django import forms
from django.utils.text import slugify

from agents.models import Agent
from agents.states import AgentState
from callcontrol.models import PhoneNumber
from queues import actions
from queues.models import Queue

if TYPE_CHECKING:
    QueueModelForm = forms.ModelForm[Queue]
else:
    QueueModelForm = forms.ModelForm


class QueueForm(QueueModelForm):
    """A queue with its members and the numbers that feed it."""

    hold_music_url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Hold music (address of a sound file)",
    )
    agents = forms.ModelMultipleChoiceField(
        Agent.objects.all(),
        required=False,
        label="Members",
        widget=forms.CheckboxSelectMultiple,
    )
    phone_numbers = forms.ModelMultipleChoiceField(
        PhoneNumber.objects.all(),
        required=False,
        label="Numbers that feed it",
        help_text="A number feeds one queue; choosing it here takes it from another.",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Queue
        fields = (
            "name",
            "greeting",
            "hold_music_url",
            "max_size",
            "max_wait_secs",
            "ring_secs",
            "wrap_up_secs",
            "sl_threshold_secs",
            "sl_goal",
            "short_abandon_secs",
            "target_wait_secs",
        )
        labels = {
            "max_size": "Most callers at a time",
            "max_wait_secs": "Longest stay in Telnyx's queue, seconds",
            "ring_secs": "Ring an agent for, seconds",
            "wrap_up_secs": "Wrap-up, seconds",
            "sl_threshold_secs": "Service level: answered within, seconds",
            "sl_goal": "Service level: goal, per cent",
            "short_abandon_secs": "A misdial gives up within, seconds",
            "target_wait_secs": "Nobody should wait longer than, seconds",
        }
        help_texts = {
            "greeting": "Spoken before the caller enters the queue; empty for none.",
            "max_wait_secs": "After this the caller is put in again; the wait goes on.",
        }
        widgets = {"greeting": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.instance.pk:
            routes = self.instance.routes.all()
            self.initial["agents"] = self.instance.agents.all()
            self.initial["phone_numbers"] = [route.phone_number_id for route in routes]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not slugify(name):
            raise forms.ValidationError("Use at least one Latin letter or digit.")
        return name

    def clean_ring_secs(self) -> int:
        return self._within("ring_secs", 5, 600, "Telnyx rings for 5 to 600 seconds.")

    def clean_sl_goal(self) -> int:
        return self._within(
            "sl_goal", 1, 100, "The goal is between 1 and 100 per cent."
        )

    def clean_max_size(self) -> int:
        return self._within("max_size", 1, 10_000, "At least 1, at most 10000 callers.")

    def clean_max_wait_secs(self) -> int:
        return self._within(
            "max_wait_secs", 60, 14_400, "Between 60 and 14400 seconds."
        )

    def _within(self, field: str, least: int, most: int, sentence: str) -> int:
        value = int(self.cleaned_data[field])
        if not least <= value <= most:
            raise forms.ValidationError(sentence)
        return value

    def store(self) -> Queue:
        """Save what the valid form says.

        Telnyx's name is made once and kept: callers stand in the queue of that name.
        """
        queue: Queue = self.instance
        if not queue.telnyx_name:
            queue.telnyx_name = self._free_name(slugify(queue.name))
        return actions.save_queue(
            queue,
            agents=list(self.cleaned_data["agents"]),
            phone_numbers=list(self.cleaned_data["phone_numbers"]),
        )

    def _free_name(self, wish: str) -> str:
        taken = set(Queue.objects.values_list("telnyx_name", flat=True))
        name, number = wish, 1
        while name in taken:
            number += 1
            name = f"{wish}-{number}"
        return name


class AssignForm(forms.Form):
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
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["agent"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        field.queryset = queue.agents.filter(state=AgentState.AVAILABLE).order_by(
            "state_since"
        )


class RouteForm(forms.Form):
    queue = forms.ModelChoiceField(
        Queue.objects.all(),
        required=False,
        error_messages={"invalid_choice": "This queue does not exist any more."},
    )
