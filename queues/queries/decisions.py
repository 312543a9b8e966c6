"""What queues decided about the caller of a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.states import AgentState
from queues.models import QueueEntry, RoutingDecision
from queues.states import OPEN_ENTRY, Strategy

WORDS = {
    "chosen": "Asked",
    "later": "Comes later",
    "skill": "Lacks a skill",
    "rests": "Not again yet",
    "kept": "Kept for another",
}


@dataclass(frozen=True)
class Looked:
    """An agent who was available, and what became of it."""

    name: str
    verdict: str
    is_chosen: bool
    words: str


@dataclass(frozen=True)
class Others:
    """Agents in one state who could not be asked; names while they are few."""

    state: str
    count: int
    names: list[str]


@dataclass(frozen=True)
class Decided:
    pk: int
    at: datetime
    queue_name: str
    rule: str
    # Who was asked, by name; empty when nobody could be.
    asked: list[str]
    reasons: list[str]
    looked_at: list[Looked]
    others: list[Others]


def decisions_of(call_pk: int) -> list[Decided]:
    """Return what was decided about a call, oldest first; one query."""
    rows = RoutingDecision.objects.filter(entry__call=call_pk)
    return [_decided(row) for row in rows.select_related("entry__queue")]


def is_waiting(call_pk: int) -> bool:
    return QueueEntry.objects.filter(call=call_pk, state__in=OPEN_ENTRY).exists()


def _decided(row: RoutingDecision) -> Decided:
    looked_at = [_looked(one) for one in row.considered]
    return Decided(
        pk=row.pk,
        at=row.at,
        queue_name=row.entry.queue.name,
        rule=Strategy(row.strategy).label,
        asked=[one.name for one in looked_at if one.is_chosen],
        reasons=row.reasons,
        looked_at=looked_at,
        others=[_others(one) for one in row.others],
    )


def _looked(one: dict[str, Any]) -> Looked:
    verdict = str(one["verdict"])
    return Looked(one["name"], WORDS[verdict], verdict == "chosen", one["words"])


def _others(one: dict[str, Any]) -> Others:
    return Others(AgentState(one["state"]).label, one["count"], one.get("names", []))
