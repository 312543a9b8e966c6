"""What is read of queues: who waits, the numbers of the board, one agent's offer."""

from queues.queries.assigning import Assignment, assignment_of
from queues.queries.board import QueueRow, Tiles, queue_rows, tiles
from queues.queries.listing import Listed, listed
from queues.queries.numbers import counts_since, midnight_before
from queues.queries.waiting import (
    ENDING_SHOWN_FOR,
    Waiting,
    callers_for_routing,
    desk_offer_of,
    queue_pks_of,
    waiting_callers,
)

__all__ = [
    "ENDING_SHOWN_FOR",
    "Assignment",
    "Listed",
    "QueueRow",
    "Tiles",
    "Waiting",
    "assignment_of",
    "callers_for_routing",
    "counts_since",
    "desk_offer_of",
    "listed",
    "midnight_before",
    "queue_pks_of",
    "queue_rows",
    "tiles",
    "waiting_callers",
]
