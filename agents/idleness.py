"""Since when an agent is idle, by each of the three ways to count: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from agents.spans import Span
from agents.states import AgentState

# A ring that came to nothing does not end the time in which an agent is available: a
# network that fails must not cost them their place in the order.
READY = (AgentState.AVAILABLE, AgentState.RESERVED)


@dataclass(frozen=True)
class Idleness:
    """None as long as it has not happened yet."""

    available_at: datetime | None = None
    call_ended_at: datetime | None = None
    # Of a call without wrap-up, its end.
    wrap_up_ended_at: datetime | None = None


def idleness(spans: Sequence[Span], before: Idleness) -> Idleness:
    """Return what follows from the last spans; `before` is what followed from earlier ones."""
    call_ended_at = before.call_ended_at
    wrap_up_ended_at = before.wrap_up_ended_at
    for span, after in pairwise(spans):
        if span.state == AgentState.ON_CALL:
            call_ended_at = after.started_at
            wrap_up_ended_at = after.started_at
        elif span.state == AgentState.WRAP_UP:
            wrap_up_ended_at = after.started_at
    return Idleness(_available_at(spans, before), call_ended_at, wrap_up_ended_at)


def _available_at(spans: Sequence[Span], before: Idleness) -> datetime | None:
    run = len(spans)
    while run and spans[run - 1].state in READY:
        run -= 1
    if run == len(spans):
        return before.available_at
    known, started_at = before.available_at, spans[run].started_at
    # The first of these spans may go on from one that is not among them.
    goes_on = run == 0 and known is not None and known < started_at
    return known if goes_on else started_at
