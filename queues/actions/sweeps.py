"""Find what no event will move on: callers in silence or alone, bridges never told of."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from callcontrol.states import CommandState
from calls.actions.quiet import recompute_calls
from calls.models import Leg
from calls.states import Direction, Hearing, LegRole, LegState, Place
from live import topics
from live.announce import announce
from queues import queries
from queues.actions.offers import bridge_again, withdraw_offer
from queues.models import Offer, QueueEntry
from queues.queries.reasons import is_reason_over
from queues.reconcile import compare_connections
from queues.states import OPEN_ENTRY, OfferState

# So long a bridge may take whose caller Telnyx still names among those who wait.
CONNECTING_FOR = timedelta(seconds=10)
# The sweep comes every second; longer, so that nothing falls between two even when a
# beat is late. Announcing twice is harmless: what did not change is not sent.
TICK = timedelta(seconds=3)
# Shares of the target wait at which a queue becomes amber and red.
MARKS = (0.7, 1.0)
# So long an agent who has answered waits while Telnyx cannot connect anybody.
WAITS_FOR_TELNYX = timedelta(seconds=30)
NOT_CONFIRMED = "Telnyx did not connect the two sides."


def check_connections(*, now: datetime) -> int:
    """Settle the bridges that were never confirmed by what Telnyx says; return how many
    had not come about. Raises TelnyxError.

    A conversation is never cut because a confirmation is missing.
    """
    late = now - CONNECTING_FOR
    failed = 0
    for offer, bridge in compare_connections(now=now):
        if bridge.state == CommandState.UNKNOWN:
            bridge_again(offer.pk, now=now)
        elif offer.answered_at and offer.answered_at < late:
            withdraw_offer(offer.pk, OfferState.FAILED, NOT_CONFIRMED, now=now)
            failed += 1
    _bridge_again(now=now)
    return failed


def _bridge_again(*, now: datetime) -> None:
    """Ask for the bridges again that Telnyx's own trouble kept from happening."""
    waiting = Offer.objects.filter(state=OfferState.ANSWERED)
    for offer in waiting.filter(answered_at__lt=now - WAITS_FOR_TELNYX):
        withdraw_offer(offer.pk, OfferState.FAILED, NOT_CONFIRMED, now=now)
    pks = waiting.filter(answered_at__gte=now - WAITS_FOR_TELNYX)
    recompute_calls(set(pks.values_list("entry__call_id", flat=True)), now=now)


def rescue_callers(*, now: datetime) -> int:
    """Lead on every caller who may be in need of something; return how many.

    In need is who still rings, stands outside of every queue, hears nothing in one, or
    was left alone by the other side.
    """
    return recompute_calls({*_outside(), *_in_silence()}, now=now)


def announce_time(*, now: datetime) -> None:
    """Have screens drawn anew when time alone has changed what they say.

    The board does when a wait crosses a mark of its queue's target, when a reason to wait
    is over, and once a minute for the course of the last hour; a desk when it has told long enough why an offer
    came to nothing.
    """
    changed = {topics.user(pk) for pk in _told_long_enough(now)}
    crossed = _has_crossed_a_mark(now) or is_reason_over(since=now - TICK, now=now)
    if now.second < TICK.total_seconds() or crossed:
        changed.add(topics.queues())
    if changed:
        announce(*changed)


def _told_long_enough(now: datetime) -> list[int]:
    spans = (queries.ENDING_SHOWN_FOR, queries.GIVEN_BACK_SHOWN_FOR)
    is_over = Q()
    for over in (now - span for span in spans):
        is_over |= Q(ended_at__gt=over - TICK, ended_at__lte=over)
    told = Offer.objects.filter(is_over)
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


def _outside() -> list[int]:
    live = Leg.objects.filter(
        role=LegRole.CUSTOMER, call__direction=Direction.INCOMING
    ).exclude(state=LegState.ENDED)
    others = Leg.objects.filter(
        call=OuterRef("call"), role__in=(LegRole.AGENT, LegRole.GUEST)
    ).exclude(state=LegState.ENDED)
    is_outside = Q(state=LegState.RINGING) | Q(place=Place.PARKED)
    is_alone = Q(place=Place.BRIDGE) & ~Exists(others)
    return list(live.filter(is_outside | is_alone).values_list("call_id", flat=True))


def _in_silence() -> list[int]:
    """Return the calls of those who wait and hear no music, as far as we know."""
    silent = QueueEntry.objects.filter(
        state__in=OPEN_ENTRY, leg__place=Place.QUEUE
    ).exclude(leg__hearing=Hearing.MUSIC)
    with_music = silent.exclude(queue__hold_music_url="")
    return list(with_music.values_list("call_id", flat=True))
