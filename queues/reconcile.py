"""Our entries against the calls in Telnyx's queues, in both directions."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from callcontrol.health.queries import on_our_clock
from callcontrol.models import Command
from callcontrol.reconcile import is_gone, report
from callcontrol.repair.actions import report_seen
from callcontrol.states import CommandState
from calls.models import Leg
from calls.reconcile import ids_of, report_gone
from calls.states import LegRole, LegState, Place
from provider.client import telnyx
from provider.client.results import QueueCall
from provider.errors import NotFound
from queues.aggregate import BRIDGE
from queues.differences import KINDS, without_place
from queues.models import Offer, Queue, QueueEntry
from queues.states import OPEN_ENTRY, OfferState

# What has only just happened is told by its event, unless that was lost.
TOLD_WITHIN = timedelta(seconds=3)


def compare_queues(*, now: datetime) -> None:
    """Compare every queue in which somebody waits; raises TelnyxError."""
    waiting: dict[Queue, list[QueueEntry]] = defaultdict(list)
    rows = QueueEntry.objects.filter(state__in=OPEN_ENTRY)
    for entry in rows.select_related("queue", "call", "leg__call", "leg__dial"):
        waiting[entry.queue].append(entry)
    lists = {
        queue: {one.call_control_id: one for one in calls_in(queue)}
        for queue in waiting
    }
    seen = [
        found
        for queue, listed in lists.items()
        for found in without_place(waiting[queue], _alive(listed), now=now)
    ]
    report_seen(seen, kinds=KINDS, now=now)
    for queue, entries in waiting.items():
        for entry in entries:
            listed = lists[queue].get(entry.leg.call_control_id)
            _compare(entry, listed, now=now)


def _alive(listed: Mapping[str, QueueCall]) -> set[str]:
    return {leg for leg, one in listed.items() if one.is_alive}


def calls_in(queue: Queue) -> list[QueueCall]:
    """Return who stands in Telnyx's queue; nobody when Telnyx has forgotten it."""
    try:
        return list(telnyx().queues.calls(queue.telnyx_name))
    except NotFound:
        return []


def _compare(entry: QueueEntry, listed: QueueCall | None, *, now: datetime) -> None:
    leg = entry.leg
    if listed is not None and listed.is_alive:
        if not entry.call.from_number:
            _report_parties(leg, listed, now=now)
        if leg.place != Place.QUEUE or entry.queued_at is None:
            _report_queued(entry, listed, now=now)
        return
    if leg.place != Place.QUEUE or _is_fresh(leg, now) or _is_offered(entry):
        return
    if is_gone(leg.call_control_id):
        report_gone(leg, now=now)
    elif not _has_company(leg):
        _report_turned_out(entry, now=now)
    else:
        _report_talking(leg, now=now)


def _is_fresh(leg: Leg, now: datetime) -> bool:
    return leg.place_at is not None and leg.place_at > now - TOLD_WITHIN


def _is_offered(entry: QueueEntry) -> bool:
    """Whether an agent is being connected, which takes the caller out of the queue."""
    return Offer.objects.filter(entry=entry, state=OfferState.ANSWERED).exists()


def _has_company(leg: Leg) -> bool:
    others = Leg.objects.filter(call=leg.call, state=LegState.ANSWERED)
    return others.filter(role__in=(LegRole.AGENT, LegRole.GUEST)).exists()


def _report_queued(entry: QueueEntry, listed: QueueCall, *, now: datetime) -> None:
    at = on_our_clock(listed.enqueued_at) if listed.enqueued_at else now
    if entry.leg.place_at is not None:
        # They went somewhere else before, and came back untold.
        at = max(at, entry.leg.place_at)
    payload = {**ids_of(entry.leg), "queue": entry.queue.telnyx_name}
    key = f"{entry.leg.call_control_id} {at.isoformat()}"
    report("call.enqueued", payload, key=key, at=at, now=now)


def _report_parties(leg: Leg, listed: QueueCall, *, now: datetime) -> None:
    """Say who calls whom, of a caller of whom only the list of live calls told."""
    parties = {"from": listed.from_, "to": listed.to}
    at = leg.answered_at or now
    key = leg.call_control_id
    report("call.answered", {**ids_of(leg), **parties}, key=key, at=at, now=now)


def _report_turned_out(entry: QueueEntry, *, now: datetime) -> None:
    queue = entry.queue.telnyx_name
    payload = {**ids_of(entry.leg), "queue": queue, "reason": "leave"}
    key = f"{entry.leg.call_control_id} {now.isoformat()}"
    report("call.dequeued", payload, key=key, at=now, now=now)


def _report_talking(leg: Leg, *, now: datetime) -> None:
    key = f"{leg.call_control_id} {now.isoformat()}"
    report("call.bridged", ids_of(leg), key=key, at=now, now=now)


def compare_connections(*, now: datetime) -> list[tuple[Offer, Command]]:
    """Ask for each bridge of which nobody knows whether it came about.

    A caller who has left the queue, and whose leg lives as the agent's does, is
    connected. Returns the offers whose caller still stands in the queue, with the
    bridge: Telnyx says that those were not connected. Raises TelnyxError.
    """
    unclear = Offer.objects.filter(state=OfferState.ANSWERED)
    related = ("entry__queue", "entry__leg__call", "dial__leg__call")
    not_connected = []
    for offer in unclear.select_related(*related):
        caller, agent = offer.entry.leg, offer.leg
        bridge = bridge_of(agent) if agent else None
        if agent is None or bridge is None or bridge.requested_at > now - TOLD_WITHIN:
            continue
        if is_gone(caller.call_control_id):
            report_gone(caller, now=now)
        elif is_gone(agent.call_control_id):
            report_gone(agent, now=now)
        elif not _may_have_happened(bridge):
            continue
        elif _stands_in(offer.entry.queue, caller):
            not_connected.append((offer, bridge))
        else:
            at = bridge.answered_at or now
            key = agent.call_control_id
            report("call.bridged", ids_of(agent), key=key, at=at, now=now)
    return not_connected


def _may_have_happened(bridge: Command) -> bool:
    return bridge.was_accepted or bridge.state == CommandState.UNKNOWN


def bridge_of(agent: Leg) -> Command | None:
    """Return the command that was to connect an agent's leg with a caller."""
    asked = Command.objects.filter(target=agent.call_control_id, purpose=BRIDGE)
    return asked.order_by("-requested_at").first()


def _stands_in(queue: Queue, leg: Leg) -> bool:
    try:
        found = telnyx().queues.call(queue.telnyx_name, leg.call_control_id)
    except NotFound:
        return False
    return found.is_alive
