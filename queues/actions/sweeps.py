"""Find what no event will move on: offers past their time, callers in silence."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from calls.models import Leg
from calls.states import Direction, Hearing, LegRole, LegState, Place
from live import topics
from live.announce import announce
from queues import queries
from queues.actions.offers import withdraw
from queues.actions.settling import settle
from queues.models import Offer, QueueEntry
from queues.states import OPEN_ENTRY, OfferState
from queues.steps import ANSWER_AGAIN_AFTER

# Telnyx ends a ringing leg by itself at the time given to it; this much later we do.
EXPIRY_GRACE = timedelta(seconds=5)
# So long an answered agent is left without news of the bridge. Hanging up earlier could
# cut a conversation of which only the webhook is late.
CONNECTING_FOR = timedelta(seconds=30)
# The sweep comes every second; longer, so that nothing falls between two even when a
# beat is late. Announcing twice is harmless: what did not change is not sent.
TICK = timedelta(seconds=3)
# Shares of the target wait at which a queue becomes amber and red.
MARKS = (0.7, 1.0)
NOT_CONFIRMED = "Telnyx did not confirm the connection."


def expire_offers(*, now: datetime) -> int:
    """End every offer whose time is over; return how many."""
    ringing = Q(
        state__in=(OfferState.DIALLING, OfferState.RINGING),
        expires_at__lt=now - EXPIRY_GRACE,
    )
    connecting = Q(state=OfferState.ANSWERED, answered_at__lt=now - CONNECTING_FOR)
    due = list(Offer.objects.filter(ringing | connecting).select_related("entry"))
    for offer in due:
        if offer.state == OfferState.ANSWERED:
            withdraw(offer, OfferState.FAILED, NOT_CONFIRMED, now=now)
        else:
            withdraw(offer, OfferState.NO_ANSWER, now=now)
    return len(due)


def rescue_callers(*, now: datetime) -> int:
    """Settle every call whose customer may be in need of something; return how many.

    In need is who still rings, stands outside of every queue, hears nothing in one, or
    was left alone by the other side.
    """
    pks = sorted({*_outside(now), *_in_silence()})
    for pk in pks:
        settle(pk, now=now)
    return len(pks)


def announce_time(*, now: datetime) -> None:
    """Have screens drawn anew when time alone has changed what they say.

    The board does when a wait crosses a mark of its queue's target, and once a minute
    for the course of the last hour; a desk when it has told long enough why an offer
    came to nothing.
    """
    changed = {topics.user(pk) for pk in _told_long_enough(now)}
    if now.second < TICK.total_seconds() or _has_crossed_a_mark(now):
        changed.add(topics.queues())
    if changed:
        announce(*changed)


def _told_long_enough(now: datetime) -> list[int]:
    over = now - queries.ENDING_SHOWN_FOR
    told = Offer.objects.filter(ended_at__gt=over - TICK, ended_at__lte=over)
    return list(told.values_list("agent__user_id", flat=True))


def _has_crossed_a_mark(now: datetime) -> bool:
    waiting = QueueEntry.objects.filter(state__in=OPEN_ENTRY)
    for entered_at, target in waiting.values_list(
        "entered_at", "queue__target_wait_secs"
    ):
        wait = now - entered_at
        marks = (timedelta(seconds=target * share) for share in MARKS)
        if any(mark <= wait < mark + TICK for mark in marks):
            return True
    return False


def _outside(now: datetime) -> list[int]:
    live = Leg.objects.filter(
        role=LegRole.CUSTOMER, call__direction=Direction.INCOMING
    ).exclude(state=LegState.ENDED)
    others = Leg.objects.filter(
        call=OuterRef("call"), role__in=(LegRole.AGENT, LegRole.GUEST)
    ).exclude(state=LegState.ENDED)
    is_ringing = Q(state=LegState.RINGING, initiated_at__lt=now - ANSWER_AGAIN_AFTER)
    is_parked = Q(state=LegState.ANSWERED, place=Place.PARKED)
    is_alone = Q(state=LegState.ANSWERED, place=Place.BRIDGE) & ~Exists(others)
    found = live.filter(is_ringing | is_parked | is_alone)
    return list(found.values_list("call_id", flat=True))


def _in_silence() -> list[int]:
    silent = QueueEntry.objects.filter(
        state__in=OPEN_ENTRY, leg__place=Place.QUEUE, leg__hearing=Hearing.SILENCE
    ).exclude(queue__hold_music_url="")
    return list(silent.values_list("call_id", flat=True))
