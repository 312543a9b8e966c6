"""Every write to queues, stays in them, and offers."""

from queues.actions.administration import route_number, save_queue
from queues.actions.offers import cancel_offer, offer_to, take_next, withdraw
from queues.actions.progress import read_progress
from queues.actions.settling import note_queued, note_unfed_number, settle, settle_leg
from queues.actions.sweeps import announce_time, expire_offers, rescue_callers

__all__ = [
    "announce_time",
    "cancel_offer",
    "expire_offers",
    "note_queued",
    "note_unfed_number",
    "offer_to",
    "read_progress",
    "rescue_callers",
    "route_number",
    "save_queue",
    "settle",
    "settle_leg",
    "take_next",
    "withdraw",
]
