"""What is asked of the record."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from typing_extensions import override

from audit.states import Action
from privacy.kinds import CHOICES
from privacy.queries import RecordFilter, people, queues, stored_periods
from privacy.states import LEAST_DAYS, MOST_DAYS, OF_CALLS, WHY, Purpose
from queues.models import Queue
from text.plain import plain
from ui.forms import PlainForm

EVER = "Days; empty: for ever."
USUAL = "Days; empty: as usual, 0: for ever."


def _select() -> forms.Select:
    return forms.Select({"class": "form-select"})


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by their names."""

    @override
    def label_from_instance(self, obj: Any) -> str:
        return plain(obj.get_full_name() or obj.username)


class CallerForm(PlainForm, forms.Form):
    number = forms.CharField(
        label="Number",
        max_length=120,
        help_text="As they call, such as +1 415 555 0132.",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )


class HoldForm(PlainForm, forms.Form):
    reason = forms.CharField(label="Why it is held", max_length=200)


@dataclass(frozen=True)
class Line:
    """What the page says of one purpose."""

    purpose: Purpose
    why: str
    usual: forms.BoundField
    of_queues: list[forms.BoundField]

    @property
    def is_special(self) -> bool:
        """Whether a queue has a period of its own, or one that cannot be."""
        return any(field.value() or field.errors for field in self.of_queues)


class _PeriodFields(forms.Form):
    """Makes the fields, before `PlainForm` gives them its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queues = queues()
        for purpose in Purpose:
            self.fields[purpose.value] = _days(str(purpose.label), EVER)
            for queue in self.queues if purpose in OF_CALLS else ():
                label = f"{purpose.label} of {plain(queue.name)}"
                self.fields[_name(purpose, queue)] = _days(label, USUAL)


class PeriodsForm(PlainForm, _PeriodFields):
    """A field for each purpose, and for each queue that has periods of its own.

    A queue has some as soon as one of its fields is filled in; 0 stands for ever there,
    where empty means the usual.
    """

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for row in stored_periods():
            name = _name(Purpose(row.purpose), row.queue)
            self.initial[name] = row.days if row.queue is None else row.days or 0

    @property
    def lines(self) -> list[Line]:
        """Each purpose with why it is kept, its field, and those of the queues."""
        return [
            Line(purpose, WHY[purpose], self[purpose.value], self._of_queues(purpose))
            for purpose in Purpose
        ]

    def _of_queues(self, purpose: Purpose) -> list[forms.BoundField]:
        if purpose not in OF_CALLS:
            return []
        return [self[_name(purpose, queue)] for queue in self.queues]

    def periods(self) -> dict[tuple[str, int | None], int | None]:
        """Return days by purpose and queue (None for the usual); None days for ever."""
        said = self.cleaned_data
        found: dict[tuple[str, int | None], int | None] = {}
        for purpose in Purpose:
            found[purpose.value, None] = said.get(purpose.value) or None
            for queue in self.queues if purpose in OF_CALLS else ():
                days = said.get(_name(purpose, queue))
                if days is not None:
                    found[purpose.value, queue.pk] = days or None
        return found


def _name(purpose: Purpose, queue: Queue | None) -> str:
    return f"{purpose.value}_{queue.pk}" if queue else purpose.value


def _days(label: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0 if help_text == USUAL else LEAST_DAYS,
        max_value=MOST_DAYS,
        help_text=help_text,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class RecordFilterForm(PlainForm, forms.Form):
    person = PersonChoice(
        User.objects.none(),
        label="Who",
        required=False,
        empty_label="Any person",
        widget=_select(),
    )
    action = forms.ChoiceField(
        label="What was done",
        required=False,
        choices=[("", "Any action"), *Action.choices],
        widget=_select(),
    )
    kind = forms.ChoiceField(
        label="To what",
        required=False,
        choices=[("", "Any thing"), *CHOICES],
        widget=_select(),
    )
    name = forms.CharField(
        label="Its name",
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search"}),
    )
    first_day = _day("From")
    last_day = _day("To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, PersonChoice)  # noqa: S101 - for the type checker
        field.queryset = people()

    def wanted(self) -> RecordFilter:
        """Return the filter; what cannot be understood does not restrict."""
        self.full_clean()
        said = self.cleaned_data
        person = said.get("person")
        return RecordFilter(
            person=person.pk if person else 0,
            action=said.get("action", ""),
            kind=said.get("kind", ""),
            name=said.get("name", ""),
            first_day=said.get("first_day"),
            last_day=said.get("last_day"),
        )
