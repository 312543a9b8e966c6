"""What can become of a conference, a participant and a supervision.

Each follows from facts that events only add to, so the order of events cannot matter;
`conference_state`, `participant_outcome` and `supervision_outcome` say how.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from calls.states import TICK


class ConferenceState(TextChoices):
    STARTING = "starting", "Starting"
    LIVE = "live", "Live"
    ENDING = "ending", "Ending"
    ENDED = "ended", "Ended"
    FAILED = "failed", "Failed"


OPEN_CONFERENCE = (
    ConferenceState.STARTING,
    ConferenceState.LIVE,
    ConferenceState.ENDING,
)


class ParticipantState(TextChoices):
    DIALLING = "dialling", "Dialling"
    JOINING = "joining", "Joining"
    JOINED = "joined", "Joined"
    LEAVING = "leaving", "Leaving"
    LEFT = "left", "Left"
    FAILED = "failed", "Did not join"


OPEN_PARTICIPANT = (
    ParticipantState.DIALLING,
    ParticipantState.JOINING,
    ParticipantState.JOINED,
    ParticipantState.LEAVING,
)


class SupervisorRole(TextChoices):
    """Telnyx's words; the labels are the words on the buttons."""

    MONITOR = "monitor", "Listen"
    WHISPER = "whisper", "Coach"
    BARGE = "barge", "Join"


class SupervisionState(TextChoices):
    PENDING = "pending", "Connecting"
    ACTIVE = "active", "Active"
    LEAVING = "leaving", "Leaving"
    ENDED = "ended", "Ended"
    FAILED = "failed", "Failed"


OPEN_SUPERVISION = (
    SupervisionState.PENDING,
    SupervisionState.ACTIVE,
    SupervisionState.LEAVING,
)


@dataclass(frozen=True)
class ConferenceFacts:
    started_at: datetime | None = None
    refused_at: datetime | None = None
    end_asked_at: datetime | None = None
    ended_at: datetime | None = None


def conference_state(facts: ConferenceFacts) -> ConferenceState:
    """Return the state of a conference; that it exists outweighs that it was refused."""
    if facts.ended_at:
        return ConferenceState.ENDED
    if facts.started_at is None:
        is_refused = facts.refused_at is not None
        return ConferenceState.FAILED if is_refused else ConferenceState.STARTING
    return ConferenceState.ENDING if facts.end_asked_at else ConferenceState.LIVE


@dataclass(frozen=True)
class ParticipantFacts:
    """`dial_*` are of a guest; the leg's are None as far as it is not known."""

    joins: Sequence[datetime] = ()
    leaves: Sequence[datetime] = ()
    is_guest: bool = False
    # Of a guest: when the dial came to nothing without our doing.
    dial_failed_at: datetime | None = None
    leg_answered_at: datetime | None = None
    leg_ended_at: datetime | None = None
    join_refused_at: datetime | None = None
    leave_asked_at: datetime | None = None
    # When the conference ended, or turned out not to come about.
    room_ended_at: datetime | None = None

    @property
    def was_in(self) -> bool:
        return bool(self.joins or self.leaves)

    @property
    def left_at(self) -> datetime | None:
        """Since when somebody who was in is out; None while they are in.

        A hang-up ends the stay as well as Telnyx's word that they left, whichever is
        told; so does the end of the conference.
        """
        last_in = max(self.joins, default=None)
        after = [at for at in self.leaves if last_in is None or at >= last_in]
        ends = [at for at in (self.leg_ended_at, self.room_ended_at) if at]
        return min([*after, *ends], default=None)


def participant_outcome(
    facts: ParticipantFacts,
) -> tuple[ParticipantState, datetime | None]:
    """Return the state of a participant, and since when they are out (None: not yet)."""
    if facts.was_in:
        left_at = facts.left_at
        if left_at:
            return ParticipantState.LEFT, left_at
        is_leaving = facts.leave_asked_at is not None
        return (
            ParticipantState.LEAVING if is_leaving else ParticipantState.JOINED
        ), None
    ends = (
        facts.dial_failed_at,
        facts.join_refused_at,
        facts.leg_ended_at,
        facts.room_ended_at,
    )
    over_at = min((at for at in ends if at), default=None)
    asked = facts.leave_asked_at
    if over_at:
        was_removed = asked is not None and asked - TICK <= over_at
        state = ParticipantState.LEFT if was_removed else ParticipantState.FAILED
        return state, over_at
    if asked:
        return ParticipantState.LEAVING, None
    is_rung = facts.is_guest and facts.leg_answered_at is None
    return (ParticipantState.DIALLING if is_rung else ParticipantState.JOINING), None


@dataclass(frozen=True)
class SupervisionFacts:
    # When the dial came to nothing without our doing.
    dial_failed_at: datetime | None = None
    leg_answered_at: datetime | None = None
    leg_ended_at: datetime | None = None
    # Since when nobody wants it any more.
    unwanted_at: datetime | None = None


def supervision_outcome(
    facts: SupervisionFacts,
) -> tuple[SupervisionState, datetime | None]:
    """Return the state of a supervision, and since when it is over (None: it goes on)."""
    unwanted = facts.unwanted_at
    if facts.leg_answered_at:
        if facts.leg_ended_at:
            return SupervisionState.ENDED, facts.leg_ended_at
        is_leaving = unwanted is not None
        return (
            SupervisionState.LEAVING if is_leaving else SupervisionState.ACTIVE
        ), None
    if facts.dial_failed_at:
        was_left = unwanted is not None and unwanted - TICK <= facts.dial_failed_at
        state = SupervisionState.ENDED if was_left else SupervisionState.FAILED
        return state, facts.dial_failed_at
    return (SupervisionState.LEAVING if unwanted else SupervisionState.PENDING), None
