"""Lead a caller into the queue: answer, greet, enqueue, play music, and put back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from callcontrol import outbox
from callcontrol.memory import kept
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL
from calls import actions as calls
from calls.models import Leg
from calls.states import CallState, Direction, Place
from contactcenter.rows import insert
from live import topics
from live.announce import announce
from queues.actions.progress import Progress
from queues.models import InboundRoute, Queue, QueueEntry
from queues.states import OfferState
from queues.steps import Asked, Caller, Step, next_steps

STEP_LASTS = timedelta(seconds=10)
VOICE = "female"
KINDS = {
    Step.ANSWER: "call.answer",
    Step.GREET: "call.speak",
    Step.ENQUEUE: "call.enqueue",
    Step.PLAY_MUSIC: "call.playback_start",
}


class Feeds:
    """Which queue a number feeds, read once in a run."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue | None] = {}

    def queue_of(self, number: str) -> Queue | None:
        if number not in self._queues:
            routes = InboundRoute.objects.select_related("queue")
            route = routes.filter(phone_number__number=number).first()
            self._queues[number] = route.queue if route else None
        return self._queues[number]


def take_steps(progress: Progress, *, now: datetime) -> None:
    """Give the commands that the caller needs next, if any."""
    customer = progress.live_customer
    if customer is None or progress.call.direction != Direction.INCOMING:
        return
    entry = progress.open_entry
    if entry is None and _is_with_somebody(progress, customer):
        return
    queue = queue_for(progress, entry)
    if queue is None:
        return
    caller = _caller(progress, customer, entry, queue)
    if not next_steps(caller, {}, now=now):
        # Nothing would be wanted even if nothing had been asked for yet.
        return
    for step in next_steps(caller, _asked(progress.asked), now=now):
        if step == Step.ENQUEUE:
            entry = entry or _open_entry(progress, customer, queue, now=now)
            _enqueue(progress, customer, entry, now=now)
        else:
            _request(progress, customer, step, _params(step, queue), now=now)


def put_back(progress: Progress, entry: QueueEntry, *, now: datetime) -> None:
    """Ask for the queue again after a failed bridge, which may have left it.

    When the caller still stands there Telnyx says so (90038), and nothing changes.
    """
    customer = progress.live_customer
    if customer is not None:
        _enqueue(progress, customer, entry, now=now)


def _params(step: Step, queue: Queue) -> dict[str, Any]:
    if step == Step.GREET:
        return {"payload": queue.greeting, "voice": VOICE}
    if step == Step.PLAY_MUSIC:
        return {"audio_url": queue.hold_music_url, "loop": "infinity"}
    return {}


def _enqueue(
    progress: Progress, customer: Leg, entry: QueueEntry, *, now: datetime
) -> None:
    queue = entry.queue
    if entry.queued_at is not None:
        text = f"Is put into {queue.name} again; the wait goes on."
        calls.note(progress.call.pk, text, at=now)
    params = {
        "queue_name": queue.telnyx_name,
        "max_size": queue.max_size,
        "max_wait_time_secs": queue.max_wait_secs,
    }
    _request(progress, customer, Step.ENQUEUE, params, now=now)


def _open_entry(
    progress: Progress, customer: Leg, queue: Queue, *, now: datetime
) -> QueueEntry:
    if progress.entries:
        text = f"Was left alone, and is put back into {queue.name}."
        calls.note(progress.call.pk, text, at=now)
    entry = QueueEntry(queue=queue, call=progress.call, leg=customer, entered_at=now)
    insert(entry)
    progress.entries.append(entry)
    calls.note_queue(progress.call, queue.name)
    announce(topics.queues())
    return entry


def _request(
    progress: Progress,
    customer: Leg,
    step: Step,
    params: dict[str, Any],
    *,
    now: datetime,
) -> None:
    command = outbox.request(
        KINDS[step],
        customer.call_control_id,
        params=params,
        lasts=STEP_LASTS,
        purpose=step.value,
        call_id=progress.call.pk,
        now=now,
    )
    progress.asked.append(command)


def queue_for(progress: Progress, entry: QueueEntry | None) -> Queue | None:
    """Return the queue of the stay, of the last stay, or the one its number feeds."""
    if entry is not None:
        return entry.queue
    if progress.entries:
        return progress.entries[-1].queue
    return kept(Feeds).queue_of(progress.call.to_number)


def _is_with_somebody(progress: Progress, customer: Leg) -> bool:
    if customer.place == Place.CONFERENCE:
        return True
    return progress.call.state == CallState.TALKING and bool(progress.company)


def _caller(
    progress: Progress, customer: Leg, entry: QueueEntry | None, queue: Queue
) -> Caller:
    offers = progress.offers_of(entry) if entry else []
    return Caller(
        answered_at=customer.answered_at,
        place=customer.place,
        place_at=customer.place_at,
        hearing=customer.hearing,
        hearing_at=customer.hearing_at,
        greeting=queue.greeting,
        has_music=bool(queue.hold_music_url),
        is_in_line=entry is not None,
        was_in_line=bool(progress.entries),
        queued_at=entry.queued_at if entry else None,
        is_being_connected=any(o.state == OfferState.ANSWERED for o in offers),
        alone_since=_alone_since(progress, customer),
    )


def _alone_since(progress: Progress, customer: Leg) -> datetime | None:
    if progress.company:
        return None
    times = [customer.place_at, customer.answered_at]
    times += [leg.ended_at for leg in progress.legs]
    return max((at for at in times if at), default=None)


def _asked(commands: Iterable[Command]) -> dict[str, Asked]:
    """Return what was asked for a caller so far, by purpose."""
    asked: dict[str, Asked] = {}
    for command in commands:
        before = asked.get(command.purpose)
        asked[command.purpose] = Asked(
            times=before.times + 1 if before else 1,
            last_at=command.requested_at,
            has_failed=command.state in UNSUCCESSFUL,
        )
    return asked
