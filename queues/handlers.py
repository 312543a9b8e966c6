"""What events and the outcomes of commands mean for queues.

The facts of the legs are kept by `calls`, whose handlers come first; here the stays and
offers of the call are brought in line with them.
"""

from collections.abc import Sequence
from datetime import datetime

from callcontrol.events import CallDequeued, CallEnqueued, CallInitiated, Event
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL, CommandState
from callcontrol.words import explain
from calls.actions import hang_up_id
from calls.handlers import SERVED
from live import topics
from live.announce import announce
from queues import actions
from queues.models import Offer
from queues.states import OPEN_OFFER, OfferState


def read_ahead(events: Sequence[Event]) -> None:
    """Read the stays and offers of a run; `calls` has read the calls before."""
    actions.read_progress()


def leg_changed(event: Event, *, now: datetime) -> None:
    actions.settle_leg(event.call_control_id, now=now)


def call_initiated(event: CallInitiated, *, now: datetime) -> None:
    actions.settle_leg(event.call_control_id, now=now)
    if event.direction == "incoming":
        actions.note_unfed_number(event.call_control_id, now=now)


def call_dequeued(event: CallDequeued, *, now: datetime) -> None:
    if event.reason not in SERVED:
        actions.settle_leg(event.call_control_id, now=now)


def sound_started(event: Event, *, now: datetime) -> None:
    """What a waiting caller hears is on the board; nothing else follows from it."""
    announce(topics.queues())


def sound_ended(event: Event, *, now: datetime) -> None:
    actions.settle_leg(event.call_control_id, now=now)
    announce(topics.queues())


def call_enqueued(event: CallEnqueued, *, now: datetime) -> None:
    actions.note_queued(
        event.call_control_id, event.queue, at=event.occurred_at, now=now
    )


def caller_command_settled(command: Command, *, now: datetime) -> None:
    """Answer, greeting, queue or music: what failed may have to be done otherwise."""
    if command.state in UNSUCCESSFUL and command.call_id is not None:
        actions.settle(command.call_id, now=now)


def offer_dial_settled(command: Command, *, now: datetime) -> None:
    """An agent's phone cannot be dialled, or rings for an offer that is over by now."""
    offer = Offer.objects.select_related("entry").get(dial_command=command)
    if command.state in UNSUCCESSFUL:
        actions.withdraw(offer, OfferState.FAILED, explain(command), now=now)
        return
    dialled = str(command.response.get("call_control_id", ""))
    if dialled and offer.state not in (*OPEN_OFFER, OfferState.CONNECTED):
        hang_up_id(dialled, call_id=offer.entry.call_id, now=now)


def offer_bridge_settled(command: Command, *, now: datetime) -> None:
    """The bridge was refused. One of unknown outcome is left to the events."""
    was_refused = command.state in (CommandState.FAILED, CommandState.EXPIRED)
    if was_refused and command.subject_id is not None:
        offer = Offer.objects.select_related("entry").get(pk=command.subject_id)
        actions.withdraw(offer, OfferState.FAILED, explain(command), now=now)
