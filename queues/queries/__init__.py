"""What is read of queues: who waits, the numbers of the board, one agent's offer."""

from queues.queries.assigning import Assignment, assignment_of
from queues.queries.board import Interval, QueueRow, Tiles, last_hour, queue_rows, tiles
from queues.queries.candidates import (
    candidates,
    colleagues,
    others_of,
    policies_of,
    waiting_for,
)
from queues.queries.counts import counts_since, definitions_of, intervals_between
from queues.queries.decisions import decisions_of, is_waiting
from queues.queries.desk import QueueLine, queue_lines, taken_from
from queues.queries.listing import Listed, listed, settings_outside
from queues.queries.numbers import midnight_before
from queues.queries.reasons import why_of_call
from queues.queries.turns import agents_to_serve, callers_for, callers_to_take
from queues.queries.waiting import (
    ENDING_SHOWN_FOR,
    GIVEN_BACK_SHOWN_FOR,
    Waiting,
    desk_offer_of,
    places_of,
    queue_pks_of,
    waiting_callers,
)

__all__ = [
    "ENDING_SHOWN_FOR",
    "GIVEN_BACK_SHOWN_FOR",
    "Assignment",
    "Interval",
    "Listed",
    "QueueLine",
    "QueueRow",
    "Tiles",
    "Waiting",
    "agents_to_serve",
    "assignment_of",
    "callers_for",
    "callers_to_take",
    "candidates",
    "colleagues",
    "counts_since",
    "decisions_of",
    "definitions_of",
    "desk_offer_of",
    "intervals_between",
    "is_waiting",
    "last_hour",
    "listed",
    "midnight_before",
    "others_of",
    "places_of",
    "policies_of",
    "queue_lines",
    "queue_pks_of",
    "queue_rows",
    "settings_outside",
    "taken_from",
    "tiles",
    "waiting_callers",
    "waiting_for",
    "why_of_call",
]
