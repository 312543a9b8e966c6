"""Applying stored events to our own records: exactly once, or not at all.

One transaction claims the row by conditional update and runs every handler. Where a
run of events has gathered they share a transaction; should any of them fail, all roll
back and each is taken alone, so one bad event never holds up another.
"""

import hashlib
import logging
import time
import traceback
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, connection
from django.db.models import F

from callcontrol.inbox import Ready
from callcontrol.models import Event as Row
from callcontrol.registry import Admission, Handler, event_routes
from callcontrol.states import EventState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from database.rows import change_all
from logs.context import about
from logs.figures import Timed
from provider.events import Event

logger = logging.getLogger(__name__)

EVENTS = Timed("events", "From the door to being applied, by type.", "type")
MOST_ATTEMPTS = 5
_BACKOFF_SECS = (0.5, 2, 5, 10)


class _NotAllOurs(Exception):
    """Some event of a run was already applied by somebody else."""


def apply_run(run: Sequence[Ready], *, now: datetime) -> None:
    """Apply events that came close together, in this order.

    Never raises for what a handler does: that is noted on the event's row.
    """
    if len(run) > 1:
        try:
            _apply_together(run, now)
        except Exception as error:
            # Each alone tells whose fault it was, and notes it.
            logger.debug("a run of %d events is taken one by one: %r", len(run), error)
        else:
            return
    for ready in run:
        apply_one(ready, now=now)


def apply_one(ready: Ready, *, now: datetime) -> None:
    try:
        _apply_together([ready], now)
    except _NotAllOurs:
        return
    except Exception as error:
        _note_failure(ready, error, now)


def _apply_together(run: Sequence[Ready], now: datetime) -> None:
    started = time.monotonic()
    with unit_of_work(now=now) as work:
        _lock_lanes(ready.lane for ready in run)
        _claim(run, now)
        _read_ahead([ready.event for ready in run], work)
        took = []
        for ready in run:
            with about(**_ids_of(ready)):
                took.append((_handle(ready, work), ready.event_id))
        times = [(Row(event_id=key), {"handling_ms": time}) for time, key in took]
        change_all(times, found_by="event_id")
    taken = time.monotonic() - started
    for ready in run:
        waited = max(0.0, (now - ready.received_at).total_seconds())
        EVENTS.note(waited + taken, ready.event.type)


def _claim(run: Sequence[Ready], now: datetime) -> None:
    """Take all rows of the run out of RECEIVED, or raise _NotAllOurs."""
    ids: dict[EventState, list[str]] = {}
    for ready in run:
        ids.setdefault(_state_after(ready.event.type), []).append(ready.event_id)
    for state, event_ids in ids.items():
        claimed = Row.objects.filter(
            event_id__in=event_ids, state=EventState.RECEIVED
        ).update(state=state, applied_at=now, error="", retry_at=None)
        if claimed != len(event_ids):
            raise _NotAllOurs


def _state_after(event_type: str) -> EventState:
    routes = event_routes()
    if event_type in routes.routes:
        return EventState.APPLIED
    return EventState.IGNORED if event_type in routes.ignored else EventState.UNKNOWN


def _read_ahead(run: Sequence[Event], work: UnitOfWork) -> None:
    """Read what the handlers will need, once for all events that have any."""
    routes = event_routes()
    handled = [event for event in run if event.type in routes.routes]
    if handled:
        for read in routes.read_ahead:
            read(handled, work)


def _ids_of(ready: Ready) -> dict[str, str]:
    event = ready.event
    return {
        "event": ready.event_id,
        "session": event.call_session_id,
        "leg": event.call_control_id,
    }


def _handle(ready: Ready, work: UnitOfWork) -> float:
    """Run all handlers of an event; return the milliseconds that they took."""
    started = time.perf_counter()
    routes = event_routes()
    handlers: tuple[Handler, ...] = routes.routes.get(ready.event.type, ())
    admission = routes.admit(ready.event, work) if handlers else Admission.ADMITTED
    if admission == Admission.ADMITTED:
        for handler in handlers:
            handler(ready.event, work)
        work.recompute()
    else:
        Row.objects.filter(event_id=ready.event_id).update(**_NOT_OURS[admission])
    logger.info("%s: %s", ready.event.type, admission.name.lower())
    return (time.perf_counter() - started) * 1000


_NOT_OURS: dict[Admission, dict[str, str]] = {
    Admission.HELD: {"state": EventState.HELD},
    Admission.FOREIGN: {
        "state": EventState.IGNORED,
        "error": "Its leg is of another connection, or was dialled by somebody else.",
    },
}


def _lock_lanes(lanes: Iterable[str]) -> None:
    """Keep other processes out of these lanes until the transaction ends.

    Always in the same order, so that two runs cannot wait for each other. SQLite has one
    writer at a time anyway.
    """
    if connection.vendor != "postgresql":
        return
    keys = sorted({_key_of(lane) for lane in lanes})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys]
        )


def _key_of(lane: str) -> int:
    digest = hashlib.blake2b(lane.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _note_failure(ready: Ready, error: Exception, now: datetime) -> None:
    """Count an attempt and say when the next one is due, or give the event up.

    Trouble with the database (a lock, a lost connection) is not the event's fault and
    does not count.
    """
    with about(**_ids_of(ready)):
        logger.error("%s %s failed", ready.event.type, ready.event_id, exc_info=error)
    connection.close_if_unusable_or_obsolete()
    row = Row.objects.filter(event_id=ready.event_id, state=EventState.RECEIVED)
    is_our_trouble = isinstance(error, OperationalError)
    try:
        attempts = row.values_list("attempts", flat=True).first()
        if attempts is None:
            return
        is_last = attempts + 1 >= MOST_ATTEMPTS and not is_our_trouble
        delay = timedelta(seconds=_BACKOFF_SECS[min(attempts, len(_BACKOFF_SECS) - 1)])
        row.update(
            state=EventState.DEAD if is_last else EventState.RECEIVED,
            attempts=F("attempts") + (0 if is_our_trouble else 1),
            retry_at=None if is_last else now + delay,
            error="".join(traceback.format_exception(error))[-4000:],
        )
    except OperationalError:
        # The database is away. The row stays as it is; the sweep comes back to it.
        logger.exception("the failure of %s could not be noted", ready.event_id)
