"""How long what is kept stays, what is held, and what the job removed."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from typing_extensions import override

from database.bounded import BoundedIntegerField
from privacy.states import LEAST_DAYS, MOST_DAYS, Purpose

Person = settings.AUTH_USER_MODEL


class Retention(models.Model):
    """For how many days something is kept, of one queue or usually.

    `cursor` is the key up to which the job has looked through the rows: what lies before
    has gone, is held, or is kept by another rule. Whatever changes that sets it back.
    """

    purpose = models.CharField(max_length=10, choices=Purpose)
    queue = models.ForeignKey(
        "queues.Queue", null=True, on_delete=models.CASCADE, related_name="+"
    )
    # Empty: for ever.
    days = BoundedIntegerField(
        "days", null=True, blank=True, least=LEAST_DAYS, most=MOST_DAYS
    )
    cursor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("purpose", "queue"), name="one_period_of_a_queue"
            ),
            models.UniqueConstraint(
                fields=("purpose",),
                condition=Q(queue=None),
                name="one_usual_period",
            ),
        )

    @override
    def __str__(self) -> str:
        return Purpose(self.purpose).label


class LegalHold(models.Model):
    """A call of which nothing is removed as long as the hold lasts."""

    call = models.ForeignKey(
        "calls.Call", on_delete=models.CASCADE, related_name="holds"
    )
    reason = models.CharField(max_length=200)
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-placed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("call",),
                condition=Q(lifted_at=None),
                name="one_open_hold_of_a_call",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"call {self.call_id}: {self.reason}"


class DeletionRun(models.Model):
    """One night's work of the job, or what somebody started."""

    started_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                IsNull(F("ended_at"), True),
                condition=Q(ended_at=None),
                name="one_run_at_a_time",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"run of {self.started_at:%Y-%m-%d %H:%M}"


class DeletionStep(models.Model):
    """What a run removed of one purpose by one rule, and how far it has come."""

    run = models.ForeignKey(DeletionRun, on_delete=models.CASCADE, related_name="steps")
    purpose = models.CharField(max_length=10, choices=Purpose)
    retention = models.ForeignKey(Retention, null=True, on_delete=models.SET_NULL)
    # The queue whose period it was; empty for the usual one.
    queue_name = models.CharField(max_length=80, blank=True)
    # What is older goes.
    cutoff = models.DateTimeField()
    # Of the first row that was looked at, and of the last.
    first_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    removed = models.PositiveIntegerField(default=0)
    removed_bytes = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    @override
    def __str__(self) -> str:
        return f"{self.purpose} {self.queue_name}"

    @property
    def per_cent(self) -> int:
        """How far it is on its way from the oldest row to the newest that goes."""
        if self.ended_at:
            return 100
        if self.first_at is None or self.reached_at is None:
            return 0
        way = (self.cutoff - self.first_at).total_seconds()
        return int(100 * _secs(self.first_at, self.reached_at) / way) if way > 0 else 0


def _secs(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()
