"""Where a call and each of its legs can be, and how that follows from what is known.

A leg collects facts, each of which an event can only add or bring forward in time; the
states are computed from them. The order in which events arrive therefore cannot matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import TextChoices


class CallState(TextChoices):
    RINGING = "ringing", "Ringing"
    GREETING = "greeting", "Greeting"
    WAITING = "waiting", "Waiting"
    TALKING = "talking", "Talking"
    ENDED = "ended", "Ended"


class Direction(TextChoices):
    INCOMING = "incoming", "Incoming"
    OUTGOING = "outgoing", "Outgoing"


class LegRole(TextChoices):
    CUSTOMER = "customer", "Caller"
    AGENT = "agent", "Agent"
    SUPERVISOR = "supervisor", "Supervisor"
    GUEST = "guest", "Guest"


class LegState(TextChoices):
    RINGING = "ringing", "Ringing"
    ANSWERED = "answered", "Answered"
    ENDED = "ended", "Ended"


class Place(TextChoices):
    """Where an answered leg is; Telnyx calls a leg without a place parked."""

    PARKED = "parked", "Parked"
    QUEUE = "queue", "In queue"
    BRIDGE = "bridge", "Bridged"
    CONFERENCE = "conference", "In a room"


class Hearing(TextChoices):
    """What the product lets a leg hear; it says nothing of a conversation."""

    SILENCE = "silence", "Silence"
    SPEECH = "speech", "Greeting"
    MUSIC = "music", "Music on hold"


# Places in which a leg is in company.
TOGETHER = (Place.BRIDGE, Place.CONFERENCE)

# Two events of the same microsecond: the one that says more wins over the one that only
# says that something is over.
PLACE_RANK = {place: rank for rank, place in enumerate(Place.values)}
HEARING_RANK = {hearing: rank for rank, hearing in enumerate(Hearing.values)}


@dataclass(frozen=True)
class LegFacts:
    pk: int
    role: str
    state: str
    place: str
    ended_at: datetime | None
    place_at: datetime | None = None
    # A guest who is rung, or has answered, and has not been anywhere yet.
    is_wanted: bool = False


@dataclass(frozen=True)
class CallFacts:
    """When each of these first became true of the call; None for not yet."""

    answered_at: datetime | None
    waiting_at: datetime | None
    talking_at: datetime | None


def leg_state(answered_at: datetime | None, ended_at: datetime | None) -> LegState:
    if ended_at:
        return LegState.ENDED
    return LegState.ANSWERED if answered_at else LegState.RINGING


def call_state(call: CallFacts, legs: Iterable[LegFacts]) -> CallState:
    """Return the state of a call that has these legs.

    A call without a live leg has ended. While its customer is on the line, the
    customer's place decides; after that, how far the call had come.
    """
    live = [leg for leg in legs if leg.state != LegState.ENDED]
    if not live:
        return CallState.ENDED
    customer = next((leg for leg in live if leg.role == LegRole.CUSTOMER), None)
    if customer and (customer.place in TOGETHER or _is_bridged_to(customer, live)):
        return CallState.TALKING
    if customer is None and call.talking_at:
        return CallState.TALKING
    # A customer who has waited or talked before and is parked now waits again.
    if call.waiting_at or call.talking_at:
        return CallState.WAITING
    return CallState.GREETING if call.answered_at else CallState.RINGING


def _is_bridged_to(customer: LegFacts, legs: Iterable[LegFacts]) -> bool:
    """Whether somebody's half of a bridge is known, and nothing later of the customer.

    Telnyx tells each side of a bridge in an event of its own.
    """
    known = customer.place_at
    return any(
        leg.place == Place.BRIDGE
        and leg.role in (LegRole.AGENT, LegRole.GUEST)
        and leg.place_at is not None
        and (known is None or leg.place_at > known)
        for leg in legs
    )


class Proof(StrEnum):
    """What shows that a leg was connected to another one."""

    # call.bridged of the leg itself.
    BRIDGED = "bridged"
    # call.dequeued because an agent has it.
    SERVED = "served"


def legs_left_over(legs: Iterable[LegFacts]) -> list[int]:
    """Return the live legs that nobody talks with any more, by primary key.

    Nothing is left over while a customer is on the line. After that only a conference
    of at least two goes on; a guest who is wanted and not in it yet counts. Supervisors'
    legs end by themselves with the leg that they supervise.
    """
    live = [leg for leg in legs if leg.state != LegState.ENDED]
    if any(leg.role == LegRole.CUSTOMER for leg in live):
        return []
    others = [leg for leg in live if leg.role != LegRole.SUPERVISOR]
    talking = [leg for leg in others if leg.place == Place.CONFERENCE or leg.is_wanted]
    kept = talking if len(talking) > 1 else []
    return [leg.pk for leg in others if leg not in kept]


def is_one_to_one(legs: Iterable[LegFacts]) -> bool:
    """Whether nobody but one agent can be on the call with its customer.

    Then the customer's own hang-up leaves nobody who could go on talking.
    """
    live = [leg for leg in legs if leg.state != LegState.ENDED]
    agents = [leg for leg in live if leg.role == LegRole.AGENT]
    return len(agents) <= 1 and all(leg.role != LegRole.GUEST for leg in live)
