"""What events and the outcomes of commands mean for queues.

The facts of the legs are kept by `calls`, whose handlers come first; entries and offers
are computed from them when the call is recomputed.
"""

from collections.abc import Sequence
from datetime import datetime

from agents.domain import Leaving
from callcontrol.models import Command
from callcontrol.repeating import was_kept_from_happening
from callcontrol.states import CommandState
from callcontrol.unit_of_work import UnitOfWork
from callcontrol.words import explain
from calls import actions as calls
from calls.aggregate import CallAggregate, Calls
from calls.handlers import leg_of
from calls.models import Leg
from live import topics
from live.announce import announce
from provider.events import CallEnqueued, CallInitiated, Event
from queues import actions
from queues.aggregate import CallEntries, Entries
from queues.models import Offer
from queues.states import OfferState
from queues.steps import Step

# Telnyx's word that the caller stands in the queue already: proof that the first
# enqueue was carried out (Telnyx: Call control errors).
ALREADY_IN_QUEUE = "90038"


def read_ahead(events: Sequence[Event], work: UnitOfWork) -> None:
    """Read the entries and offers of a run; `calls` has read the calls before."""
    work.part(Entries).read()


def person_leaving(fact: Leaving, work: UnitOfWork) -> None:
    actions.withdraw_offers_to(fact.user_pk, work)


def call_initiated(event: CallInitiated, work: UnitOfWork) -> None:
    call, leg = leg_of(event, work)
    if event.direction == "incoming" and leg is call.customer:
        actions.note_unfed_number(call, work, at=event.occurred_at)


def call_enqueued(event: CallEnqueued, work: UnitOfWork) -> None:
    call, leg = leg_of(event, work)
    at = event.occurred_at
    actions.note_queued(call, leg, event.queue, at=at, work=work)


def sound_changed(event: Event, work: UnitOfWork) -> None:
    """What a waiting caller hears is on the board."""
    announce(topics.queues())


def caller_command_finished(command: Command, work: UnitOfWork) -> None:
    """Answer, greeting, queue or music: what comes next may have to be done otherwise."""
    call = _call_of(command, work)
    customer = call.live_customer if call else None
    if call is None or customer is None:
        return
    work.touch(call)
    if command.purpose == Step.ENQUEUE and command.error_code == ALREADY_IN_QUEUE:
        _note_queued_before(command, call, customer, work)
    elif command.target_is_gone:
        calls.doubt(call, customer)


def _note_queued_before(
    command: Command, call: CallAggregate, customer: Leg, work: UnitOfWork
) -> None:
    name = str(command.params.get("queue_name", ""))
    at = _first_enqueued_at(work.part(Entries).of(call), command)
    actions.note_queued(call, customer, name, at=at, work=work)


def _first_enqueued_at(mine: CallEntries, command: Command) -> datetime:
    """Return when Telnyx took the caller into the queue in which they stand."""
    asked = [one for one in mine.call.commands if one.purpose == Step.ENQUEUE]
    accepted = (CommandState.ACCEPTED, CommandState.CONFIRMED, CommandState.UNKNOWN)
    taken = [one for one in asked if one.state in accepted]
    return (taken[0] if taken else command).requested_at


def bridge_finished(command: Command, work: UnitOfWork) -> None:
    """Telnyx took the bridge on, or refused. An unknown outcome is asked for."""
    call = _call_of(command, work)
    offer = _offer_of(command, call, work)
    if call is None or offer is None:
        return
    work.touch(call)
    if was_kept_from_happening(command):
        return  # the sweep asks again while the two wait for each other
    if command.state in (CommandState.FAILED, CommandState.EXPIRED):
        mine = work.part(Entries).of(call)
        actions.withdraw(mine, offer, OfferState.FAILED, explain(command))
        if command.target_is_gone:
            for leg in call.live_legs:
                calls.doubt(call, leg)


def _call_of(command: Command, work: UnitOfWork) -> CallAggregate | None:
    return work.part(Calls).locked(command.call_id) if command.call_id else None


def _offer_of(
    command: Command, call: CallAggregate | None, work: UnitOfWork
) -> Offer | None:
    if call is None:
        return None
    offers = work.part(Entries).of(call).offers
    return next((one for one in offers if one.pk == command.subject_id), None)
