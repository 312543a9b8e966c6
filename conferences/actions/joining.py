"""The way into a room: asked for once, and undone when Telnyx refuses."""

from datetime import datetime, timedelta

from django.db import transaction

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.states import LegRole, LegState
from conferences import queries
from conferences.actions import membership
from conferences.actions.shared import announce_room
from conferences.models import Conference, Participant
from conferences.states import ConferenceState, ParticipantState
from conferences.verdicts import failure_of, is_accepted, subject_of

JOIN_LASTS = timedelta(seconds=8)
BRIDGE_LASTS = timedelta(seconds=8)
# Without a word from Telnyx by then, a join is taken for failed.
JOINING_FOR = timedelta(seconds=20)


def ask_to_join(
    conference: Conference, participant: Participant, *, now: datetime
) -> None:
    """Bring an answered leg in, once.

    The role is said in full: without one, Telnyx takes whichever it has by default.
    """
    mine = Participant.objects.filter(
        pk=participant.pk, join_requested_at__isnull=True
    ).update(join_requested_at=now)
    if not mine or participant.leg is None or conference.conference_id is None:
        return
    outbox.request(
        "conference.join",
        conference.conference_id,
        params={
            "call_control_id": participant.leg.call_control_id,
            "supervisor_role": "none",
            "end_conference_on_exit": False,
            "soft_end_conference_on_exit": False,
            "beep_enabled": "never",
        },
        requested_by=conference.requested_by,
        lasts=JOIN_LASTS,
        purpose="participant.join",
        call_id=conference.call_id,
        subject_id=participant.pk,
        now=now,
    )


def join_settled(*, command: Command, now: datetime) -> None:
    participant = _joining(subject_of(command))
    if participant is None or is_accepted(command):
        return
    if command.state == CommandState.UNKNOWN:
        return  # the event of the join, or the sweep, settles it
    _failed_to_join(participant, words=failure_of(command), now=now)


def _joining(pk: int) -> Participant | None:
    return (
        Participant.objects.filter(pk=pk, state=ParticipantState.JOINING)
        .select_related("conference__call", "leg")
        .first()
    )


def _failed_to_join(participant: Participant, *, words: str, now: datetime) -> None:
    moved = Participant.objects.filter(
        pk=participant.pk, state=ParticipantState.JOINING
    ).update(state=ParticipantState.FAILED, left_at=now, failure=words)
    if not moved or participant.leg is None:
        return
    conference = participant.conference
    if participant.dial_command_id is not None:
        membership.drop(
            participant, participant.leg.call_control_id, requested_by=None, now=now
        )
    elif participant.leg.role == LegRole.AGENT:
        _bridge_again(participant, now=now)
    announce_room(conference)


def _bridge_again(participant: Participant, *, now: datetime) -> None:
    """Give the caller back to the agent: a caller alone in a room is a lost one."""
    call = participant.conference.call
    customer = queries.live_leg_of(call, LegRole.CUSTOMER)
    if (
        customer is None
        or participant.leg is None
        or participant.leg.state == LegState.ENDED
    ):
        return
    outbox.request(
        "call.bridge",
        participant.leg.call_control_id,
        params={
            "call_control_id": customer.call_control_id,
            "park_after_unbridge": "self",
            "prevent_double_bridge": True,
        },
        requested_by=None,
        lasts=BRIDGE_LASTS,
        purpose="conference.undo",
        call_id=call.pk,
        subject_id=participant.conference_id,
        now=now,
    )


@transaction.atomic
def give_up_joining(*, now: datetime) -> int:
    """Fail the joins that Telnyx accepted and never confirmed; return how many."""
    overdue = Participant.objects.filter(
        state=ParticipantState.JOINING,
        join_requested_at__lt=now - JOINING_FOR,
        conference__state=ConferenceState.LIVE,
    ).select_related("conference__call", "leg")
    for participant in overdue:
        words = "Telnyx did not confirm that they joined."
        _failed_to_join(participant, words=words, now=now)
    return len(overdue)
