"""From node to node: where a caller goes on to, and what is done at once there."""

from datetime import datetime
from typing import Any

from calls import actions as calls
from calls.models import Leg
from flows.aggregate import CallVisits
from flows.graph import START, following
from flows.models import FlowVersion, Visit
from flows.states import Kind, Outcome
from flows.steps import Go
from hours.models import Schedule
from hours.queries import opening_of
from queues.actions import callers, overflowing
from queues.aggregate import Entries
from queues.models import Queue

NOBODY = "Nobody can be reached at the moment. Please call again later. Goodbye."
TOLD = {
    Outcome.OPEN: "It is open.",
    Outcome.CLOSED: "It is closed.",
    Outcome.CHOSEN: "Pressed {digit}.",
    Outcome.NOTHING: "Pressed nothing that leads anywhere.",
}


def begin(mine: CallVisits) -> Visit | None:
    """Begin the flow of the number that was called, in its newest version."""
    call, work = mine.call.call, mine.call.work
    flow = work.part(Entries).flow_of(call.to_number, call.connection_id)
    version = FlowVersion.objects.filter(flow=flow).order_by("-number").first()
    if version is None:
        return None
    call.is_led = True
    return _come_to(mine, version, START)


def begin_onward(mine: CallVisits) -> Visit | None:
    """Begin what a queue said, once for each time that it let somebody go."""
    entry = mine.entries.entries[-1]
    if entry.left_at is None or any(one.entry is entry for one in mine.visits):
        return None
    return add(mine, entry.onward)


def add(mine: CallVisits, said: dict[str, Any], **more: Any) -> Visit:
    work, entries = mine.call.work, mine.entries.entries
    visit = Visit(kind=said["kind"], said=said, began_at=work.now, **more)
    visit.call = mine.call.call
    visit.entry = entries[-1] if entries else None
    mine.visits.append(work.add(visit))
    return visit


def _come_to(mine: CallVisits, version: FlowVersion, name: str) -> Visit:
    """Come to a node; hours are looked at, and passed at once."""
    said = dict(version.nodes[name])
    visit = add(mine, said, version=version, node=name)
    if visit.kind == Kind.HOURS:
        now = mine.call.work.now
        is_open = _is_open(said, now)
        return go_on(mine, visit, Go(Outcome.OPEN if is_open else Outcome.CLOSED))
    if visit.kind == Kind.QUEUE:
        visit.said = {**said, "text": _queue(mine, visit).greeting}
    return visit


def _is_open(said: dict[str, Any], now: datetime) -> bool:
    if not said["schedule"]:
        return True
    schedule = Schedule.objects.filter(pk=said["schedule"]).first()
    return opening_of(schedule, now=now).is_open


def go_on(mine: CallVisits, visit: Visit, go: Go) -> Visit:
    """End a visit of a flow, and come to the node to which that leads."""
    now = mine.call.work.now
    end(visit, go.outcome, at=now)
    visit.digit = go.digit
    if text := TOLD.get(go.outcome, ""):
        calls.note(mine.call, text.format(digit=go.digit), at=now)
    name = following(visit.said, go.outcome, go.digit)
    if visit.version is None or not name:
        return visit
    return _come_to(mine, visit.version, name)


def end(visit: Visit, outcome: Outcome, *, at: datetime) -> None:
    visit.ended_at, visit.outcome = max(at, visit.began_at), outcome


def into_the_queue(mine: CallVisits, visit: Visit, customer: Leg) -> None:
    queue = _queue(mine, visit)
    callers.let_in(mine.entries, customer, queue, mine.call.work)


def _queue(mine: CallVisits, visit: Visit) -> Queue:
    """Return the queue of a node; that of the number where it takes nobody any more."""
    rows = Queue.objects.select_related("schedule").filter(retired_at=None)
    named = rows.filter(pk__in=[visit.said.get("queue") or 0]).first()
    queue = named or callers.queue_for(mine.entries, mine.call.work)
    return queue or Queue.objects.select_related("schedule").get(pk=visit.said["queue"])


def after_nobody_answered(mine: CallVisits, visit: Visit, customer: Leg) -> None:
    """Nobody is lost: into a queue, with the clock there was, unless it is closed."""
    if not mine.entries.entries:
        into_the_queue(mine, visit, customer)
        return
    entry = mine.entries.entries[-1]
    if overflowing.put_back(mine.entries, customer) is None:
        add(mine, {"kind": Kind.WORDS.value, "text": NOBODY})
        return
    text = f"The number did not answer; the caller waits in {entry.queue.name} again."
    calls.note(mine.call, text, at=mine.call.work.now)
