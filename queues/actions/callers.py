"""Lead a caller into the queue: answer, greet, enqueue, play music, and put back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls import actions as calls
from calls.aggregate import Calls
from calls.models import Leg
from calls.states import CallState, Direction, Hearing, Place
from live.refusals import Refused
from provisioning.testcall import is_test
from queues.actions import overflowing
from queues.actions.asked import asked_of
from queues.actions.opening import note_opened
from queues.aggregate import CallEntries, Entries
from queues.models import Queue, QueueEntry
from queues.queries.sticky import agent_of_last_call
from queues.states import OfferState
from queues.steps import FULL, Asked, Caller, Step, next_steps

STEP_LASTS = timedelta(seconds=10)
# A caller waits in silence for a greeting that Telnyx does not take: rather for none.
GREETING_LASTS = timedelta(seconds=4)
VOICE = "female"
KINDS = {
    Step.ANSWER: "call.answer",
    Step.GREET: "call.speak",
    Step.ENQUEUE: "call.enqueue",
    Step.PLAY_MUSIC: "call.playback_start",
    Step.LEAVE: "call.leave_queue",
}


def take_steps(mine: CallEntries, work: UnitOfWork) -> None:
    """Give the commands that the caller needs next, if any."""
    customer = mine.call.live_customer
    if customer is None or mine.call.call.direction != Direction.INCOMING:
        return
    entry = mine.open_entry
    if entry is None and (mine.is_led_on or _is_with_somebody(mine, customer)):
        return
    queue = queue_for(mine, work)
    if queue is None:
        return
    asked = asked_of(_of_this_stay(mine), KINDS)
    if is_test(mine.call.call.from_number):
        _take_test_call(mine, customer, asked.get(Step.ANSWER), work)
        return
    if not mine.entries and is_led(mine):
        return
    _believe_music(mine, customer, asked.get(Step.PLAY_MUSIC), work)
    if entry is not None:
        entry.is_shut_out = _is_shut_out(entry, customer, asked.get(Step.ENQUEUE))
        if overflowing.let_go(mine, entry):
            return
    _ask(mine, customer, entry, queue, asked)


def _ask(
    mine: CallEntries,
    customer: Leg,
    entry: QueueEntry | None,
    queue: Queue,
    asked: Mapping[str, Asked],
) -> None:
    work, caller = mine.call.work, _caller(mine, customer, entry, queue)
    for step in next_steps(caller, asked, now=work.now, is_quiet=work.is_quiet):
        if step != Step.ENQUEUE:
            _request(mine, customer, step, _params(step, queue))
        elif entry is None and not mine.entries:
            let_in(mine, customer, queue, work)
        else:
            entry = entry or open_entry(mine, customer, queue, work)
            _enqueue(mine, customer, entry, work)


def is_led(mine: CallEntries) -> bool:
    """Whether a flow leads the caller until they come into a queue."""
    call = mine.call.call
    entries = mine.call.work.part(Entries)
    return call.is_led or bool(entries.flow_of(call.to_number, call.connection_id))


def let_in(mine: CallEntries, customer: Leg, queue: Queue, work: UnitOfWork) -> None:
    """Open the first entry; who is not let in has one all the same, to be counted."""
    entry = open_entry(mine, customer, queue, work)
    if not overflowing.let_go(mine, entry, is_new=True):
        _enqueue(mine, customer, entry, work)


def _take_test_call(
    mine: CallEntries, customer: Leg, answer: Asked | None, work: UnitOfWork
) -> None:
    """Answer, and hang up: a test is put before no agent and counts nowhere."""
    if customer.answered_at is not None:
        calls.hang_up(mine.call, customer)
    elif answer is None or answer.is_due(work.now):
        _request(mine, customer, Step.ANSWER, {})


def _is_shut_out(entry: QueueEntry, customer: Leg, asked: Asked | None) -> bool:
    if customer.place != Place.PARKED or asked is None:
        return False
    if asked.is_under_way:
        return entry.is_shut_out
    return asked.error_code == FULL


def _believe_music(
    mine: CallEntries, customer: Leg, asked: Asked | None, work: UnitOfWork
) -> None:
    """Take Telnyx's answer for the event that did not come: the music plays.

    Asking again would put a second piece behind the first one.
    """
    at = asked.answered_at if asked and asked.was_accepted else None
    heard_at = customer.hearing_at
    if work.is_quiet and at and (heard_at is None or heard_at < at):
        mine.call.hear(customer, Hearing.MUSIC, at=at)


def _params(step: Step, queue: Queue) -> dict[str, Any]:
    if step == Step.GREET:
        return {"payload": queue.greeting, "voice": VOICE}
    if step == Step.PLAY_MUSIC:
        return {"audio_url": queue.hold_music_url, "loop": "infinity"}
    return {}


def _enqueue(
    mine: CallEntries, customer: Leg, entry: QueueEntry, work: UnitOfWork
) -> None:
    queue = entry.queue
    if entry.queued_at is not None:
        text = f"Is put into {queue.name} again; the wait goes on."
        calls.note(mine.call, text, at=work.now)
    params = {
        "queue_name": queue.telnyx_name,
        "max_size": queue.max_size,
        "max_wait_time_secs": queue.max_wait_secs,
    }
    _request(mine, customer, Step.ENQUEUE, params)


def put_in_again(entry_pk: int, *, now: datetime) -> None:
    """Ask Telnyx now, and not when its turn comes, to let a caller into their queue.

    Raises Refused when they do not wait any more, or Telnyx is being asked already.
    """
    row = QueueEntry.objects.get(pk=entry_pk)
    with unit_of_work(now=now) as work:
        mine = work.part(Entries).of(work.part(Calls).locked(row.call_id))
        entry, customer = mine.open_entry, mine.call.live_customer
        if entry is None or entry.pk != entry_pk or customer is None:
            raise Refused("The caller does not wait any more.")
        asked = asked_of(mine.call.commands, KINDS).get(Step.ENQUEUE)
        if asked is not None and asked.is_under_way:
            raise Refused("Telnyx is being asked already.")
        _enqueue(mine, customer, entry, work)


def open_entry(
    mine: CallEntries, customer: Leg, queue: Queue, work: UnitOfWork
) -> QueueEntry:
    """Put the caller into our record of a queue; the wait begins now."""
    if mine.entries:
        text = f"Was left alone, and is put back into {queue.name}."
        calls.note(mine.call, text, at=work.now)
    entry = QueueEntry(queue=queue, entered_at=work.now, priority=queue.priority)
    entry.call, entry.leg = mine.call.call, customer
    _wait_for_the_agent_of_before(entry)
    return note_opened(mine, entry, customer)


def transfer_to(mine: CallEntries, queue: Queue, note: str) -> QueueEntry:
    """Put a caller who talks into our record of a queue, with the clock of their call.

    They keep the priority that they had, where the queue gives a lower one.
    """
    work, customer = mine.call.work, mine.call.live_customer
    entered = [entry.entered_at for entry in mine.entries]
    priority = max([queue.priority, *(entry.priority for entry in mine.entries)])
    entry = QueueEntry(
        queue=queue,
        entered_at=min([*entered, work.now]),
        priority=priority,
        transferred_at=work.now,
        note=note[:300],
    )
    return note_opened(mine, entry, customer)


def enqueue(mine: CallEntries, entry: QueueEntry) -> None:
    """Ask Telnyx to put a caller into the queue of their entry, wherever they are."""
    customer = mine.call.live_customer
    if customer is not None:
        _enqueue(mine, customer, entry, mine.call.work)


def _wait_for_the_agent_of_before(entry: QueueEntry) -> None:
    """Let the caller wait for whom they talked with last, as long as the queue says."""
    secs = entry.queue.sticky_secs
    agent = agent_of_last_call(entry) if secs else None
    if agent is not None:
        entry.sticky_agent = agent
        entry.sticky_until = entry.entered_at + timedelta(seconds=secs)


def _request(
    mine: CallEntries,
    customer: Leg,
    step: Step,
    params: dict[str, Any],
) -> None:
    mine.call.request(
        KINDS[step],
        customer.call_control_id,
        params=params,
        lasts=GREETING_LASTS if step == Step.GREET else STEP_LASTS,
        purpose=step.value,
    )


def queue_for(mine: CallEntries, work: UnitOfWork) -> Queue | None:
    """Return the queue of the entry, of the last one, or the one the number feeds."""
    entry = mine.open_entry or (mine.entries[-1] if mine.entries else None)
    if entry is not None:
        return entry.queue
    call = mine.call.call
    return work.part(Entries).queue_fed_by(call.to_number, call.connection_id)


def _is_with_somebody(mine: CallEntries, customer: Leg) -> bool:
    if customer.place == Place.CONFERENCE:
        return True
    is_talking = mine.call.call.state == CallState.TALKING
    return is_talking and bool(mine.call.company)


def _caller(
    mine: CallEntries, customer: Leg, entry: QueueEntry | None, queue: Queue
) -> Caller:
    offers = mine.offers_of(entry) if entry else []
    return Caller(
        answered_at=customer.answered_at,
        place=customer.place,
        place_at=customer.place_at,
        hearing=customer.hearing,
        hearing_at=customer.hearing_at,
        greeting=queue.greeting,
        has_music=bool(queue.hold_music_url),
        is_queued=entry is not None,
        was_queued=bool(mine.entries),
        queued_at=entry.queued_at if entry else None,
        is_being_connected=any(o.state == OfferState.ANSWERED for o in offers),
        is_alone=not mine.call.company,
        stands_elsewhere=entry is not None and _stands_elsewhere(entry, customer),
        limit_told_at=queue.limit_told_at,
    )


def _stands_elsewhere(entry: QueueEntry, customer: Leg) -> bool:
    """Whether they have gone on to this entry and still stand in the queue of before."""
    has_moved = entry.transferred_at is not None and entry.queued_at is None
    return has_moved and customer.place == Place.QUEUE


def _of_this_stay(mine: CallEntries) -> list[Command]:
    """Return what was asked; music only since the stay began: that of before has ended.

    Who was moved here is let into this queue by what was asked since.
    """
    entry = mine.open_entry
    if entry is None or entry is mine.entries[0]:
        return mine.call.commands
    began_at = entry.transferred_at or entry.entered_at
    anew = {Step.PLAY_MUSIC}
    if entry.transferred_at is not None:
        anew |= {Step.ENQUEUE, Step.LEAVE}
    return [
        command
        for command in mine.call.commands
        if command.purpose not in anew or command.requested_at >= began_at
    ]
