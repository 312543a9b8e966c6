"""The states of a call's entries and offers from the facts, and what follows, once.

`follow` is done after the facts of a call have changed, whoever told of them, and by the
sweeps. Without a new fact it changes nothing.
"""

from datetime import datetime, timedelta
from functools import partial

from agents import actions as agents
from agents.aggregate import Agents
from agents.models import Engagement
from agents.workdays import Workdays, talk_of
from callcontrol.repeating import may_ask
from callcontrol.states import CommandState
from callcontrol.unit_of_work import UnitOfWork
from calls import actions as calls
from calls.aggregate import CallAggregate
from calls.models import Leg
from provider.callers import caller_words
from queues.actions import callers
from queues.actions.withdrawing import withdraw
from queues.aggregate import BRIDGE, CallEntries, Entries
from queues.domain import CallerWaits
from queues.models import Offer, Queue, QueueEntry
from queues.states import (
    MISSED,
    EntryState,
    OfferState,
    entry_outcome,
    offer_outcome,
)

BRIDGE_LASTS = timedelta(seconds=8)
# The column holds no more (24 days). Only a hang-up that nobody told of lasts longer.
LONGEST_WAIT_MS = 2**31 - 1


def follow(call: CallAggregate, work: UnitOfWork) -> None:
    mine = work.part(Entries).of(call)
    for offer in mine.offers:
        _follow_offer(mine, offer, work)
    for entry in mine.entries:
        _settle_rivals(mine, entry)
        _compute_entry(mine, entry)
    for offer in mine.offers:
        _follow_agent(mine, offer, work)
    callers.take_steps(mine, work)
    _tell_who_waits(mine)


def _tell_who_waits(mine: CallEntries) -> None:
    if mine.room > mine.room_told:
        mine.call.work.tell(CallerWaits(mine.call.call.pk))
    mine.room_told = mine.room


def _follow_offer(mine: CallEntries, offer: Offer, work: UnitOfWork) -> None:
    dial = offer.dial
    if dial.refused_at and offer.withdrawn_at is None and mine.leg_of(offer) is None:
        # Should a leg turn up all the same, it comes too late for this offer.
        offer.withdrawn_as, offer.withdrawn_at = OfferState.FAILED, dial.refused_at
        offer.failure = dial.refusal
    facts = mine.offer_facts(offer)
    state, over_at = offer_outcome(facts)
    leg = mine.leg_of(offer)
    if state == OfferState.CONNECTED and leg and over_at:
        _note_talking(mine, leg, at=over_at)
    offer.state = state
    offer.answered_at = leg.answered_at if leg else None
    offer.connected_at = facts.connected_at
    offer.ended_at = None if state == OfferState.CONNECTED else over_at
    calls.withdraw(mine.call, offer.dial, at=_unwanted_since(offer))


def _settle_rivals(mine: CallEntries, entry: QueueEntry) -> None:
    """Connect whoever answered first; of several who rang, the others are given up.

    First is who is connected, or is being connected already: a bridge that was asked for
    is not taken back because an earlier answer is told later.
    """
    offers = mine.offers_of(entry)
    connected = [one for one in offers if one.state == OfferState.CONNECTED]
    answered = [one for one in offers if one.state == OfferState.ANSWERED]
    first = min([*connected, *answered], key=partial(_rank, mine), default=None)
    if first is None:
        return
    for one in offers:
        if one is not first:
            withdraw(mine, one, OfferState.TAKEN, f"{first.agent.name} answered first.")
    if first.state == OfferState.ANSWERED:
        _bridge(mine, first)


def _rank(mine: CallEntries, offer: Offer) -> tuple[bool, bool, datetime, int]:
    is_open = offer.state != OfferState.CONNECTED
    is_asked = mine.bridge_of(offer) is not None
    at = offer.answered_at or offer.made_at
    return is_open, not is_asked, at, offer.place


def _note_talking(mine: CallEntries, leg: Leg, *, at: datetime) -> None:
    """Whoever is connected has answered, whatever proved it."""
    if leg.answered_at is None:
        leg.answered_at = at
        mine.call.work.touch(mine.call)


def _unwanted_since(offer: Offer) -> datetime | None:
    """Return since when the agent's phone rings or waits for nobody; None while it is
    wanted, or ended by itself."""
    if offer.state in (OfferState.CALLER_LEFT, offer.withdrawn_as):
        return offer.ended_at
    return None


def _bridge(mine: CallEntries, offer: Offer) -> None:
    """Connect on the agent's leg, by the caller's id; asked for once, and again when
    Telnyx had trouble of its own: the two still wait for each other.

    `park_after_unbridge` protects only the leg on which the command is given, and a
    bridge by queue could bring somebody else (Telnyx: Bridge calls).
    """
    customer, leg = mine.call.live_customer, mine.leg_of(offer)
    if leg is None or customer is None:
        return
    asked = mine.call.all_asked(BRIDGE, target=leg.call_control_id)
    # Whether an unknown one was carried out is asked for first (`check_connections`).
    is_unknown = bool(asked) and asked[-1].state == CommandState.UNKNOWN
    if not is_unknown and may_ask(asked, now=mine.call.work.now):
        request_bridge(mine, offer, leg, customer)


def request_bridge(mine: CallEntries, offer: Offer, leg: Leg, customer: Leg) -> None:
    command = mine.call.request(
        "call.bridge",
        leg.call_control_id,
        params={
            "call_control_id": customer.call_control_id,
            "park_after_unbridge": "self",
            "prevent_double_bridge": True,
        },
        requested_by=offer.agent.user,
        lasts=BRIDGE_LASTS,
        purpose=BRIDGE,
        subject_id=offer.pk,
    )
    # The offer tells its agent what came of it.
    command.dismissed_at = mine.call.work.now


def _compute_entry(mine: CallEntries, entry: QueueEntry) -> None:
    before = entry.state, entry.left_at, entry.waited_ms
    state, left_at = entry_outcome(mine.entry_facts(entry))
    connected = [o for o in mine.offers_of(entry) if o.connected_at == left_at]
    entry.state, entry.left_at = state, left_at
    entry.is_shut_out = entry.is_shut_out and left_at is None
    entry.waited_ms = _waited_ms(entry, left_at)
    entry.answered_by_id = connected[0].agent_id if left_at and connected else None
    entry.left_reason = _why_left(entry)
    if (entry.state, entry.left_at, entry.waited_ms) != before:
        entry.revision += 1


def _why_left(entry: QueueEntry) -> str:
    if entry.state == EntryState.FLOWED_OUT:
        return entry.withdrawn_as
    return "hangup" if entry.state == EntryState.ABANDONED else ""


def _waited_ms(entry: QueueEntry, left_at: datetime | None) -> int | None:
    if left_at is None:
        return None
    since = entry.transferred_at or entry.entered_at
    waited = round((left_at - since).total_seconds() * 1000)
    return min(max(0, waited), LONGEST_WAIT_MS)


def _follow_agent(mine: CallEntries, offer: Offer, work: UnitOfWork) -> None:
    """Tell what holds the agent: the ring, the talk, the end of both."""
    engagement = mine.engagements[offer.dial_id]
    before = engagement.facts()
    leg = mine.leg_of(offer)
    is_connected = offer.state == OfferState.CONNECTED
    engagement.connected_at = offer.connected_at
    engagement.over_at = offer.ended_at
    if is_connected:
        engagement.over_at = leg.ended_at if leg else None
        _note_wrap_up(engagement, offer.entry.queue)
        call = mine.call.call
        engagement.caller = caller_words(call.caller_name, call.from_number)[:120]
    engagement.is_missed = offer.state in MISSED
    if engagement.facts() != before:
        work.part(Agents).hold(offer.agent_id, engagement, leg)
        talk = talk_of(engagement.connected_at, engagement.over_at)
        work.part(Workdays).replace(offer.agent_id, talk_of(*before[:2]), talk)


def _note_wrap_up(engagement: Engagement, queue: Queue) -> None:
    """Keep how wrap-up will end as the queue says now: a later change is not for them."""
    if not engagement.wrap_up_mode:
        engagement.wrap_up_mode = queue.wrap_up_mode
        engagement.wrap_up = queue.wrap_up
        engagement.requires_outcome = queue.requires_outcome


def reserve(
    mine: CallEntries, offer: Offer, work: UnitOfWork, *, activity: str
) -> None:
    """Hold the agent of a new offer."""
    engagement = Engagement(
        dial=offer.dial, activity=activity[:120], reserved_at=offer.made_at
    )
    mine.engagements[offer.dial_id] = engagement
    agents.reserve(work.part(Agents).locked(offer.agent_id), engagement)
