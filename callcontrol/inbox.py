"""Keeping what came through the door: raw bytes first, before anybody looks at them.

A webhook is acknowledged only once its row is committed. Its id is unique for ever, so
however often Telnyx repeats an event, it is stored, and therefore applied, once.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F

from callcontrol.health.states import Channel, Outcome, Trouble
from callcontrol.health.timekeeping import timekeeper
from callcontrol.health.watching import watch
from callcontrol.models import Event, RefusedWebhooks
from callcontrol.states import EventSource, EventState
from database.rows import insert_new
from provider import events

logger = logging.getLogger(__name__)

UNREADABLE = "unreadable"
REFUSED_KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request that Telnyx signed."""

    raw: bytes
    signature: str
    # The text that was signed: Unix seconds.
    signed_at: str
    received_at: datetime
    is_stale: bool = False
    source: EventSource = EventSource.WEBHOOK


@dataclass(frozen=True, slots=True)
class Ready:
    """A stored event that has still to be applied."""

    event_id: str
    lane: str
    event: events.Event
    received_at: datetime


def store(deliveries: Sequence[Delivery]) -> list[Ready]:
    """Commit deliveries in one transaction; return those that are new, in order.

    Raises a database error when nothing was committed.
    """
    our_time = timekeeper.times_for(deliveries)
    read: dict[str, tuple[Event, events.Event | None]] = {}
    for delivery in deliveries:
        row, event = _row_of(delivery, our_time)
        read.setdefault(row.event_id, (row, event))
    with transaction.atomic():
        rows = [row for row, _ in read.values()]
        new = insert_new(rows, told_apart_by="event_id")
        for known in _known(read.keys() - new):
            if _is_settled(known, read[known.event_id][0]):
                del read[known.event_id]
    _tell_health(deliveries)
    return [
        Ready(row.event_id, row.lane, event, row.received_at)
        for row, event in read.values()
        if event is not None and row.state == EventState.RECEIVED
    ]


@transaction.atomic
def count_refused(count: int, *, last_at: datetime, reason: str) -> None:
    """Add requests that Telnyx did not sign to the row of their minute.

    Several processes may add to one minute; minutes of last week are forgotten.
    """
    minute = last_at.replace(second=0, microsecond=0)
    about = {"last_at": last_at, "reason": reason[:120]}
    row, is_new = RefusedWebhooks.objects.get_or_create(minute=minute, defaults=about)
    RefusedWebhooks.objects.filter(pk=row.pk).update(count=F("count") + count, **about)
    if is_new:
        old = RefusedWebhooks.objects.filter(minute__lt=minute - REFUSED_KEPT_FOR)
        old.delete()


def read_again(row: Event) -> Ready:
    """Return a stored row as it was returned when it was stored.

    Raises UnreadableEvent.
    """
    return Ready(row.event_id, row.lane, event_of(row), row.received_at)


def event_of(row: Event) -> events.Event:
    """Return the event of a stored row, with the times that it was given when it came.

    Raises UnreadableEvent.
    """
    event = events.parse(bytes(row.raw), received_at=row.received_at)
    if row.occurred_at is None:
        return event
    return events.moved(event, row.occurred_at - event.occurred_at)


def _tell_health(deliveries: Sequence[Delivery]) -> None:
    """Say that webhooks come in; what comes of saying so must not undo storing them."""
    webhooks = [one for one in deliveries if one.source == EventSource.WEBHOOK]
    try:
        for one in webhooks:
            trouble = Trouble.STALE if one.is_stale else ""
            outcome = Outcome(one.received_at, trouble)
            watch.note(Channel.WEBHOOKS, outcome, offset=timekeeper.offset)
    except DatabaseError:
        logger.exception("That webhooks came in is not recorded")


def lane_of(event: events.Event) -> str:
    """Return what must not be worked on twice at once for this event."""
    conference_id = getattr(event, "conference_id", "")
    return event.call_session_id or event.call_control_id or conference_id or event.id


def _known(event_ids: Collection[str]) -> Collection[Event]:
    rows = Event.objects.filter(event_id__in=event_ids)
    return rows.only("event_id", "state", "raw") if event_ids else ()


def _is_settled(known: Event, arrived: Event) -> bool:
    """Whether the row that is there already is all that this delivery can say.

    One exception: what was quarantined for its timestamp and now comes with a good one
    is released.
    """
    if bytes(known.raw) != arrived.raw and not _differ_in_attempt_only(known, arrived):
        logger.error("Event %s came again with another body.", known.event_id)
        return True
    if (known.state, arrived.state) != (EventState.QUARANTINED, EventState.RECEIVED):
        return True
    Event.objects.filter(pk=known.pk, state=EventState.QUARANTINED).update(
        state=EventState.RECEIVED,
        signed_at=arrived.signed_at,
        occurred_at=arrived.occurred_at,
    )
    return False


def _differ_in_attempt_only(known: Event, arrived: Event) -> bool:
    """A repetition counts its attempts in `meta`, beside the event itself."""
    try:
        first = events.parse(bytes(known.raw), received_at=arrived.received_at)
        second = events.parse(bytes(arrived.raw), received_at=arrived.received_at)
    except events.UnreadableEvent:
        return False
    return first == second


def _row_of(
    delivery: Delivery, our_time: Callable[[datetime], datetime]
) -> tuple[Event, events.Event | None]:
    row = Event(
        raw=delivery.raw,
        signature=delivery.signature,
        signed_at=delivery.signed_at,
        source=delivery.source,
        received_at=delivery.received_at,
    )
    if delivery.is_stale:
        row.state = EventState.QUARANTINED
    is_ours = delivery.source == EventSource.RECONCILE
    try:
        event = events.parse(
            delivery.raw,
            received_at=delivery.received_at,
            # What we found out ourselves carries a time of our own clock.
            our_time=None if is_ours else our_time,
        )
    except events.UnreadableEvent as error:
        digest = hashlib.sha256(delivery.raw).hexdigest()
        row.event_id = f"sha256:{digest}"
        row.event_type = UNREADABLE
        row.state = EventState.DEAD
        row.error = str(error)
        return row, None
    row.event_id = event.id
    row.event_type = event.type
    row.lane = lane_of(event)
    row.call_control_id = event.call_control_id
    row.conference_id = getattr(event, "conference_id", "")
    row.connection_id = event.connection_id
    row.occurred_at = event.occurred_at
    return row, event
