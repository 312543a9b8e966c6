"""Conferences and their participants, and supervisors on two-party calls."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from conferences.states import (
    ConferenceState,
    ParticipantState,
    SupervisionState,
    SupervisorRole,
)

if TYPE_CHECKING:
    from calls.models import Leg

# Telnyx reports joining and the first word within moments, each by a clock of its own.
JOINING_TAKES = timedelta(seconds=1)


class Conference(models.Model):
    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="conferences"
    )
    name = models.CharField(max_length=100, unique=True)
    # Known once Telnyx has created it; null until then, since only null may repeat.
    conference_id = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001
    state = models.CharField(
        max_length=10, choices=ConferenceState, default=ConferenceState.STARTING
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    # Whether people know it as a room. One that was made so that somebody can be held or
    # muted carries a call of two as a bridge did, until somebody is added.
    is_shown = models.BooleanField(default=True)
    # A transfer says who is on hold meanwhile, and nobody else may.
    is_arranged = models.BooleanField(default=False)
    # Telnyx would not create it.
    refused_at = models.DateTimeField(null=True)
    # The earliest moment of which an event says that it existed.
    started_at = models.DateTimeField(null=True)
    # When somebody of ours asked for its end; null again when that was refused.
    end_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Telnyx's reason: all_left, host_left, time_exceeded.
    end_reason = models.CharField(max_length=40, blank=True)
    # The call_control_id of whose voice was loudest last, known to us or not, and since
    # when: only a later event outweighs that.
    speaker = models.CharField(max_length=150, blank=True)
    floor_at = models.DateTimeField(null=True)
    # When the people in it were told that Telnyx's limit of four hours is near.
    warned_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ("-requested_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("call",),
                condition=Q(state__in=("starting", "live", "ending")),
                name="one_open_conference_per_call",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="participants"
    )
    # Null while a guest is being dialled and nobody has told of the leg.
    leg = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="participations"
    )
    # Of a guest, who is dialled to be brought in.
    dial = models.OneToOneField(
        "calls.Dial", null=True, on_delete=models.PROTECT, related_name="participant"
    )
    label = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=ParticipantState, default=ParticipantState.JOINING
    )
    # Confirmed by reading back from Telnyx; the wish is set while it is pending. One
    # without a time was not asked for yet: it is, once they are in.
    is_muted = models.BooleanField(default=False)
    is_on_hold = models.BooleanField(default=False)
    wants_muted = models.BooleanField(null=True)
    wants_on_hold = models.BooleanField(null=True)
    # A wish that Telnyx does not show by then has failed.
    wish_until = models.DateTimeField(null=True)
    read_back_at = models.DateTimeField(null=True)
    # Consulted: brought in only while the caller is on hold, and hears nothing of it.
    joins_when_held = models.BooleanField(default=False)
    requested_at = models.DateTimeField()
    # When Telnyx would not bring them in.
    join_refused_at = models.DateTimeField(null=True)
    # When we asked for their leaving; null again when that was refused.
    leave_asked_at = models.DateTimeField(null=True)
    # Every moment at which Telnyx told that they joined or left, each once, in order.
    joins = models.JSONField(default=list)
    leaves = models.JSONField(default=list)
    # What follows from these: the first time in, and since when they are out.
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ("requested_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("conference", "leg"), name="a_leg_is_one_participant"
            ),
        )

    @override
    def __str__(self) -> str:
        return self.label

    @property
    def is_speaking(self) -> bool:
        """Whether they have the floor; never so once they left, or cannot be heard.

        Who comes back has to speak again first. What is heard of a telephone that has
        put us on hold is its music. Needs `conference` and `leg` loaded.
        """
        room = self.conference
        if self.leg is None or room.speaker != self.leg.call_control_id:
            return False
        if self.state != ParticipantState.JOINED or self.is_muted or self.is_on_hold:
            return False
        if self.leg.has_put_us_on_hold or room.floor_at is None or not self.joins:
            return False
        came_in = datetime.fromisoformat(self.joins[-1])
        return came_in - JOINING_TAKES <= room.floor_at


class Supervision(models.Model):
    """One supervising leg: a supervisor on an agent's leg, in one role for its life."""

    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisions"
    )
    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="supervisions"
    )
    # The agent's leg: whisper is heard by the side that is supervised.
    supervised_leg = models.ForeignKey(
        "calls.Leg", on_delete=models.PROTECT, related_name="+"
    )
    dial = models.OneToOneField(
        "calls.Dial", on_delete=models.PROTECT, related_name="supervision"
    )
    role = models.CharField(max_length=10, choices=SupervisorRole)
    state = models.CharField(
        max_length=10, choices=SupervisionState, default=SupervisionState.PENDING
    )
    # The leg that this one takes over from, dropped once this one is answered.
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    active_at = models.DateTimeField(null=True)
    # When it was no longer wanted: the supervisor left, or took another role.
    leave_asked_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    # The supervisor has read why it failed.
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-requested_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("supervisor",),
                condition=Q(state="pending"),
                name="one_pending_supervision_per_supervisor",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.role} on call {self.call_id}"

    @property
    def leg(self) -> "Leg | None":
        """The supervising leg, as soon as anybody has told of it; needs `dial` loaded."""
        return getattr(self.dial, "leg", None)
