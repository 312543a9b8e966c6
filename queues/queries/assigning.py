"""Whom a waiting caller can be given to, and what has become of them meanwhile."""

from dataclasses import dataclass

from agents.models import Agent
from agents.states import ABSENT, AgentState
from provider.callers import caller_words
from queues.models import Offer, QueueEntry
from queues.states import OPEN_OFFER, EntryState, OfferState

# Why nobody can be given this caller; `name` is the agent who rings or talks.
WHY_NOT = {
    EntryState.OFFERED: "{name} is being rung for this caller.",
    EntryState.ANSWERED: "{name} has taken this caller.",
    EntryState.ABANDONED: "The caller has hung up.",
    EntryState.FLOWED_OUT: "The caller has left the queue.",
}


@dataclass(frozen=True)
class Assignment:
    entry: QueueEntry
    # The members of the queue who are on duty.
    candidates: list[Agent]
    # Why the caller cannot be given to anybody now; empty when they can.
    why_not: str

    @property
    def caller(self) -> str:
        call = self.entry.call
        return caller_words(call.caller_name, call.from_number)

    @property
    def is_anybody_free(self) -> bool:
        return any(is_free(one) for one in self.candidates)


def is_free(agent: Agent) -> bool:
    return agent.state == AgentState.AVAILABLE


def assignment_of(entry_pk: int) -> Assignment | None:
    """Return who could take this caller, None when there is no such stay.

    Who has been free for longest comes first, then the others by name.
    """
    entries = QueueEntry.objects.select_related("queue", "call")
    entry = entries.filter(pk=entry_pk).first()
    if entry is None:
        return None
    present = entry.queue.agents.exclude(state__in=ABSENT).order_by("name")
    free = [agent for agent in present if is_free(agent)]
    others = [agent for agent in present if not is_free(agent)]
    free.sort(key=lambda agent: agent.state_since)
    return Assignment(entry, [*free, *others], _why_not(entry))


def _why_not(entry: QueueEntry) -> str:
    words = WHY_NOT.get(EntryState(entry.state), "")
    if "{name}" not in words:
        return words
    states = (*OPEN_OFFER, OfferState.CONNECTED)
    offers = Offer.objects.filter(entry=entry, state__in=states)
    offer = offers.select_related("agent").order_by("-pk").first()
    return words.format(name=offer.agent.name if offer else "Somebody")
