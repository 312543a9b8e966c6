"""Where callers go on to: from a queue for a reason, from a menu by a digit."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from typing_extensions import override

from provider import phones
from queues.models import Queue
from queues.overflow import Destination, Reason
from ui.forms import PlainForm

STAY = "They wait"
TOLD = "They are told so, and the call ends"
LONGEST_TEXT = 1000
HELP = {
    Reason.CLOSED: "Who waits already is still taken, but for a queue closed by hand.",
    Reason.FULL: "As many wait as the queue takes.",
    Reason.NOBODY: "Every member is offline or disconnected.",
    Reason.NOT_READY: "Members are here, and each is not ready or not responding.",
    Reason.TOO_LONG: "They have waited for as long as the queue lets them.",
}


class DestinationForm(PlainForm, forms.Form):
    """Where somebody goes on to, and what belongs to that.

    `nothing` is what it is called that they go nowhere; without it they have to.
    """

    kind = forms.ChoiceField(
        label="They go on to",
        required=False,
        widget=forms.Select({"class": "form-select"}),
    )
    queue = forms.ModelChoiceField(
        Queue.objects.none(),
        label="Queue",
        required=False,
        empty_label="None",
        widget=forms.Select({"class": "form-select"}),
    )
    number = forms.CharField(label="Number", required=False, max_length=200)
    text = forms.CharField(
        label="Words", required=False, max_length=LONGEST_TEXT, widget=forms.TextInput
    )

    def __init__(
        self, *args: Any, queues: QuerySet[Queue], nothing: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.may_stay = bool(nothing)
        kind, queue = self.fields["kind"], self.fields["queue"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(queue, forms.ModelChoiceField)  # noqa: S101 - the same
        kind.choices = [("", nothing or "None"), *Destination.choices]
        queue.queryset = queues

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind", "")
        if not kind and not self.may_stay and "kind" not in self.errors:
            self.add_error("kind", "Choose where they go on to.")
        if kind == Destination.QUEUE and not cleaned.get("queue"):
            self.add_error("queue", "Choose the queue.")
        if kind == Destination.WORDS and not cleaned.get("text"):
            self.add_error("text", "Write what callers are told.")
        if kind == Destination.NUMBER:
            self._read_number(cleaned)
        return cleaned

    def _read_number(self, cleaned: dict[str, Any]) -> None:
        try:
            cleaned["number"] = phones.read(
                cleaned.get("number", ""), settings.PHONE_COUNTRY
            )
        except phones.NotDiallable as error:
            self.add_error("number", str(error))

    def said(self) -> dict[str, Any]:
        """Return the destination that the valid form says; empty for none."""
        cleaned = self.cleaned_data
        kind = cleaned["kind"]
        values = {
            Destination.QUEUE: {"queue": getattr(cleaned["queue"], "pk", None)},
            Destination.NUMBER: {"number": cleaned["number"]},
            Destination.WORDS: {"text": cleaned["text"]},
        }
        return {"kind": kind, **values[Destination(kind)]} if kind else {}


class OverflowForm(DestinationForm):
    """Where the callers of a queue go on to for one reason."""

    def __init__(self, *args: Any, reason: Reason, **kwargs: Any) -> None:
        nothing = TOLD if reason == Reason.CLOSED else STAY
        super().__init__(*args, nothing=nothing, **kwargs)
        self.reason = reason
        self.about = HELP[reason]


def overflow_forms(
    data: Any, queue: Queue, queues: QuerySet[Queue]
) -> list[OverflowForm]:
    """Return a form for each reason, with what the queue says now."""
    others = queues.filter(retired_at=None).exclude(pk=queue.pk)
    return [
        OverflowForm(
            data,
            prefix=f"overflow_{reason}",
            initial=queue.overflow.get(reason, {}),
            reason=reason,
            queues=others,
            use_required_attribute=False,
        )
        for reason in Reason
    ]
