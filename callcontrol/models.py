"""The two ledgers of the border with Telnyx, and the account's records.

`Event` is every signed webhook as it came in; `Command` is everything that was ever
asked of Telnyx. Both are written before anything acts on them, so a crash loses
neither, and the broker and the channel layer only have to be fast, not safe.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from callcontrol.states import CommandState, EventSource, EventState


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


class CallControlApplication(models.Model):
    """Our record of a call control application; Telnyx calls its id connection_id."""

    connection_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    webhook_url = models.URLField(max_length=500)
    webhook_failover_url = models.URLField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)
    # Used for dialling agents and guests when nothing more specific is known.
    is_default = models.BooleanField(default=False)
    # The other settings as Telnyx had them when they were last saved or taken over.
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",),
                condition=Q(is_default=True),
                name="one_default_application",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class PhoneNumber(models.Model):
    number = models.CharField(max_length=20, unique=True, help_text="E.164")
    telnyx_id = models.CharField(max_length=60, blank=True)
    # False: Telnyx did not list it any more, and it is kept because it feeds a queue.
    is_in_account = models.BooleanField(default=True)
    application = models.ForeignKey(
        CallControlApplication,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="numbers",
    )

    class Meta:
        ordering = ("number",)

    @override
    def __str__(self) -> str:
        return self.number
