"""A customer conversation and its legs."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from calls.states import CallState, Direction, Hearing, LegRole, LegState, Place


class Call(models.Model):
    """One customer conversation: all legs that belong to it, from ring to end."""

    call_session_id = models.CharField(max_length=80, unique=True)
    connection_id = models.CharField(max_length=40)
    direction = models.CharField(
        max_length=10, choices=Direction, default=Direction.INCOMING
    )
    from_number = models.CharField(max_length=120)
    to_number = models.CharField(max_length=120)
    caller_name = models.CharField(max_length=120, blank=True)
    # The queue that it entered last, in the words of that day.
    queue_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=10, choices=CallState, default=CallState.RINGING
    )
    started_at = models.DateTimeField()
    # When the customer was first answered, queued, and connected to somebody.
    answered_at = models.DateTimeField(null=True)
    waiting_at = models.DateTimeField(null=True)
    talking_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    hangup_cause = models.CharField(max_length=40, blank=True)
    hangup_source = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("-started_at",)
        indexes = (
            models.Index(
                fields=("started_at",),
                name="call_live",
                condition=~Q(state="ended"),
            ),
            models.Index(fields=("-started_at",), name="call_history"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.from_number} → {self.to_number}"

    @property
    def length(self) -> timedelta | None:
        """From the first ring to the end; None while the call lasts."""
        return self.ended_at - self.started_at if self.ended_at else None


class Leg(models.Model):
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="legs")
    call_control_id = models.CharField(max_length=150, unique=True)
    call_leg_id = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=10, choices=LegRole)
    # The dial command that made the leg; null when somebody called us.
    command_id = models.UUIDField(null=True, db_index=True)
    # The person at this end, when it is one of ours.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    address = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=LegState, default=LegState.RINGING)
    place = models.CharField(max_length=12, choices=Place, default=Place.PARKED)
    # Only an event that occurred later than this may change the place; the same for
    # what the leg hears.
    place_at = models.DateTimeField(null=True)
    hearing = models.CharField(max_length=8, choices=Hearing, default=Hearing.SILENCE)
    hearing_at = models.DateTimeField(null=True)
    # Whether the telephone at this end has put us on hold, by the latest event.
    is_holding = models.BooleanField(default=False)
    holding_at = models.DateTimeField(null=True)
    initiated_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    # The first time that it was bridged to another leg.
    bridged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Since when Telnyx's list of live calls has not named it; null while it does.
    missing_since = models.DateTimeField(null=True)
    hangup_cause = models.CharField(max_length=40, blank=True)
    hangup_source = models.CharField(max_length=20, blank=True)
    sip_hangup_cause = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("initiated_at", "pk")
        indexes = (
            models.Index(
                fields=("place_at",), name="leg_live", condition=~Q(state="ended")
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.role} leg of call {self.call_id}"

    @property
    def has_put_us_on_hold(self) -> bool:
        return self.is_holding and self.state == LegState.ANSWERED


class Note(models.Model):
    """A line of a call's timeline in our own words: what the product made of events."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    text = models.CharField(max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ("at", "pk")

    @override
    def __str__(self) -> str:
        return self.text
