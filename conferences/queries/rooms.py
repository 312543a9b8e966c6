"""What screens show of rooms and the people in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from agents.models import Agent
from calls.models import Call, Leg
from calls.states import CallState, LegRole, LegState
from conferences.models import Conference, Participant, Supervision
from conferences.queries import CONFERENCE_LIMIT, WARN_AFTER, name_of
from conferences.states import (
    OPEN_CONFERENCE,
    OPEN_PARTICIPANT,
    ConferenceState,
    ParticipantState,
    SupervisionState,
    SupervisorRole,
)

# Rooms on one page of the list.
PAGE_SIZE = 50

ICONS = {
    LegRole.CUSTOMER: "user",
    LegRole.AGENT: "headset",
    LegRole.SUPERVISOR: "shield",
    LegRole.GUEST: "phone-outgoing",
}


@dataclass(frozen=True)
class Person:
    """One participant with what may be pressed for them."""

    row: Participant
    # customer, agent, supervisor or guest.
    kind: str
    can_change: bool
    # Why they cannot be taken out; empty when they can.
    must_stay: str

    @property
    def icon(self) -> str:
        return ICONS[LegRole(self.kind)]

    @property
    def is_muting(self) -> bool:
        return self.row.wants_muted is not None

    @property
    def is_holding(self) -> bool:
        return self.row.wants_on_hold is not None

    @property
    def offers_unmute(self) -> bool:
        """Say which of the two buttons stands there: the one pressed, while pending."""
        wish = self.row.wants_muted
        return self.row.is_muted if wish is None else not wish

    @property
    def offers_unhold(self) -> bool:
        wish = self.row.wants_on_hold
        return self.row.is_on_hold if wish is None else not wish


@dataclass(frozen=True)
class Room:
    conference: Conference
    people: tuple[Person, ...]
    is_live: bool
    is_near_limit: bool
    ends_at: datetime | None

    @property
    def present(self) -> list[Participant]:
        return [
            one.row for one in self.people if one.row.state == ParticipantState.JOINED
        ]

    @property
    def hold_sentence(self) -> str:
        """Say who hears what while somebody is on hold."""
        held = [one.label for one in self.present if one.is_on_hold]
        talking = [one.label for one in self.present if not one.is_on_hold]
        if not held:
            return ""
        verb = "hears" if len(held) == 1 else "hear"
        rest = f"; {_and(talking)} hear each other" if len(talking) > 1 else ""
        return f"{_and(held)} {verb} only the hold music{rest}."

    @property
    def leaving_refusal(self) -> str:
        """Say why an agent cannot leave now, empty when they can."""
        agents = [one for one in self.people if one.kind == LegRole.AGENT]
        return next((one.must_stay for one in agents), "")


@dataclass(frozen=True)
class Listed:
    """A line of the list of rooms."""

    conference: Conference
    # Everybody who ever was in it, each once.
    names: list[str]
    # How many are in it; None once it is over.
    present: int | None


@dataclass(frozen=True)
class HeardSupervisor:
    """A supervisor whom an agent hears on a call."""

    name: str
    # False: by this agent only.
    by_everybody: bool


@dataclass(frozen=True)
class DeskCall:
    """The call that an agent is on."""

    call: Call
    leg: Leg
    room: Room | None
    # In a room, the caller's own card says it.
    is_held_by_caller: bool
    # The supervisors whom the agent hears.
    heard: tuple[HeardSupervisor, ...]

    @property
    def why_no_room(self) -> str:
        """Say why it cannot become a room now, empty when it can."""
        is_talking = self.call.state == CallState.TALKING
        return "" if is_talking else "The caller is not on the line yet."


def room_of(conference: Conference, *, now: datetime) -> Room:
    """Return a room with its people; one query for those."""
    shown = (
        conference.participants.filter(
            Q(state__in=OPEN_PARTICIPANT) | Q(state=ParticipantState.FAILED)
        )
        .exclude(state=ParticipantState.FAILED, failure="")
        .select_related("leg")
    )
    rows = list(shown)
    is_live = conference.state == ConferenceState.LIVE
    joined = [row for row in rows if row.state == ParticipantState.JOINED]
    started = conference.started_at
    return Room(
        conference=conference,
        people=tuple(_person(row, len(joined), is_live=is_live) for row in rows),
        is_live=is_live,
        is_near_limit=is_live and started is not None and now - started >= WARN_AFTER,
        ends_at=started + CONFERENCE_LIMIT if started else None,
    )


def _person(row: Participant, joined: int, *, is_live: bool) -> Person:
    kind = row.leg.role if row.leg else LegRole.GUEST.value
    is_alone_with_caller = kind == LegRole.AGENT and joined <= 2
    return Person(
        row=row,
        kind=kind,
        can_change=is_live and row.state == ParticipantState.JOINED,
        must_stay="The caller would be alone. Add somebody first, or end for all."
        if is_alone_with_caller
        else "",
    )


def rooms_of(user_pk: int) -> QuerySet[Conference]:
    """Return the rooms of the calls that this person was on."""
    return Conference.objects.filter(call__in=Call.objects.filter(legs__user=user_pk))


def open_states(rooms: QuerySet[Conference]) -> list[tuple[int, str]]:
    """Return the key and the state of each of `rooms` that is not over."""
    going_on = rooms.filter(state__in=OPEN_CONFERENCE).order_by("pk")
    return list(going_on.values_list("pk", "state"))


def newest_pk(rooms: QuerySet[Conference]) -> int:
    """Return the key of the room that was made last, 0 without any."""
    return rooms.order_by("-pk").values_list("pk", flat=True).first() or 0


def listed(rooms: Iterable[Conference]) -> list[Listed]:
    """Return a line for each room; takes what `rooms_with_people` has loaded."""
    return [_listed(room) for room in rooms]


def _listed(room: Conference) -> Listed:
    people: list[Participant] = getattr(room, "people", [])
    joined = [one for one in people if one.state == ParticipantState.JOINED]
    return Listed(
        conference=room,
        names=list(dict.fromkeys(one.label for one in people)),
        present=len(joined) if room.state in OPEN_CONFERENCE else None,
    )


def rooms_with_people(rooms: QuerySet[Conference]) -> QuerySet[Conference]:
    """Return rooms, newest first, with `people` loaded; a fixed query count."""
    people = Participant.objects.select_related("leg")
    return (
        rooms.select_related("call", "requested_by")
        .prefetch_related(Prefetch("participants", people, to_attr="people"))
        .order_by("-requested_at", "-pk")
    )


def open_rooms() -> list[Conference]:
    rooms = Conference.objects.filter(state__in=OPEN_CONFERENCE)
    open_people = Participant.objects.filter(state__in=OPEN_PARTICIPANT)
    people = open_people.select_related("leg")
    return list(
        rooms.select_related("call")
        .prefetch_related(Prefetch("participants", people, to_attr="people"))
        .order_by("requested_at", "pk")
    )


def desk_call_of(user_pk: int, *, now: datetime) -> DeskCall | None:
    """Return the call that this agent is on, None when they are on none."""
    agent = (
        Agent.objects.filter(user_id=user_pk, leg__isnull=False)
        .exclude(leg__state=LegState.ENDED)
        .select_related("leg__call")
        .first()
    )
    if agent is None or agent.leg is None or agent.leg.call.state == CallState.ENDED:
        return None
    call = agent.leg.call
    conference = Conference.objects.filter(call=call, state__in=OPEN_CONFERENCE).first()
    heard = Supervision.objects.filter(
        supervised_leg=agent.leg, state=SupervisionState.ACTIVE
    ).exclude(role=SupervisorRole.MONITOR)
    return DeskCall(
        call=call,
        leg=agent.leg,
        room=room_of(conference, now=now) if conference else None,
        is_held_by_caller=conference is None and _is_held_by_caller(call),
        heard=tuple(
            HeardSupervisor(
                name_of(one.supervisor), by_everybody=one.role == SupervisorRole.BARGE
            )
            for one in heard.select_related("supervisor__agent")
        ),
    )


def _is_held_by_caller(call: Call) -> bool:
    customers = call.legs.filter(role=LegRole.CUSTOMER)
    return any(leg.has_put_us_on_hold for leg in customers)


def _and(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
