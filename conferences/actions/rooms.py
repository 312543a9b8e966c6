"""A conference from the two-party call that it grows out of to its end.

It is created from the customer's leg: Telnyx hangs up the leg that a conference was
created from when that conference is ended by force, wherever the leg has gone since. So
`conference.end` is sent only when everybody shall go; people leave by hanging up.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.models import Call, Leg
from calls.states import CallState, LegRole
from conferences import queries
from conferences.actions import joining, membership
from conferences.actions.shared import announce_room
from conferences.models import Conference, Participant
from conferences.states import (
    OPEN_CONFERENCE,
    OPEN_PARTICIPANT,
    ConferenceState,
    ParticipantState,
)
from conferences.verdicts import failure_of, is_accepted, is_over, subject_of
from live.refusals import Refused

CREATE_LASTS = timedelta(seconds=8)
END_LASTS = timedelta(seconds=60)


@transaction.atomic
def start(*, call: Call, requested_by: User, now: datetime) -> Conference:
    """Turn a two-party call into a conference; the agent joins once it exists.

    Raises Refused.
    """
    customer = queries.live_leg_of(call, LegRole.CUSTOMER)
    agent = queries.live_leg_of(call, LegRole.AGENT)
    if call.state != CallState.TALKING or customer is None or agent is None:
        raise Refused("Only a call between a caller and an agent can become a room.")
    try:
        with transaction.atomic():
            conference = Conference.objects.create(
                call=call,
                name=f"call-{call.pk}-{uuid4().hex[:8]}",
                requested_by=requested_by,
                requested_at=now,
            )
    except IntegrityError:
        raise Refused("This call is a conference already.") from None
    caller = call.caller_name or call.from_number
    for leg, label in ((customer, caller), (agent, queries.name_of(agent.user))):
        Participant.objects.create(
            conference=conference, leg=leg, label=label, requested_at=now
        )
    outbox.request(
        "conference.create",
        params={
            "call_control_id": customer.call_control_id,
            "name": conference.name,
            "beep_enabled": "never",
        },
        requested_by=requested_by,
        lasts=CREATE_LASTS,
        purpose="conference.create",
        call_id=call.pk,
        subject_id=conference.pk,
        now=now,
    )
    announce_room(conference)
    return conference


def create_settled(*, command: Command, now: datetime) -> None:
    """Learn the id; what was refused leaves the two-party call as it was."""
    conference = Conference.objects.filter(pk=subject_of(command)).first()
    if conference is None or command.state == CommandState.UNKNOWN:
        return  # the sweep asks Telnyx whether it exists
    if is_accepted(command):
        # Empty when an event proved what the answer denied: then the id is known.
        Conference.objects.filter(pk=conference.pk, conference_id__isnull=True).update(
            conference_id=command.response.get("id")
        )
    else:
        fail_to_start(conference, words=failure_of(command), now=now)


def fail_to_start(conference: Conference, *, words: str, now: datetime) -> None:
    moved = Conference.objects.filter(
        pk=conference.pk, state=ConferenceState.STARTING
    ).update(state=ConferenceState.FAILED, ended_at=now, failure=words)
    if not moved:
        return
    conference.participants.filter(state__in=OPEN_PARTICIPANT).update(
        state=ParticipantState.FAILED, left_at=now
    )
    announce_room(conference)


def find(*, conference_id: str, leg: Leg | None) -> Conference | None:
    """Find the conference of an event, by Telnyx's id or by the creator's leg.

    An event can overtake the answer to the command, so the one that waits for its id
    takes it from the first event of the customer's leg.
    """
    known = Conference.objects.filter(conference_id=conference_id).first()
    if known is not None or leg is None or leg.role != LegRole.CUSTOMER:
        return known
    Conference.objects.filter(
        call_id=leg.call_id, conference_id__isnull=True, state__in=OPEN_CONFERENCE
    ).update(conference_id=conference_id)
    return Conference.objects.filter(conference_id=conference_id).first()


def came_alive(*, conference: Conference, occurred_at: datetime, now: datetime) -> None:
    """Note that Telnyx has it, and bring in everybody who waits to join."""
    moved = Conference.objects.filter(
        pk=conference.pk, state=ConferenceState.STARTING
    ).update(state=ConferenceState.LIVE, started_at=occurred_at)
    if not moved:
        return
    conference.refresh_from_db()
    waiting = conference.participants.filter(
        state=ParticipantState.JOINING, leg__isnull=False
    ).exclude(leg__role=LegRole.CUSTOMER)
    for participant in waiting.select_related("leg"):
        joining.ask_to_join(conference, participant, now=now)
    announce_room(conference)


@transaction.atomic
def found_out(
    *,
    conference: Conference,
    conference_id: str | None,
    is_open: bool,
    now: datetime,
) -> None:
    """Take over what Telnyx says of a room that it never confirmed."""
    if conference_id is None:
        fail_to_start(conference, words="Telnyx did not create the room.", now=now)
        return
    Conference.objects.filter(pk=conference.pk, conference_id__isnull=True).update(
        conference_id=conference_id
    )
    conference.refresh_from_db()
    if is_open:
        came_alive(conference=conference, occurred_at=now, now=now)
    else:
        ended(conference=conference, reason="", occurred_at=now, now=now)


def ended(
    *, conference: Conference, reason: str, occurred_at: datetime, now: datetime
) -> None:
    moved = Conference.objects.filter(
        pk=conference.pk, state__in=OPEN_CONFERENCE
    ).update(
        state=ConferenceState.ENDED,
        ended_at=occurred_at,
        end_reason=reason,
    )
    if not moved:
        return
    rows = conference.participants.filter(state__in=OPEN_PARTICIPANT)
    for participant in rows.select_related("leg"):
        membership.out_of_ended_room(participant, occurred_at=occurred_at, now=now)
    announce_room(conference)


@transaction.atomic
def end(*, conference: Conference, requested_by: User | None, now: datetime) -> None:
    """End it for all: everybody in it is hung up, the caller too. Raises Refused."""
    if conference.conference_id is None:
        raise Refused("The room is still starting. Try again in a moment.")
    moved = Conference.objects.filter(
        pk=conference.pk, state=ConferenceState.LIVE
    ).update(state=ConferenceState.ENDING, failure="")
    if not moved:
        raise Refused("The room is ending or has ended.")
    outbox.request(
        "conference.end",
        conference.conference_id,
        params={},
        requested_by=requested_by,
        lasts=END_LASTS,
        purpose="conference.end",
        call_id=conference.call_id,
        subject_id=conference.pk,
        now=now,
    )
    dialled = conference.participants.filter(state=ParticipantState.DIALLING)
    for participant in dialled.select_related("leg"):
        membership.hang_up(participant, requested_by=requested_by, now=now)
    announce_room(conference)


def end_settled(*, command: Command, now: datetime) -> None:
    conference = Conference.objects.filter(pk=subject_of(command)).first()
    if conference is None or is_accepted(command):
        return
    if is_over(command):
        ended(conference=conference, reason="", occurred_at=now, now=now)
        return
    moved = Conference.objects.filter(
        pk=conference.pk, state=ConferenceState.ENDING
    ).update(state=ConferenceState.LIVE, failure=failure_of(command))
    if moved:
        announce_room(conference)


@transaction.atomic
def warn_of_limit(*, now: datetime) -> int:
    """Show the bar in rooms that near Telnyx's four hours; return how many."""
    rooms = Conference.objects.filter(
        state=ConferenceState.LIVE,
        started_at__lt=now - queries.WARN_AFTER,
        warned_at__isnull=True,
    )
    count = 0
    for conference in rooms:
        Conference.objects.filter(pk=conference.pk).update(warned_at=now)
        announce_room(conference)
        count += 1
    return count
