"""Finding conferences, participants and supervisions; what screens show is beside."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from agents.models import Phone
from calls.models import Call, Leg
from calls.states import LegRole, LegState
from conferences.models import Conference, Participant, Supervision
from conferences.states import ConferenceState, ParticipantState
from queues.models import QueueEntry

# Telnyx ends every conference after four hours (Telnyx: Create conference).
CONFERENCE_LIMIT = timedelta(hours=4)
WARN_AFTER = timedelta(hours=3, minutes=30)
# Without a word from Telnyx by then, it is asked whether the room exists.
STARTING_FOR = timedelta(seconds=20)


def live_leg_of(call: Call, role: LegRole) -> Leg | None:
    """Return the answered leg of `call` in `role`; the latest, if there are several."""
    legs = Leg.objects.filter(call=call, role=role, state=LegState.ANSWERED)
    return legs.select_related("user").order_by("-answered_at", "-pk").first()


def phone_of(user: User) -> str:
    """Return the SIP address at which `user` is dialled, "" when they have none."""
    phone = Phone.objects.filter(user=user).first()
    return phone.sip_address if phone else ""


def supervision_of(leg: Leg) -> Supervision | None:
    """Find the supervision that a leg was dialled for."""
    if leg.role != LegRole.SUPERVISOR or leg.command_id is None:
        return None
    found = Supervision.objects.filter(dial_command_id=leg.command_id)
    return found.select_related("leg", "replaces", "supervisor").first()


def guest_of(leg: Leg) -> Participant | None:
    """Find the third party that a leg was dialled for."""
    if leg.role != LegRole.GUEST or leg.command_id is None:
        return None
    found = Participant.objects.filter(dial_command_id=leg.command_id)
    return found.select_related("conference__call", "leg").first()


def hold_music_of(call_pk: int) -> str:
    """Return the address of the music of the queue that the caller came through."""
    entry = (
        QueueEntry.objects.filter(call_id=call_pk)
        .select_related("queue")
        .order_by("-entered_at", "-pk")
        .first()
    )
    return entry.queue.hold_music_url if entry else ""


def others_who_stay(conference: Conference, leaving: Participant) -> int:
    """Count those who are joined and would remain when `leaving` has left."""
    joined = conference.participants.filter(state=ParticipantState.JOINED)
    return joined.exclude(pk=leaving.pk).count()


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
