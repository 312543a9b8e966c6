"""What is read of queues: who waits, the numbers of the board, one agent's offer."""

from queues.queries.board import QueueRow, Tiles, queue_rows, tiles
from queues.queries.numbers import counts_since, midnight_before
from queues.queries.waiting import (
    ENDING_SHOWN_FOR,
    Waiting,
    callers_for_routing,
    desk_offer_of,
    queue_pks_of,
    queues_with_members,
    waiting_callers,
)

__all__ = [
    "ENDING_SHOWN_FOR",
    "QueueRow",
    "Tiles",
    "Waiting",
    "callers_for_routing",
    "counts_since",
    "desk_offer_of",
    "midnight_before",
    "queue_pks_of",
    "queue_rows",
    "queues_with_members",
    "tiles",
    "waiting_callers",
]
