"""What an admin says of opening hours, as text that is read at once."""

from typing import TYPE_CHECKING, Any

from django import forms
from typing_extensions import override

from hours.calendar import countries, regions
from hours.models import WEEKDAYS, Schedule, Site
from hours.queries import zone_names
from hours.writing import (
    Unreadable,
    read_day,
    read_special_days,
    write_day,
    write_special_days,
)
from ui.forms import PlainForm

if TYPE_CHECKING:
    ScheduleModelForm = forms.ModelForm[Schedule]
    SiteModelForm = forms.ModelForm[Site]
else:
    ScheduleModelForm = SiteModelForm = forms.ModelForm

SELECT = {"class": "form-select"}


def zone_choices(first: str = "") -> list[tuple[str, str]]:
    names = [(name, name.replace("_", " ")) for name in zone_names()]
    return [("", first), *names] if first else names


class ScheduleForm(PlainForm, ScheduleModelForm):
    time_zone = forms.ChoiceField(
        label="Time zone", required=False, widget=forms.Select(SELECT)
    )
    country = forms.ChoiceField(
        label="Closed on the holidays of",
        required=False,
        widget=forms.Select(SELECT),
        help_text="A special day below can say otherwise of each.",
    )

    class Meta:
        model = Schedule
        fields = ("name", "time_zone", *WEEKDAYS, "country", "region", "special_days")
        help_texts = {
            "monday": "Such as 9:00-12:00, 13:00-17:00; always; or empty for closed.",
            "region": "Its code, such as BY; empty for the whole country.",
            "special_days": "One a line: 2026-12-24 closed Christmas Eve, "
            "2026-12-31 9:00-12:00, 2026-05-01 as usual.",
        }
        widgets = {"special_days": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("time_zone", zone_choices("That of the site"))
        self._choose("country", [("", "No country"), *countries().items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in WEEKDAYS:
            self._read(cleaned, name)
        self._read_special(cleaned)
        country, region = cleaned.get("country", ""), cleaned.get("region", "")
        cleaned["region"] = region.strip().upper()
        known = regions(country)
        if cleaned["region"] and cleaned["region"] not in known:
            some = ", ".join(known[:60])
            self.add_error("region", f"One of {some}." if some else "Leave it empty.")
        return cleaned

    def _read(self, cleaned: dict[str, Any], name: str) -> None:
        if name not in cleaned:
            return
        try:
            cleaned[name] = write_day(read_day(cleaned[name]))
        except Unreadable as error:
            self.add_error(name, str(error))

    def _read_special(self, cleaned: dict[str, Any]) -> None:
        try:
            days = read_special_days(cleaned.get("special_days", ""))
        except Unreadable as error:
            self.add_error("special_days", str(error))
        else:
            cleaned["special_days"] = write_special_days(days)


class SiteForm(PlainForm, SiteModelForm):
    time_zone = forms.ChoiceField(
        label="Time zone of the site",
        widget=forms.Select(SELECT),
        help_text="It counts for opening hours that name no other.",
    )

    class Meta:
        model = Site
        fields = ("time_zone",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = zone_choices()
