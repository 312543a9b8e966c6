"""Callers who wait here and stand in no queue at Telnyx, for the repair desk."""

from collections.abc import Collection, Iterable, Iterator, Set
from datetime import datetime

from callcontrol.models import Command
from callcontrol.repair.states import Evidence, Found, Kind
from callcontrol.states import UNSUCCESSFUL
from callcontrol.words import explain
from provider.callers import caller_words
from queues.models import QueueEntry
from queues.steps import Step

KINDS = (Kind.NO_PLACE,)


def without_place(
    entries: Iterable[QueueEntry], listed: Set[str], *, now: datetime
) -> Iterator[Found]:
    """Yield the entries of a queue whose callers Telnyx does not list in it.

    `listed` are the call_control_ids of the live ones.
    """
    missing = [one for one in entries if one.leg.call_control_id not in listed]
    asked = _last_asked(missing) if missing else {}
    for entry in missing:
        yield _found(entry, asked.get(entry.call_id), now)


def _last_asked(entries: Collection[QueueEntry]) -> dict[int, Command]:
    """Return by call the last command to let its caller into a queue."""
    calls = [entry.call_id for entry in entries]
    rows = Command.objects.filter(call_id__in=calls, purpose=Step.ENQUEUE.value)
    return {row.call_id: row for row in rows.order_by("requested_at") if row.call_id}


def _found(entry: QueueEntry, asked: Command | None, now: datetime) -> Found:
    call, leg = entry.call, entry.leg
    return Found(
        kind=Kind.NO_PLACE,
        key=f"entry:{entry.pk}",
        title=caller_words(call.caller_name, call.from_number),
        ours=f"Waits in {entry.queue.name}, keeps place and time, and can be picked.",
        theirs=f"Nobody of that name stands in {entry.queue.name}.",
        since=leg.place_at or entry.entered_at,
        call_pk=call.pk,
        subject=str(entry.pk),
        evidence=(
            Evidence("ours", f"Their leg is: {leg.get_place_display()}.", leg.place_at),
            *_told_of(asked),
            Evidence("theirs", "The list of the queue does not name them.", now),
        ),
    )


def _told_of(asked: Command | None) -> Iterator[Evidence]:
    if asked is None:
        yield Evidence("ours", "Telnyx was never asked to put them into it.")
    elif asked.state in UNSUCCESSFUL:
        yield Evidence("ours", explain(asked), asked.settled_at)
    else:
        yield Evidence("ours", "Telnyx was asked to put them in.", asked.requested_at)
