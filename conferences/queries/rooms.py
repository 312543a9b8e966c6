"""What screens show of rooms and the people in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from calls.states import LegRole
from conferences.models import Conference, Participant
from conferences.queries import CONFERENCE_LIMIT, WARN_AFTER
from conferences.states import (
    OPEN_CONFERENCE,
    OPEN_PARTICIPANT,
    ConferenceState,
    ParticipantState,
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
    def is_last_agent(self) -> bool:
        """Say whether nobody else of ours would be left if the one agent went."""
        agents = [one for one in self.people if one.kind == LegRole.AGENT]
        return len([one for one in agents if one.can_change]) == 1

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


def open_rooms(seen: QuerySet[Conference]) -> list[Conference]:
    """Return those that go on; `present` counts who is in, `people` is who may be."""
    rooms = seen.filter(state__in=OPEN_CONFERENCE)
    open_people = Participant.objects.filter(state__in=OPEN_PARTICIPANT)
    people = open_people.select_related("leg")
    is_in = Q(participants__joined_at__isnull=False, participants__left_at=None)
    counted = rooms.annotate(present=Count("participants", filter=is_in))
    return list(
        counted.select_related("call")
        .prefetch_related(Prefetch("participants", people, to_attr="people"))
        .order_by("requested_at", "pk")
    )


def _and(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
