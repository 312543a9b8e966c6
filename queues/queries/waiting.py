"""Who waits where, at which position, and who is being rung for them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from agents.models import Agent
from agents.states import AgentState
from calls.states import Hearing, Place
from provider.callers import caller_words
from queues.models import Membership, Offer, Queue, QueueEntry
from queues.queries.reasons import reasons_why
from queues.routing import Why
from queues.states import OPEN_ENTRY, OPEN_OFFER, PICKABLE, OfferState

# So long an agent is told why an offer came to nothing, unless the next one comes.
ENDING_SHOWN_FOR = timedelta(seconds=60)
GIVEN_BACK_SHOWN_FOR = timedelta(seconds=15)
GIVES_OUT = "{queue} offers its callers by itself."
# The state that an offer leaves an agent in begins with its end.
SAME_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Waiting:
    """One line of the list of waiting callers."""

    entry: QueueEntry
    # 1 is the next of its queue by our order, which is by the start of the wait; of so
    # many in that queue.
    position: int
    of: int
    ringing: Agent | None
    hearing: str
    # How many Telnyx's queue has taken, of how many: said of who is not let in.
    full: str = ""
    # Why nobody has them yet, where that was asked for.
    why: Why | None = None

    @property
    def can_be_picked(self) -> bool:
        return self.entry.state in PICKABLE

    @property
    def priority_word(self) -> str:
        return f"Priority {self.entry.priority}" if self.entry.priority else ""

    @property
    def not_to_pick(self) -> str:
        """Why an agent may not choose this caller; empty when they may."""
        if self.entry.queue.may_be_picked_from:
            return ""
        return GIVES_OUT.format(queue=self.entry.queue.name)

    @property
    def taken_words(self) -> str:
        return f"{self.ringing.name} was faster." if self.ringing else ""

    @property
    def caller(self) -> str:
        call = self.entry.call
        return caller_words(call.caller_name, call.from_number)


def queue_pks_of(agent: Agent) -> set[int]:
    return set(places_of(agent))


def places_of(agent: Agent) -> dict[int, int]:
    """Return the agent's queues by their keys, with the order in which they go."""
    rows = Membership.objects.filter(agent=agent)
    return dict(rows.values_list("queue_id", "place"))


def waiting_callers(
    queues: QuerySet[Queue], *, why_at: datetime | None = None
) -> list[Waiting]:
    """Return who waits in these queues, who is next first.

    With `why_at`, each line says why the caller still waits at that moment.
    """
    offers = Offer.objects.filter(state__in=OPEN_OFFER).select_related("agent")
    entries = QueueEntry.objects.filter(state__in=OPEN_ENTRY, queue__in=queues)
    related = entries.select_related(
        "queue", "call", "leg", "sticky_agent"
    ).prefetch_related(Prefetch("offers", offers, to_attr="open_offers"))
    found = list(related.order_by("-priority", "entered_at", "pk"))
    reasons = reasons_why(found, now=why_at) if why_at else {}
    waiting_in = Counter(entry.queue_id for entry in found)
    inside = Counter(e.queue_id for e in found if e.leg.place == Place.QUEUE)
    positions: dict[int, int] = defaultdict(int)
    waiting = []
    for entry in found:
        positions[entry.queue_id] += 1
        position, of = positions[entry.queue_id], waiting_in[entry.queue_id]
        line = _line(entry, position, of, taken=inside[entry.queue_id])
        waiting.append(replace(line, why=reasons.get(entry.pk)))
    return waiting


def _line(entry: QueueEntry, position: int, of: int, *, taken: int) -> Waiting:
    open_offers: list[Offer] = getattr(entry, "open_offers", [])
    full = f"full: {taken} of {entry.queue.max_size}"
    return Waiting(
        entry=entry,
        position=position,
        of=of,
        ringing=open_offers[0].agent if open_offers else None,
        hearing=Hearing(entry.leg.hearing).label,
        full=full if entry.is_shut_out else "",
    )


def desk_offer_of(agent: Agent, *, now: datetime) -> Offer | None:
    """Return the agent's latest offer while it is open, or its end is news.

    That is over when their state changes, or after a while; who does not respond is told
    why until they are back.
    """
    offers = Offer.objects.filter(agent=agent).order_by("-pk")
    related = offers.select_related("entry__call", "entry__queue", "dial__leg", "agent")
    newest = related.first()
    if newest is None or newest.state in OPEN_OFFER:
        return newest
    return newest if _is_news(newest, now=now) else None


def _is_news(offer: Offer, *, now: datetime) -> bool:
    """Whether an offer that is over still says where the agent is, or what just was."""
    agent, ended_at = offer.agent, offer.ended_at
    if ended_at is None or agent.state_since > ended_at + SAME_MOMENT:
        return False
    if agent.state == AgentState.NOT_RESPONDING:
        return True
    return ended_at > now - shown_for(offer.state)


def shown_for(state: str) -> timedelta:
    """Return how long an agent is told of an offer that came to nothing."""
    is_given_back = state == OfferState.CANCELLED
    return GIVEN_BACK_SHOWN_FOR if is_given_back else ENDING_SHOWN_FOR
