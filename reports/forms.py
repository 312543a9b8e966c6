"""What a report is about, in its address."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from typing_extensions import override

from queues.models import Queue
from reports.periods import MOST_DAYS, Period, Preset, Step, period_of
from reports.queries import Wanted
from ui.forms import PlainForm

DATE = forms.DateInput(attrs={"type": "date"})


class ReportForm(PlainForm, forms.Form):
    queue = forms.ModelChoiceField(
        Queue.objects.none(),
        required=False,
        empty_label="All queues",
        widget=forms.Select({"class": "form-select"}),
    )
    when = forms.ChoiceField(
        required=False,
        label="Days",
        choices=Preset.choices,
        widget=forms.Select({"class": "form-select"}),
    )
    first_day = forms.DateField(required=False, label="From", widget=DATE)
    last_day = forms.DateField(required=False, label="To", widget=DATE)
    step = forms.ChoiceField(
        required=False,
        label="A row for each",
        choices=Step.choices,
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, data: object, *, queues: QuerySet[Queue], now: datetime) -> None:
        super().__init__(data)
        self.queues, self.now = queues, now
        field = self.fields["queue"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = queues
        self.fields["when"].initial = Preset.TODAY
        self.fields["step"].initial = Step.HOUR

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if cleaned.get("when") == Preset.DAYS:
            for name in ("first_day", "last_day"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, "Choose a day.")
        if first and last and first > last:
            self.add_error("last_day", "This day is before the first one.")
        elif not self.errors:
            self._require_few_rows()
        return cleaned

    def _require_few_rows(self) -> None:
        most = MOST_DAYS[self._step()]
        if self._period().days > most:
            self.add_error("step", f"Of more than {most} days, choose a longer step.")

    def wanted(self) -> Wanted:
        """Return what the form says, and today by the hour where it is wrong."""
        zone = site_zone()
        today = timezone.localtime(self.now, zone).date()
        if not self.is_valid():
            return Wanted(Period(today, today, zone), Step.HOUR, self.queues)
        queue = self.cleaned_data["queue"]
        queues = self.queues.filter(pk=queue.pk) if queue else self.queues
        return Wanted(self._period(), self._step(), queues)

    def _period(self) -> Period:
        zone = site_zone()
        today = timezone.localtime(self.now, zone).date()
        preset = Preset(self.cleaned_data.get("when") or Preset.TODAY)
        first: date | None = self.cleaned_data.get("first_day")
        last: date | None = self.cleaned_data.get("last_day")
        if preset == Preset.DAYS and first and last:
            return Period(first, last, zone)
        return period_of(preset, today, zone)

    def _step(self) -> Step:
        return Step(self.cleaned_data.get("step") or Step.HOUR)


def site_zone() -> ZoneInfo:
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo)  # noqa: S101 - settings name a zone
    return zone
