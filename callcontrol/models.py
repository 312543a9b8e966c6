"""The two ledgers of the border with Telnyx, and the account's records.

`Event` is every signed webhook as it came in; `Command` is everything that was ever
asked of Telnyx. Both are written before anything acts on them, so a crash loses
neither, and the broker and the channel layer only have to be fast, not safe.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from callcontrol.health.states import Channel, Trouble
from callcontrol.repair.states import Kind
from callcontrol.states import UNSUCCESSFUL, CommandState, EventSource, EventState


class Event(models.Model):
    event_id = models.CharField(max_length=80, unique=True)
    event_type = models.CharField(max_length=80, db_index=True)
    raw = models.BinaryField()
    signature = models.CharField(max_length=100, blank=True)
    signed_at = models.CharField(max_length=20, blank=True)
    source = models.CharField(
        max_length=10, choices=EventSource, default=EventSource.WEBHOOK
    )
    # Events of one lane are applied one after the other: the call session, else the
    # leg, else the conference.
    lane = models.CharField(max_length=150, blank=True)
    call_control_id = models.CharField(max_length=150, blank=True, db_index=True)
    conference_id = models.CharField(max_length=80, blank=True, db_index=True)
    connection_id = models.CharField(max_length=80, blank=True)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=EventState, default=EventState.RECEIVED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    handling_ms = models.FloatField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("received_at",),
                name="event_not_yet_applied",
                condition=Q(state="received"),
            ),
            models.Index(
                fields=("received_at",),
                name="event_in_trouble",
                condition=Q(state__in=("dead", "quarantined", "unknown")),
            ),
            models.Index(
                fields=("call_control_id",),
                name="event_held",
                condition=Q(state="held"),
            ),
            models.Index(fields=("connection_id", "received_at")),
        )

    @override
    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"

    @property
    def is_ours(self) -> bool:
        """Whether we found this out ourselves; the door keeps nothing unsigned."""
        return not self.signature

    @property
    def reason(self) -> str:
        """Why it could not be applied: the last line of what was written down."""
        return self.error.strip().rpartition("\n")[2]


class RefusedWebhooks(models.Model):
    """How many requests of one minute were not signed by Telnyx; never what they said.

    Anybody can send such a request, so none of them may cost a row of its own.
    """

    minute = models.DateTimeField(unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ("-minute",)

    @override
    def __str__(self) -> str:
        return f"{self.count} at {self.minute:%H:%M}"


class ProviderHealth(models.Model):
    """How well one channel to or from Telnyx works; see callcontrol/health/states.py.

    One row for each channel, written by whichever process has news, seldom otherwise.
    """

    channel = models.CharField(max_length=10, choices=Channel, primary_key=True)
    good_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    since = models.DateTimeField(null=True)
    bad_at = models.DateTimeField(null=True)
    in_a_row = models.PositiveIntegerField(default=0)
    certain_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=300, blank=True)
    # Our clock minus Telnyx's as this channel sees it, when that was measured, and since
    # when it has been too much.
    clock_offset_ms = models.BigIntegerField(null=True)
    clock_at = models.DateTimeField(null=True)
    clock_off_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "provider health"

    @override
    def __str__(self) -> str:
        return self.channel


class ClockCorrection(models.Model):
    """From which moment on what is added to Telnyx's times; never changed or deleted."""

    offset_ms = models.BigIntegerField()
    # By Telnyx's clock; null for what holds from the beginning.
    from_theirs = models.DateTimeField(null=True)
    from_ours = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    @override
    def __str__(self) -> str:
        return f"{self.offset_ms} ms from {self.from_theirs}"


# Telnyx's codes for a command that came too late because it is done already: the call
# or the conference has ended, or its id is no longer known (Telnyx: error codes).
GONE_CODES = frozenset({"90018", "90019", "90015", "90058"})


class Command(models.Model):
    """One request to Telnyx; its primary key is the `command_id` that Telnyx sees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    # The call_control_id or conference id in the path; empty for a dial.
    target = models.CharField(max_length=150, blank=True, db_index=True)
    params = models.JSONField(default=dict)
    # What the product wants with it, e.g. "offer.dial": chooses who hears the outcome.
    purpose = models.CharField(max_length=40, blank=True)
    # "call:12", "offer:7": what it is about, for timelines and outcome handlers.
    call_id = models.BigIntegerField(null=True, db_index=True)
    subject_id = models.BigIntegerField(null=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    not_after = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=CommandState, default=CommandState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    # One of the sendings may have been executed without our knowing.
    is_unclear = models.BooleanField(default=False)
    retry_at = models.DateTimeField(null=True)
    # When an event proved it done, which may be before Telnyx's answer was read.
    confirmed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # When Telnyx's last answer to it was written down.
    answered_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    error_code = models.CharField(max_length=20, blank=True)
    error_detail = models.TextField(blank=True)
    response = models.JSONField(default=dict)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-requested_at",)
        indexes = (
            models.Index(
                fields=("requested_at",),
                name="command_under_way",
                condition=Q(state__in=("pending", "sending")),
            ),
            models.Index(fields=("requested_by", "-requested_at")),
        )

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def subject_pk(self) -> int:
        """The primary key of the row it is about; 0, which no row has, for none."""
        return self.subject_id or 0

    @property
    def was_accepted(self) -> bool:
        return self.state in (CommandState.ACCEPTED, CommandState.CONFIRMED)

    @property
    def is_under_way(self) -> bool:
        return self.state in (CommandState.PENDING, CommandState.SENDING)

    @property
    def is_unsuccessful(self) -> bool:
        return self.state in UNSUCCESSFUL

    @property
    def target_is_gone(self) -> bool:
        """Whether Telnyx says that the leg or the conference is over.

        That is proof, whatever a list of live calls says.
        """
        return self.error_code in GONE_CODES


class Discrepancy(models.Model):
    """Something that disagrees or is stuck, from when it was found to when it was over."""

    kind = models.CharField(max_length=20, choices=Kind)
    # The same thing has the same key each time that it is found.
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    ours = models.TextField()
    theirs = models.TextField(blank=True)
    evidence = models.JSONField(default=list)
    call_id = models.BigIntegerField(null=True)
    # What its repair needs to know: an id.
    subject = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    found_at = models.DateTimeField()
    # Whether it has lasted for long enough to be shown.
    is_told = models.BooleanField(default=True)
    # Who asked for the repair, unless a sweep did it by itself.
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("-found_at",)
        verbose_name_plural = "discrepancies"
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key"),
                condition=Q(ended_at__isnull=True),
                name="one_open_discrepancy_of_a_thing",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def lasted(self) -> timedelta | None:
        """From when it began to disagree until it agreed again."""
        return self.ended_at - self.since if self.ended_at else None


class Comparison(models.Model):
    """When everything of one source was last compared, and how many things that were.

    `refusal` says why the last attempt came to nothing, `again_at` when the next is.
    """

    source = models.CharField(max_length=10, primary_key=True)
    compared_at = models.DateTimeField(null=True)
    things = models.IntegerField(default=0)
    refusal = models.CharField(max_length=200, blank=True)
    again_at = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return f"{self.things} by {self.source}"
