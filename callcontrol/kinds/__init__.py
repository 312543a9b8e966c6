"""Every kind of command this product gives: one row says all that differs.

Delivery reads from it how a command is sent and repeated, the outbox whether it needs a
target, the handlers which event proves it done, timelines and notices what it is called.
"""

from callcontrol.kinds.calls import CALLS
from callcontrol.kinds.conferences import CONFERENCES
from callcontrol.kinds.kind import Kind, Match, Repeats
from callcontrol.kinds.queues import QUEUES

__all__ = ["CONFIRMATIONS", "KINDS", "Kind", "Match", "Repeats"]

KINDS: dict[str, Kind] = {**CALLS, **CONFERENCES, **QUEUES}


def _confirmations() -> dict[str, tuple[Match, tuple[str, ...]]]:
    found: dict[str, tuple[Match, tuple[str, ...]]] = {}
    for name, kind in KINDS.items():
        if (match := kind.confirmed_by.match) is None:
            continue
        for event_type in kind.confirmed_by.event_types:
            _, others = found.get(event_type, (match, ()))
            found[event_type] = (match, (*others, name))
    return found


# Event type to how the commands that it proves done are found, and their kinds.
CONFIRMATIONS = _confirmations()
