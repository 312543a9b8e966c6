"""Bring a call's stays and offers in line with what is known of its legs.

`settle` is the one road by which an event, an outcome or a sweep changes them. It locks
the call, computes each state from the facts, and does once what follows from a change.
"""

from datetime import datetime

from django.db import transaction

from agents import actions as agents
from calls import actions as calls
from calls.models import Leg
from calls.states import LegState
from contactcenter.rows import change, insert
from live import topics
from live.announce import announce
from queues.actions import callers, connecting
from queues.actions.progress import (
    Progress,
    progress_of_call,
    progress_of_leg,
)
from queues.models import Offer, Queue, QueueEntry
from queues.states import (
    OPEN_OFFER,
    EntryState,
    OfferState,
    entry_outcome,
    offer_outcome,
)


@transaction.atomic
def settle(call_pk: int, *, now: datetime) -> None:
    """Compute everything anew from the facts of the call, and act on what changed."""
    settle_progress(progress_of_call(call_pk), now=now)


def settle_leg(call_control_id: str, *, now: datetime) -> None:
    """The same for the call of an event's leg, in the event's transaction."""
    progress = progress_of_leg(call_control_id)
    if progress is not None:
        settle_progress(progress, now=now)


def settle_progress(progress: Progress, *, now: datetime) -> None:
    for offer in progress.offers:
        _link_leg(progress, offer)
        _settle_offer(progress, offer, now=now)
    for entry in progress.entries:
        _settle_entry(progress, entry)
    for offer in progress.offers:
        _finish_talk(offer, now=now)
    callers.take_steps(progress, now=now)


def note_queued(
    call_control_id: str, telnyx_name: str, *, at: datetime, now: datetime
) -> None:
    """Note that a customer stands in Telnyx's queue since `at`.

    The first time starts the clock of the wait. An event that came before our own
    record of the stay makes that record.
    """
    progress = progress_of_leg(call_control_id)
    customer = progress.customer if progress else None
    if progress is None or customer is None:
        return
    if customer.call_control_id != call_control_id:
        return
    stay = _stay_at(progress.entries, at)
    if stay is None:
        _open_stay(progress, customer, telnyx_name, at=at)
    elif stay.queued_at is None or stay.queued_at > at:
        change(stay, queued_at=at, entered_at=at)
        announce(topics.queues())
    settle_progress(progress, now=now)


def note_unfed_number(call_control_id: str, *, now: datetime) -> None:
    """Say on the call's page why nobody answers it: its number feeds no queue."""
    progress = progress_of_leg(call_control_id)
    if progress is None or progress.entries or progress.live_customer is None:
        return
    if callers.queue_for(progress, None) is None:
        number = progress.call.to_number
        text = f"{number} feeds no queue, so the call is not answered."
        calls.note(progress.call.pk, text, at=now)


def _stay_at(stays: list[QueueEntry], at: datetime) -> QueueEntry | None:
    during = (stay for stay in stays if stay.left_at is None or stay.left_at >= at)
    return next(during, stays[-1] if stays else None)


def _open_stay(progress: Progress, leg: Leg, telnyx_name: str, *, at: datetime) -> None:
    queue = Queue.objects.filter(telnyx_name=telnyx_name).first()
    if queue is None:
        text = f"Entered {telnyx_name}, which is no queue here."
        calls.note(progress.call.pk, text, at=at)
        return
    entry = QueueEntry(
        queue=queue, call=progress.call, leg=leg, entered_at=at, queued_at=at
    )
    insert(entry)
    progress.entries.append(entry)
    calls.note_queue(progress.call, queue.name)
    announce(topics.queues())


def _link_leg(progress: Progress, offer: Offer) -> None:
    """Find the leg that the offer's dial made, once its first event has come."""
    if offer.leg is not None:
        return
    made = (leg for leg in progress.legs if leg.command_id == offer.dial_command_id)
    leg = next(made, None)
    if leg is None:
        return
    offer.leg = leg
    change(offer, leg_id=leg.pk)
    calls.note_person(leg, offer.agent.user_id)


def _settle_offer(progress: Progress, offer: Offer, *, now: datetime) -> None:
    facts = progress.offer_facts(offer)
    state, over_at = offer_outcome(facts)
    old = OfferState(offer.state)
    changed = _write_offer(
        offer,
        state=state,
        answered_at=facts.leg.answered_at,
        connected_at=facts.connected_at,
        ended_at=None if state == OfferState.CONNECTED else over_at,
    )
    if changed:
        user = topics.user(offer.agent.user_id)
        announce(topics.queues(), topics.call(progress.call.pk), user)
    if old != state:
        at = over_at or facts.leg.answered_at or now
        connecting.offer_changed(progress, offer, old, at=at, now=now)
    if state not in (*OPEN_OFFER, OfferState.CONNECTED):
        _drop_leg(offer, now=now)


def _write_offer(offer: Offer, **values: object) -> bool:
    if all(getattr(offer, name) == value for name, value in values.items()):
        return False
    change(offer, **values)
    return True


def _drop_leg(offer: Offer, *, now: datetime) -> None:
    """End the leg of an offer that came to nothing, however late it turns up."""
    if offer.leg is not None and offer.leg.state != LegState.ENDED:
        calls.hang_up(offer.leg, now=now)


def _settle_entry(progress: Progress, entry: QueueEntry) -> None:
    facts = progress.entry_facts(entry)
    state, left_at = entry_outcome(facts)
    connected = [o for o in progress.offers_of(entry) if o.connected_at == left_at]
    values = {
        "state": state,
        "left_at": left_at,
        "waited_ms": _waited_ms(entry, left_at),
        "answered_by_id": connected[0].agent_id if left_at and connected else None,
        "left_reason": "hangup" if state == EntryState.ABANDONED else "",
    }
    if all(getattr(entry, name) == value for name, value in values.items()):
        return
    change(entry, **values)
    announce(topics.queues(), topics.call(progress.call.pk))


def _waited_ms(entry: QueueEntry, left_at: datetime | None) -> int | None:
    if left_at is None:
        return None
    return max(0, round((left_at - entry.entered_at).total_seconds() * 1000))


def _finish_talk(offer: Offer, *, now: datetime) -> None:
    """Start the agent's wrap-up when the leg on which they talked has ended."""
    leg = offer.leg
    if offer.state != OfferState.CONNECTED or leg is None or leg.ended_at is None:
        return
    agents.start_wrap_up(
        offer.agent_id,
        leg.pk,
        ended_at=leg.ended_at,
        lasts=offer.entry.queue.wrap_up,
        now=now,
    )
