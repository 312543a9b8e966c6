"""Finding conferences, participants and supervisions; what screens show is beside."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef

from agents.queries import address_of
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.models import Leg
from calls.states import LegRole, LegState
from conferences.models import Conference, Participant, Supervision
from conferences.states import (
    OPEN_PARTICIPANT,
    OPEN_SUPERVISION,
    ConferenceState,
    ParticipantState,
)
from queues.models import QueueEntry

# Telnyx ends every conference after four hours (Telnyx: Create conference).
CONFERENCE_LIMIT = timedelta(hours=4)
WARN_AFTER = timedelta(hours=3, minutes=30)
# Without a word from Telnyx by then, it is asked whether the room exists.
STARTING_FOR = timedelta(seconds=8)
# A join of which nothing was told is looked for after this long.
JOINED_WITHIN = timedelta(seconds=4)
ARRANGED = "A transfer is under way, and says who is on hold."
# Older ones have long been settled.
ASKED_LATELY = timedelta(minutes=5)


def phone_of(user: User) -> str:
    """Return the number or SIP address that rings `user`, "" when they have none."""
    return address_of(user.pk)


def hold_music_of(call_pk: int) -> str:
    """Return the address of the music of the queue that the caller came through."""
    entry = (
        QueueEntry.objects.filter(call_id=call_pk)
        .select_related("queue")
        .order_by("-entered_at", "-pk")
        .first()
    )
    return entry.queue.hold_music_url if entry else ""


def name_of(user: User | None) -> str:
    """Return how a person of ours is called on screens; needs `agent` selected."""
    if user is None:
        return ""
    agent = getattr(user, "agent", None)
    return agent.name if agent else user.get_full_name() or user.get_username()


def room_with(leg: Leg) -> Conference | None:
    """Find the room that a leg is in, or was in last."""
    rooms = Conference.objects.filter(participants__leg=leg)
    return rooms.order_by("-requested_at", "-pk").first()


def unclear_rooms(*, now: datetime) -> list[Conference]:
    """Return the rooms that Telnyx should long have confirmed."""
    rooms = Conference.objects.filter(
        state=ConferenceState.STARTING, requested_at__lt=now - STARTING_FOR
    )
    return list(rooms)


def asked_to_join(*, before: datetime) -> set[int]:
    """Return the participants whose join was asked for by then, and may have happened."""
    asked = Command.objects.filter(
        purpose="participant.join", requested_at__lt=before
    ).exclude(state__in=(CommandState.FAILED, CommandState.EXPIRED))
    waiting = asked.filter(confirmed_at=None, subject_id__isnull=False)
    recent = waiting.filter(requested_at__gt=before - ASKED_LATELY)
    return {pk for pk in recent.values_list("subject_id", flat=True) if pk}


def rooms_to_look_into(*, now: datetime) -> list[Conference]:
    """Return the rooms whose list of participants is to be asked for.

    Somebody's join may have happened and was not told of, or the caller seems to be alone.
    """
    late = asked_to_join(before=now - JOINED_WITHIN)
    people = Participant.objects.filter(conference=OuterRef("pk"))
    joining = people.filter(state=ParticipantState.JOINING, pk__in=late)
    others = people.filter(state__in=OPEN_PARTICIPANT).exclude(
        leg__role=LegRole.CUSTOMER, leg__isnull=False
    )
    rooms = Conference.objects.filter(
        state=ConferenceState.LIVE, conference_id__isnull=False
    )
    return list(rooms.filter(Exists(joining) | ~Exists(others)))


def calls_to_follow_up() -> set[int]:
    """Return the calls whose rooms or supervisors something may follow for from silence.

    A room with one person in it or that is not there yet, a supervisor on a leg that
    has ended, a guest who may have to be brought in once more.
    """
    people = Participant.objects.filter(
        conference=OuterRef("pk"), state__in=OPEN_PARTICIPANT
    )
    others = people.exclude(leg__role=LegRole.CUSTOMER, leg__isnull=False)
    alone = Conference.objects.filter(~Exists(others), state=ConferenceState.LIVE)
    starting = Conference.objects.filter(state=ConferenceState.STARTING)
    joining = Participant.objects.filter(
        state=ParticipantState.JOINING, conference__state=ConferenceState.LIVE
    )
    left = Supervision.objects.filter(
        state__in=OPEN_SUPERVISION, supervised_leg__state=LegState.ENDED
    )
    guests = Participant.objects.filter(
        state__in=(ParticipantState.LEFT, ParticipantState.FAILED), dial__isnull=False
    ).exclude(leg__state=LegState.ENDED)
    return {
        *alone.values_list("call_id", flat=True),
        *starting.values_list("call_id", flat=True),
        *joining.values_list("conference__call_id", flat=True),
        *left.values_list("call_id", flat=True),
        *guests.values_list("conference__call_id", flat=True),
    }
