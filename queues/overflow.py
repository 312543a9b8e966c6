"""When a queue lets a caller go on to somewhere else, and where to: pure.

A queue says for each reason where its callers go; for what it says nothing of they wait.
Only who comes outside of the hours is never let in: somebody has to tell them. Whoever
waits already when a queue closes in the evening is still taken.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices


class Reason(TextChoices):
    """Why a caller goes on, in the order in which it is looked at."""

    CLOSED = "closed", "Outside its hours"
    FULL = "full", "It is full"
    NOBODY = "nobody", "Nobody is on duty"
    NOT_READY = "not_ready", "Everybody is not ready"
    TOO_LONG = "too_long", "The longest wait is over"


class Destination(TextChoices):
    """Where a caller goes on to."""

    QUEUE = "queue", "Another queue"
    NUMBER = "number", "A number"
    WORDS = "words", "Words, then hang up"


# What the caller of a closed queue hears that says nothing of it.
CLOSED_WORDS = "We are closed at the moment. Please call again later. Goodbye."
# How a timeline tells it; `{}` is the queue.
TOLD = {
    Reason.CLOSED: "{} is closed",
    Reason.FULL: "{} is full",
    Reason.NOBODY: "Nobody is on duty in {}",
    Reason.NOT_READY: "Everybody in {} is not ready",
    Reason.TOO_LONG: "The longest wait in {} is over",
}


@dataclass(frozen=True)
class Standing:
    """How a queue stands, for one who comes or waits."""

    is_open: bool
    # Closed by hand, for everybody at once.
    is_shut: bool
    # Who waits in it besides.
    others: int
    max_size: int
    # Members who are there, and those of them who may be had sooner or later.
    on_duty: int
    reachable: int


def reason_to_go(
    standing: Standing,
    chosen: Collection[str],
    *,
    waited: timedelta,
    longest: timedelta,
    is_new: bool,
    is_shut_out: bool = False,
) -> Reason | None:
    """Return why a caller goes on now; None when they are let in, or wait on.

    `is_new` is who was not let in yet; `is_shut_out` whom Telnyx has no room for.
    """
    is_so = {
        Reason.CLOSED: standing.is_shut or (is_new and not standing.is_open),
        Reason.FULL: is_shut_out or (is_new and standing.others >= standing.max_size),
        Reason.NOBODY: standing.on_duty == 0,
        Reason.NOT_READY: standing.on_duty > 0 and standing.reachable == 0,
        Reason.TOO_LONG: waited >= longest,
    }
    return next(
        (
            reason
            for reason in Reason
            if is_so[reason] and (reason == Reason.CLOSED or reason in chosen)
        ),
        None,
    )


def destination_for(reason: Reason, overflow: dict[str, Any]) -> dict[str, Any]:
    """Return where to, as the queue says it."""
    said = overflow.get(reason)
    if isinstance(said, dict) and said.get("kind") in Destination.values:
        return said
    return {"kind": Destination.WORDS.value, "text": CLOSED_WORDS}
