"""A flow as a form: hours, a menu, and where each digit leads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from typing_extensions import override

from flows import actions
from flows.graph import DIGITS, START
from flows.models import Flow, FlowVersion
from flows.states import Kind
from hours.models import Schedule
from provisioning.models import PhoneNumber
from queues.forms import DestinationForm
from queues.models import Queue
from queues.overflow import CLOSED_WORDS
from ui.forms import ManyField, PlainForm

# What may be chosen in one menu, beside 0 for a person.
MOST_CHOICES = 5
ONE_MOMENT = "One moment, please. You are being connected."
NOT_RIGHT = "Something about where callers go is not right yet."
SELECT = {"class": "form-select"}
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


class ChoiceForm(DestinationForm):
    """One digit of the menu, and where it leads."""

    digit = forms.ChoiceField(
        label="Digit",
        required=False,
        choices=[("", "None"), *((digit, digit) for digit in DIGITS)],
        widget=forms.Select(SELECT),
    )
    field_order = ("digit", "kind", "queue", "number", "text")

    @override
    def clean(self) -> dict[str, Any]:
        if "digit" not in self.errors and not self.cleaned_data.get("digit"):
            return self.cleaned_data
        return super().clean()


class FlowForm(PlainForm, forms.Form):
    """What callers meet before a queue.

    Besides its own fields it has a form for outside the hours (`closed`) and one of each
    digit (`choices`).
    """

    name = forms.CharField(label="Name", max_length=80)
    phone_numbers = ManyField(
        PhoneNumber.objects.all(),
        required=False,
        label="Numbers that it leads",
        help_text="Counts when the flow is published.",
        widget=forms.CheckboxSelectMultiple,
    )
    schedule = forms.ModelChoiceField(
        Schedule.objects.all(),
        label="Opening hours",
        required=False,
        empty_label="Always open",
        widget=forms.Select(SELECT),
    )
    text = forms.CharField(
        label="The menu says",
        required=False,
        max_length=1000,
        help_text="Empty for no menu.",
        widget=forms.Textarea({"rows": 3}),
    )
    wrong = forms.CharField(
        label="After a wrong digit",
        required=False,
        max_length=200,
        initial="Sorry, I did not understand.",
    )
    seconds = forms.IntegerField(
        label="Waits for a digit, seconds",
        min_value=2,
        max_value=30,
        initial=5,
        widget=forms.TextInput(NUMERIC),
    )
    tries = forms.IntegerField(
        label="Asks so often",
        min_value=1,
        max_value=5,
        initial=2,
        widget=forms.TextInput(NUMERIC),
    )
    person = forms.ModelChoiceField(
        Queue.objects.filter(retired_at=None),
        label="Whoever presses nothing, or 0, comes into",
        empty_label="Choose a queue",
        widget=forms.Select(SELECT),
    )

    def __init__(self, data: Any = None, *, flow: Flow) -> None:
        super().__init__(data, initial=initial_of(flow))
        self.flow = flow
        queues = Queue.objects.filter(retired_at=None)
        common: dict[str, Any] = {"queues": queues, "use_required_attribute": False}
        nodes = flow.draft
        closed = nodes.get("closed", {"kind": Kind.WORDS, "text": CLOSED_WORDS})
        self.closed = DestinationForm(data, prefix="closed", initial=closed, **common)
        stored = [
            {"digit": digit, **nodes[name]}
            for digit, name in nodes.get("menu", {}).get("choices", {}).items()
            if name != "person"
        ]
        self.choices = [
            ChoiceForm(
                data,
                prefix=f"choice{number}",
                initial=stored[number] if number < len(stored) else {},
                **common,
            )
            for number in range(MOST_CHOICES)
        ]

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for form in (self.closed, *self.choices):
            if not form.is_valid():
                self.add_error(None, NOT_RIGHT)
                continue
            digit = form.cleaned_data.get("digit", "")
            if digit and digit in seen:
                form.add_error("digit", "This digit leads somewhere above already.")
                self.add_error(None, NOT_RIGHT)
            seen.add(digit)
        return cleaned

    def nodes(self) -> dict[str, Any]:
        """Return the flow that the valid form says."""
        said = self.cleaned_data
        nodes: dict[str, Any] = {
            "person": {"kind": Kind.QUEUE.value, "queue": said["person"].pk}
        }
        first = "person"
        if said["text"]:
            first = "menu"
            nodes["menu"] = self._menu(nodes)
        schedule = said["schedule"]
        nodes[START] = {
            "kind": Kind.HOURS.value,
            "schedule": schedule.pk if schedule else None,
            "open": first,
            "closed": "closed" if schedule else first,
        }
        nodes["closed"] = _destination(self.closed)
        return nodes

    def _menu(self, nodes: dict[str, Any]) -> dict[str, Any]:
        choices = {"0": "person"}
        for form in self.choices:
            if digit := form.cleaned_data.get("digit", ""):
                choices[digit] = f"digit-{digit}"
                nodes[f"digit-{digit}"] = _destination(form)
        said = self.cleaned_data
        return {
            "kind": Kind.MENU.value,
            **{name: said[name] for name in ("text", "wrong", "seconds", "tries")},
            "choices": choices,
            "otherwise": "person",
        }

    def store(self) -> Flow:
        """Save the draft; raises Refused."""
        self.flow.name = self.cleaned_data["name"]
        return actions.save_draft(self.flow, self.nodes())

    def publish(self, *, by: User, now: datetime) -> FlowVersion:
        """Save the draft and let callers meet it; raises Refused."""
        numbers = list(self.cleaned_data["phone_numbers"])
        return actions.publish_flow(self.store().pk, numbers, by=by, now=now)


def _destination(form: DestinationForm) -> dict[str, Any]:
    said = form.said()
    if said.get("kind") == Kind.NUMBER:
        return {**said, "text": form.cleaned_data.get("text") or ONE_MOMENT}
    return said


def initial_of(flow: Flow) -> dict[str, Any]:
    """Return what the form starts with, of the draft."""
    nodes: Mapping[str, Any] = flow.draft
    if not nodes:
        return {}
    routes = flow.routes.values_list("phone_number", flat=True)
    menu = nodes.get("menu", {})
    shown = ("text", "wrong", "seconds", "tries")
    return {
        "name": flow.name,
        "schedule": nodes[START]["schedule"],
        "person": nodes["person"]["queue"],
        "phone_numbers": list(routes) if flow.pk else [],
        **{name: menu[name] for name in shown if name in menu},
    }


class TryForm(PlainForm, forms.Form):
    """A call that is only thought: when it comes, and what is pressed."""

    is_open = forms.ChoiceField(
        label="It comes",
        required=False,
        choices=[
            ("", "now"),
            ("open", "while it is open"),
            ("closed", "outside hours"),
        ],
        widget=forms.Select(SELECT),
    )
    digits = forms.CharField(label="Presses", required=False, max_length=8)

    def clean_digits(self) -> str:
        digits = str(self.cleaned_data["digits"]).strip()
        if digits and not (digits.isascii() and digits.isdecimal()):
            raise forms.ValidationError("Write digits only.")
        return digits
