"""Conferences and their participants, and supervisors on two-party calls."""

from datetime import timedelta

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
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Telnyx's reason: all_left, host_left, time_exceeded.
    end_reason = models.CharField(max_length=40, blank=True)
    # Whose voice was loudest last, and since when: only a later event outweighs that.
    # Null for nobody, or for somebody whom the product does not know.
    speaker = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="+"
    )
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
    # Null while a third party is still being dialled.
    leg = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="participations"
    )
    dial_command = models.OneToOneField(
        "callcontrol.Command", null=True, on_delete=models.PROTECT, related_name="+"
    )
    label = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=ParticipantState, default=ParticipantState.JOINING
    )
    # Confirmed by reading back from Telnyx; the wish is set while it is pending.
    is_muted = models.BooleanField(default=False)
    is_on_hold = models.BooleanField(default=False)
    wants_muted = models.BooleanField(null=True)
    wants_on_hold = models.BooleanField(null=True)
    # A wish that Telnyx does not show by then has failed.
    wish_until = models.DateTimeField(null=True)
    read_back_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    # Each is set with the one command that may be asked for.
    join_requested_at = models.DateTimeField(null=True)
    hangup_requested_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ("requested_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("conference", "leg"),
                condition=Q(state__in=("joining", "joined", "leaving")),
                name="a_leg_is_in_a_conference_once",
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
        if self.leg_id is None or room.speaker_id != self.leg_id:
            return False
        if self.state != ParticipantState.JOINED or self.is_muted or self.is_on_hold:
            return False
        if self.leg is None or self.leg.has_put_us_on_hold:
            return False
        if room.floor_at is None or self.joined_at is None:
            return False
        return self.joined_at - JOINING_TAKES <= room.floor_at


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
    leg = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="+"
    )
    dial_command = models.OneToOneField(
        "callcontrol.Command", on_delete=models.PROTECT, related_name="+"
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
    # Set with the one hang-up that is asked for, as soon as the leg's id is known.
    hangup_requested_at = models.DateTimeField(null=True)
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
