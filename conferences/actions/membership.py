"""Who is in a room: joined, left, removed, on the way in."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.models import Leg
from calls.states import LegRole
from conferences import queries
from conferences.actions.alone import let_lone_caller_go
from conferences.actions.shared import announce_room
from conferences.models import Conference, Participant
from conferences.states import (
    OPEN_PARTICIPANT,
    ParticipantState,
)
from conferences.verdicts import failure_of, is_accepted, is_over, subject_of
from contactcenter.rows import has_row
from live.refusals import Refused

HANGUP_LASTS = timedelta(seconds=60)


def joined(*, conference: Conference, leg: Leg, occurred_at: datetime) -> None:
    participant = (
        Participant.objects.filter(conference=conference, leg=leg)
        .order_by("-requested_at", "-pk")
        .first()
    )
    if participant is None or _came_back(participant, occurred_at):
        Participant.objects.create(
            conference=conference,
            leg=leg,
            label=queries.name_of(leg.user) or leg.address,
            state=ParticipantState.JOINED,
            requested_at=occurred_at,
            joined_at=occurred_at,
        )
    else:
        rows = Participant.objects.filter(pk=participant.pk)
        rows.filter(joined_at__isnull=True).update(joined_at=occurred_at)
        rows.filter(
            state__in=(ParticipantState.DIALLING, ParticipantState.JOINING)
        ).update(state=ParticipantState.JOINED, failure="")
    announce_room(conference)


def _came_back(participant: Participant, occurred_at: datetime) -> bool:
    return (
        participant.state in (ParticipantState.LEFT, ParticipantState.FAILED)
        and participant.left_at is not None
        and occurred_at > participant.left_at
    )


def left(
    *, conference: Conference, leg: Leg, occurred_at: datetime, now: datetime
) -> None:
    _close(Q(conference=conference, leg=leg), occurred_at=occurred_at, now=now)


def leg_ended(*, leg: Leg, occurred_at: datetime, now: datetime) -> None:
    """A leg that has ended is in no room; Telnyx says so twice, in either order."""
    if has_row(Participant, leg_id=leg.pk):
        _close(Q(leg=leg), occurred_at=occurred_at, now=now)


def _close(which: Q, *, occurred_at: datetime, now: datetime) -> None:
    rows = Participant.objects.filter(which, state__in=OPEN_PARTICIPANT)
    for participant in rows.select_related("conference").order_by():
        moved = Participant.objects.filter(
            pk=participant.pk, state__in=OPEN_PARTICIPANT
        ).update(
            state=ParticipantState.LEFT,
            left_at=occurred_at,
            wants_muted=None,
            wants_on_hold=None,
            read_back_at=None,
        )
        if moved:
            let_lone_caller_go(participant.conference, now=now)
            announce_room(participant.conference)


def out_of_ended_room(
    participant: Participant, *, occurred_at: datetime, now: datetime
) -> None:
    """Close a participant of a conference that is over; nobody is left ringing."""
    is_outside = participant.state in (
        ParticipantState.DIALLING,
        ParticipantState.JOINING,
    )
    is_guest = participant.dial_command_id is not None
    Participant.objects.filter(pk=participant.pk).update(
        state=ParticipantState.FAILED if is_outside else ParticipantState.LEFT,
        left_at=occurred_at,
        failure="The conference ended first." if is_outside else "",
        wants_muted=None,
        wants_on_hold=None,
        read_back_at=None,
    )
    if is_outside and is_guest and participant.leg is not None:
        drop(participant, participant.leg.call_control_id, requested_by=None, now=now)


@transaction.atomic
def leave(*, conference: Conference, user: User, now: datetime) -> None:
    """Take the user's own leg out; the others talk on. Raises Refused."""
    own = conference.participants.filter(
        leg__user=user,
        state__in=(ParticipantState.JOINING, ParticipantState.JOINED),
    )
    participant = own.select_related("leg", "conference").first()
    if participant is None:
        raise Refused("You are not in this room.")
    remove(participant=participant, requested_by=user, now=now)


@transaction.atomic
def remove(
    *, participant: Participant, requested_by: User | None, now: datetime
) -> None:
    """Take one person out by hanging up their leg. Raises Refused."""
    conference = participant.conference
    is_ours = participant.leg is not None and participant.leg.role == LegRole.AGENT
    if is_ours and queries.others_who_stay(conference, participant) < 2:
        raise Refused("The caller would be alone. Add somebody first, or end for all.")
    hang_up(participant, requested_by=requested_by, now=now)
    announce_room(conference)


def hang_up(
    participant: Participant, *, requested_by: User | None, now: datetime
) -> None:
    """Ask for the hang-up now, or as soon as Telnyx has named the leg.

    Raises Refused when the participant is leaving or has left.
    """
    moved = (
        Participant.objects.filter(pk=participant.pk, state__in=OPEN_PARTICIPANT)
        .exclude(state=ParticipantState.LEAVING, hangup_requested_at__isnull=False)
        .update(state=ParticipantState.LEAVING, failure="")
    )
    if not moved:
        raise Refused(f"{participant.label} has left or is leaving.")
    # Read after writing: the leg may have become known meanwhile.
    participant.refresh_from_db(fields=("leg",))
    if participant.leg is not None:
        drop(
            participant,
            participant.leg.call_control_id,
            requested_by=requested_by,
            now=now,
        )


def drop(
    participant: Participant,
    call_control_id: str,
    *,
    requested_by: User | None,
    now: datetime,
) -> None:
    """Hang the leg up, once."""
    mine = Participant.objects.filter(
        pk=participant.pk, hangup_requested_at__isnull=True
    ).update(hangup_requested_at=now)
    if not mine:
        return
    outbox.request(
        "call.hangup",
        call_control_id,
        params={},
        requested_by=requested_by,
        lasts=HANGUP_LASTS,
        purpose="participant.hangup",
        call_id=participant.conference.call_id,
        subject_id=participant.pk,
        now=now,
    )


def hangup_settled(*, command: Command, now: datetime) -> None:
    participant = (
        Participant.objects.filter(pk=subject_of(command))
        .select_related("conference")
        .first()
    )
    if participant is None or is_accepted(command):
        return
    if is_over(command):
        _close(Q(pk=participant.pk), occurred_at=now, now=now)
        return
    if command.state == CommandState.UNKNOWN:
        return
    Participant.objects.filter(
        pk=participant.pk, state=ParticipantState.LEAVING
    ).update(
        state=ParticipantState.JOINED
        if participant.joined_at
        else ParticipantState.LEAVING,
        hangup_requested_at=None,
        failure=failure_of(command),
    )
    announce_room(participant.conference)
