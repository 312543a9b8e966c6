"""Opening hours that queues and flows share, and the site's time zone."""

from django.conf import settings
from django.db import models
from typing_extensions import override

from database.naming import UniquelyNamed

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class Site(models.Model):
    """What holds for the whole site; one row."""

    time_zone = models.CharField("time zone of the site", max_length=64)

    @override
    def __str__(self) -> str:
        return self.time_zone

    @classmethod
    def default(cls) -> "Site":
        """Return what holds until somebody has said otherwise; not stored."""
        return cls(pk=1, time_zone=settings.TIME_ZONE)


class Schedule(UniquelyNamed):
    """A week, its holidays and special days, as text that `hours.writing` reads."""

    name = models.CharField(max_length=80)
    # Empty is that of the site.
    time_zone = models.CharField("time zone", max_length=64, blank=True)
    monday = models.CharField(blank=True, max_length=120)
    tuesday = models.CharField(blank=True, max_length=120)
    wednesday = models.CharField(blank=True, max_length=120)
    thursday = models.CharField(blank=True, max_length=120)
    friday = models.CharField(blank=True, max_length=120)
    saturday = models.CharField(blank=True, max_length=120)
    sunday = models.CharField(blank=True, max_length=120)
    # Closed on the public holidays of this country and region; empty for none.
    country = models.CharField("holidays of", max_length=2, blank=True)
    region = models.CharField("region", max_length=10, blank=True)
    special_days = models.TextField("special days", blank=True, max_length=8000)

    class Meta:
        ordering = ("name",)

    @override
    def __str__(self) -> str:
        return self.name
