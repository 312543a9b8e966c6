"""A customer conversation and its legs."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from calls.states import (
    CallState,
    DialState,
    Direction,
    Hearing,
    LegRole,
    LegState,
    Place,
)
from provisioning.testcall import is_test


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
    # A room, a guest or a supervisor was ever asked for: there is more to read of it.
    has_company = models.BooleanField(default=False)
    # Before any queue the caller meets a flow, which leads them.
    is_led = models.BooleanField(default=False)

    class Meta:
        ordering = ("-started_at",)
        indexes = (
            models.Index(
                fields=("started_at",),
                name="call_live",
                condition=~Q(state="ended"),
            ),
            models.Index(fields=("-started_at",), name="call_history"),
            models.Index(fields=("from_number", "-started_at"), name="call_of_caller"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.from_number} → {self.to_number}"

    @property
    def is_test(self) -> bool:
        """Whether an admin placed it to see that webhooks arrive."""
        return is_test(self.from_number)

    @property
    def length(self) -> timedelta | None:
        """From the first ring to the end; None while the call lasts."""
        return self.ended_at - self.started_at if self.ended_at else None


class Dial(models.Model):
    """Somebody is rung for a purpose: wanted until they answer, or until it is over.

    Its key is that of the command, which the leg carries as its client_state.
    """

    command = models.OneToOneField(
        "callcontrol.Command",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="dial",
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="dials")
    # The role of the leg that it makes.
    role = models.CharField(max_length=10, choices=LegRole)
    # The person who is rung, when it is one of ours.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(max_length=200)
    state = models.CharField(
        max_length=12, choices=DialState, default=DialState.DIALLING
    )
    asked_at = models.DateTimeField()
    # Telnyx lets it ring for as long; after that it is asked what became of it.
    rings_until = models.DateTimeField()
    # Telnyx would not dial, or nobody knows whether it did and there is no such leg.
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    # Since when nobody wants it any more: its leg is hung up however late it turns up.
    withdrawn_at = models.DateTimeField(null=True)
    # When it was over, whatever the reason.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "pk")
        indexes = (
            models.Index(
                fields=("rings_until",),
                name="dial_open",
                condition=Q(state__in=("dialling", "ringing")),
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.role} {self.address} for call {self.call_id}"


class Leg(models.Model):
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="legs")
    call_control_id = models.CharField(max_length=150, unique=True)
    call_leg_id = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=10, choices=LegRole)
    # Null when somebody called us.
    dial = models.OneToOneField(
        Dial, null=True, on_delete=models.PROTECT, related_name="leg"
    )
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
    # When it began to ring: as `call.initiated` says, else when we asked for it, else the
    # first that was told of it.
    initiated_at = models.DateTimeField()
    is_told = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    # The first time that it was bridged to another leg.
    bridged_at = models.DateTimeField(null=True)
    # What proves a connection: kind of proof → when it happened, each once, in order.
    proofs = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    # Since when there is reason to ask Telnyx for this leg; null while there is none.
    doubted_at = models.DateTimeField(null=True)
    # When Telnyx last said, being asked, that it lives.
    asked_at = models.DateTimeField(null=True)
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


class UntoldLeg(models.Model):
    """A live leg in Telnyx's list of which no event has told, and since when."""

    call_control_id = models.CharField(max_length=150, unique=True)
    listed_at = models.DateTimeField()
    # Telnyx said, being asked for it, that it has ended: the list is stale.
    is_over = models.BooleanField(default=False)

    @override
    def __str__(self) -> str:
        return self.call_control_id


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
