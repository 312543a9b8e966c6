"""What the audit tells of opening hours."""

from audit.changes import Value
from audit.subjects import Subject, fields_of, labels_of
from hours.models import WEEKDAYS, Schedule, Site

FIELDS = ("name", "time_zone", *WEEKDAYS, "country", "region", "special_days")


def _schedule(schedule: Schedule) -> dict[str, Value]:
    return fields_of(schedule, FIELDS)


SCHEDULE = Subject(
    kind="hours",
    label="Opening hours",
    model=Schedule,
    values=_schedule,
    labels=labels_of(Schedule, FIELDS),
)


def _site(site: Site) -> dict[str, Value]:
    return fields_of(site, ("time_zone",))


SITE = Subject(
    kind="site",
    label="Site",
    model=Site,
    values=_site,
    labels=labels_of(Site, ("time_zone",)),
    name=lambda _: "",
)
