"""Which waiting callers are moved or ranked, and how."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from typing_extensions import override

from provider.callers import caller_words
from queues.models import Queue, QueueEntry
from text.plain import plain
from ui.forms import ManyField, PlainForm

PRIORITIES = [("", "As it is"), *((str(n), str(n)) for n in range(6))]


class CallersField(ManyField):
    @override
    def label_from_instance(self, obj: Any) -> str:
        call = obj.call
        who = plain(caller_words(call.caller_name, call.from_number))
        return f"{who}, {plain(obj.queue.name)}, priority {obj.priority}"


class MoveForm(PlainForm, forms.Form):
    entries = CallersField(
        QueueEntry.objects.none(),
        label="Callers",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    queue = forms.ModelChoiceField(
        Queue.objects.none(),
        label="Move to",
        required=False,
        empty_label="Where they are",
        widget=forms.Select({"class": "form-select"}),
    )
    priority = forms.TypedChoiceField(
        label="Priority",
        required=False,
        choices=PRIORITIES,
        coerce=int,
        empty_value=None,
        help_text="5 goes first.",
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        entries: QuerySet[QueueEntry],
        queues: QuerySet[Queue],
    ) -> None:
        super().__init__(data)
        callers, queue = self.fields["entries"], self.fields["queue"]
        assert isinstance(callers, CallersField)  # noqa: S101 - for the type checker
        assert isinstance(queue, forms.ModelChoiceField)  # noqa: S101 - the same
        callers.queryset, queue.queryset = entries, queues

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["queue"] and cleaned["priority"] is None:
            self.add_error("queue", "Choose a queue, or a priority below.")
        return cleaned
