"""Who waits where, at which position, and who is being rung for them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from agents.models import Agent
from calls.states import Hearing
from queues.models import Offer, Queue, QueueEntry
from queues.routing import WaitingCaller
from queues.states import OPEN_ENTRY, OPEN_OFFER, EntryState

# So long an agent is told why an offer came to nothing, unless the next one comes.
ENDING_SHOWN_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class Waiting:
    """One line of the list of waiting callers."""

    entry: QueueEntry
    # 1 is the next of its queue by our order, which is by the start of the wait.
    position: int
    ringing: Agent | None
    hearing: str

    @property
    def can_be_picked(self) -> bool:
        return self.entry.state == EntryState.WAITING

    @property
    def taken_words(self) -> str:
        return f"{self.ringing.name} was faster." if self.ringing else ""

    @property
    def caller(self) -> str:
        return self.entry.call.caller_name or self.entry.call.from_number


def callers_for_routing() -> list[WaitingCaller]:
    entries = QueueEntry.objects.filter(
        state__in=(EntryState.WAITING, EntryState.OFFERED)
    ).select_related("queue")
    return [
        WaitingCaller(
            entry_pk=entry.pk,
            queue_pk=entry.queue_id,
            queue_name=entry.queue.name,
            entered_at=entry.entered_at,
            is_offered=entry.state == EntryState.OFFERED,
        )
        for entry in entries
    ]


def queue_pks_of(agent: Agent) -> set[int]:
    return set(Queue.objects.filter(agents=agent).values_list("pk", flat=True))


def waiting_callers(queue_pks: Collection[int] | None = None) -> list[Waiting]:
    """Return who waits, longest first; only in these queues unless None."""
    offers = Offer.objects.filter(state__in=OPEN_OFFER).select_related("agent")
    entries: QuerySet[QueueEntry] = QueueEntry.objects.filter(state__in=OPEN_ENTRY)
    if queue_pks is not None:
        entries = entries.filter(queue__in=queue_pks)
    related = entries.select_related("queue", "call", "leg").prefetch_related(
        Prefetch("offers", offers, to_attr="open_offers")
    )
    positions: dict[int, int] = defaultdict(int)
    waiting = []
    for entry in related.order_by("entered_at", "pk"):
        positions[entry.queue_id] += 1
        waiting.append(_line(entry, positions[entry.queue_id]))
    return waiting


def _line(entry: QueueEntry, position: int) -> Waiting:
    open_offers: list[Offer] = getattr(entry, "open_offers", [])
    return Waiting(
        entry=entry,
        position=position,
        ringing=open_offers[0].agent if open_offers else None,
        hearing=Hearing(entry.leg.hearing).label,
    )


def desk_offer_of(agent: Agent, *, now: datetime) -> Offer | None:
    """Return the agent's latest offer while it is open, or ended only just now."""
    offers = Offer.objects.filter(agent=agent).order_by("-pk")
    related = offers.select_related("entry__call", "entry__queue", "leg", "agent")
    newest = related.first()
    if newest is None or newest.state in OPEN_OFFER:
        return newest
    is_news = newest.ended_at is not None and newest.ended_at > now - ENDING_SHOWN_FOR
    return newest if is_news else None
