"""A caller whom everybody has left: out of the silent room, so that a queue takes them.

The caller leaves without a hang-up. An empty room then ends by itself, which Telnyx lets
the leg that it was created from survive.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.states import LegRole
from conferences.actions.shared import announce_room
from conferences.models import Conference, Participant
from conferences.states import OPEN_PARTICIPANT, ConferenceState, ParticipantState
from conferences.verdicts import is_accepted, is_over, subject_of

LEAVE_LASTS = timedelta(seconds=10)
# The sweep finds a caller whom no event has let go; others may just be on their way.
ALONE_FOR = timedelta(seconds=5)
IS_CALLER = Q(leg__role=LegRole.CUSTOMER, leg__isnull=False)


def let_lone_caller_go(conference: Conference, *, now: datetime) -> None:
    """Take the caller out if nobody else is in the room or on the way into it."""
    people = conference.participants.select_related("leg")
    others = people.filter(state__in=OPEN_PARTICIPANT).exclude(IS_CALLER)
    caller = people.filter(IS_CALLER, state=ParticipantState.JOINED).first()
    conference_id = Conference.objects.values_list("conference_id", flat=True).get(
        pk=conference.pk
    )
    if others.exists() or caller is None or caller.leg is None or not conference_id:
        return
    moved = Participant.objects.filter(
        pk=caller.pk, state=ParticipantState.JOINED
    ).update(state=ParticipantState.LEAVING)
    if not moved:
        return
    outbox.request(
        "conference.leave",
        conference_id,
        params={"call_control_id": caller.leg.call_control_id},
        lasts=LEAVE_LASTS,
        purpose="participant.leave",
        call_id=conference.call_id,
        subject_id=caller.pk,
        now=now,
    )
    announce_room(conference)


def leave_settled(*, command: Command, now: datetime) -> None:
    """Let the sweep try again what was refused; what is over needs no second try."""
    if is_accepted(command) or is_over(command):
        return
    if command.state == CommandState.UNKNOWN:
        return
    Participant.objects.filter(
        pk=subject_of(command), state=ParticipantState.LEAVING
    ).update(state=ParticipantState.JOINED)


@transaction.atomic
def let_lone_callers_go(*, now: datetime) -> None:
    """Do it for every room in which nothing has changed for a while."""
    recently = now - ALONE_FOR
    of_room = Participant.objects.filter(conference=OuterRef("pk"))
    others = of_room.filter(state__in=OPEN_PARTICIPANT).exclude(IS_CALLER)
    just_changed = of_room.filter(Q(left_at__gt=recently) | Q(joined_at__gt=recently))
    rooms = Conference.objects.filter(state=ConferenceState.LIVE).exclude(
        Exists(others) | Exists(just_changed)
    )
    for conference in rooms:
        let_lone_caller_go(conference, now=now)
