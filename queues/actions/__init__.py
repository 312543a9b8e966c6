"""Every write to queues, entries and offers."""

from queues.actions.administration import (
    route_number,
    route_strays,
    save_queue,
)
from queues.actions.closing import close_queues, open_queues
from queues.actions.consequences import follow
from queues.actions.counting import count_what_left, recount
from queues.actions.entering import note_queued, note_unfed_number
from queues.actions.giving import give_callers
from queues.actions.moving import change_callers
from queues.actions.offers import (
    CallerGone,
    cancel_offer,
    offer_to,
    take_next,
)
from queues.actions.overflowing import overflow
from queues.actions.retiring import delete_queue, restore_queue, retire_queue
from queues.actions.sweeps import announce_time, check_connections, rescue_callers
from queues.actions.withdrawing import withdraw, withdraw_offers_to

__all__ = [
    "CallerGone",
    "announce_time",
    "cancel_offer",
    "change_callers",
    "check_connections",
    "close_queues",
    "count_what_left",
    "delete_queue",
    "follow",
    "give_callers",
    "note_queued",
    "note_unfed_number",
    "offer_to",
    "open_queues",
    "overflow",
    "recount",
    "rescue_callers",
    "restore_queue",
    "retire_queue",
    "route_number",
    "route_strays",
    "save_queue",
    "take_next",
    "withdraw",
    "withdraw_offers_to",
]
