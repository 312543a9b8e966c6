"""What left the queues, counted by interval, and what service level meant when it did."""

from django.db import models
from typing_extensions import override

from queues.models.queues import Queue
from queues.states import Formula


class MetricDefinition(models.Model):
    """What the service level of a queue means from a moment on; never changed.

    What was counted before keeps the one that held then.
    """

    queue = models.ForeignKey(
        Queue, on_delete=models.CASCADE, related_name="definitions"
    )
    version = models.PositiveIntegerField()
    holds_from = models.DateTimeField()
    threshold_secs = models.PositiveIntegerField()
    short_secs = models.PositiveIntegerField()
    goal = models.PositiveSmallIntegerField()
    formula = models.CharField(max_length=16, choices=Formula)

    class Meta:
        ordering = ("queue", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("queue", "version"), name="one_definition_of_a_version"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"queue {self.queue_id}, definition {self.version}"


class IntervalCount(models.Model):
    """What became of the calls that left a queue within 15 minutes from `start` on.

    Has the fields of `queues.metrics.Counts`; times are in milliseconds.
    """

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="+")
    start = models.DateTimeField()
    # How many stays were read to count it. When some of them are deleted later, the
    # interval is counted no more.
    stays = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    answered_in_threshold = models.PositiveIntegerField()
    answered_wait_ms = models.PositiveBigIntegerField()
    abandoned = models.PositiveIntegerField()
    abandoned_in_threshold = models.PositiveIntegerField()
    abandoned_short = models.PositiveIntegerField()
    abandoned_wait_ms = models.PositiveBigIntegerField()
    flowed_out = models.PositiveIntegerField()
    level_met = models.PositiveIntegerField()
    level_of = models.PositiveIntegerField()
    longest_wait_ms = models.PositiveIntegerField()
    answered_waits = models.JSONField()
    abandoned_waits = models.JSONField()

    class Meta:
        ordering = ("start", "queue")
        constraints = (
            models.UniqueConstraint(
                fields=("start", "queue"), name="one_count_of_an_interval"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"queue {self.queue_id} from {self.start:%Y-%m-%d %H:%M}"
