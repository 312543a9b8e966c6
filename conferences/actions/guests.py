"""A third party by number: dialled first, brought in when they answer."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.models import Leg
from calls.states import LegRole, LegState
from conferences import queries
from conferences.actions import joining, membership
from conferences.actions.shared import announce_room
from conferences.models import Conference, Participant
from conferences.states import (
    OPEN_PARTICIPANT,
    ConferenceState,
    ParticipantState,
)
from conferences.verdicts import failure_of, is_accepted
from live.refusals import Refused

RING_SECS = 30
DIAL_LASTS = timedelta(seconds=8)
DIALLING_FOR = timedelta(seconds=RING_SECS + 15)


@transaction.atomic
def add(
    *, conference: Conference, number: str, requested_by: User, now: datetime
) -> Participant:
    """Dial `number` (E.164); it joins when it is answered. Raises Refused."""
    if conference.state != ConferenceState.LIVE:
        raise Refused("The room is not live, so nobody can be added.")
    people = conference.participants.filter(state__in=OPEN_PARTICIPANT)
    if people.filter(label=number).exists():
        raise Refused(f"{number} is in the room already, or on the way.")
    customer = queries.live_leg_of(conference.call, LegRole.CUSTOMER)
    link = {"link_to": customer.call_control_id} if customer else {}
    command = outbox.request(
        "call.dial",
        params={
            "connection_id": conference.call.connection_id,
            "to": number,
            "from": conference.call.to_number,
            "timeout_secs": RING_SECS,
            **link,
        },
        requested_by=requested_by,
        lasts=DIAL_LASTS,
        purpose="guest.dial",
        call_id=conference.call_id,
        now=now,
    )
    participant = Participant.objects.create(
        conference=conference,
        dial_command=command,
        label=number,
        state=ParticipantState.DIALLING,
        requested_at=now,
    )
    announce_room(conference)
    return participant


def leg_seen(*, participant: Participant, leg: Leg, now: datetime) -> None:
    """Note which leg it is; drop it when nobody waits for it any more."""
    Participant.objects.filter(pk=participant.pk, leg__isnull=True).update(leg=leg)
    # Read after writing: whoever removed it meanwhile did not know the leg.
    participant.refresh_from_db(fields=("state", "leg"))
    if participant.state in (ParticipantState.LEAVING, ParticipantState.FAILED):
        membership.drop(participant, leg.call_control_id, requested_by=None, now=now)


def leg_answered(*, participant: Participant, leg: Leg, now: datetime) -> None:
    leg_seen(participant=participant, leg=leg, now=now)
    if leg.state == LegState.ENDED:
        return
    moved = Participant.objects.filter(
        pk=participant.pk, state=ParticipantState.DIALLING
    ).update(state=ParticipantState.JOINING)
    if moved:
        joining.ask_to_join(participant.conference, participant, now=now)
        announce_room(participant.conference)


def leg_ended(
    *,
    participant: Participant,
    leg: Leg,
    words: str,
    occurred_at: datetime,
) -> None:
    """Close a guest whose leg ended before it joined; `words` say why, if known."""
    Participant.objects.filter(pk=participant.pk, leg__isnull=True).update(leg=leg)
    _fail(participant, words=words or "They hung up.", at=occurred_at)


def dial_settled(*, command: Command, now: datetime) -> None:
    participant = (
        Participant.objects.filter(dial_command=command)
        .select_related("conference")
        .first()
    )
    if participant is None or command.state == CommandState.UNKNOWN:
        return  # an event of the leg, or the sweep, settles it
    if not is_accepted(command):
        _fail(participant, words=failure_of(command), at=now)
    elif participant.state in (ParticipantState.LEAVING, ParticipantState.FAILED):
        # Empty when an event proved what the answer denied; then the leg is known.
        control_id = command.response.get("call_control_id", "")
        if control_id:
            membership.drop(participant, control_id, requested_by=None, now=now)


def _fail(participant: Participant, *, words: str, at: datetime) -> None:
    rows = Participant.objects.filter(pk=participant.pk, joined_at__isnull=True)
    removed = rows.filter(state=ParticipantState.LEAVING).update(
        state=ParticipantState.LEFT, left_at=at
    )
    failed = rows.filter(
        state__in=(ParticipantState.DIALLING, ParticipantState.JOINING)
    ).update(state=ParticipantState.FAILED, left_at=at, failure=words)
    if removed or failed:
        announce_room(participant.conference)


@transaction.atomic
def give_up_dialling(*, now: datetime) -> int:
    """Fail the guests of whom Telnyx never said a word; return how many."""
    overdue = Participant.objects.filter(
        state__in=(ParticipantState.DIALLING, ParticipantState.LEAVING),
        joined_at__isnull=True,
        dial_command__isnull=False,
        requested_at__lt=now - DIALLING_FOR,
    ).select_related("conference", "leg")
    for participant in overdue:
        if participant.leg is not None:
            membership.drop(
                participant,
                participant.leg.call_control_id,
                requested_by=None,
                now=now,
            )
        _fail(participant, words="Nobody answered.", at=now)
    return len(overdue)
