"""Whether the product can do its work now, and if not, why: one sentence for each part.

Asked by whatever watches over the processes. The sentences are for anybody to read, so
what an error says goes to the log instead.
"""

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import DatabaseError

from callcontrol.health import queries as provider_queries
from callcontrol.health import words
from callcontrol.health.states import Trouble
from callcontrol.lag import inbox_lag, outbox_lag
from contactcenter.celery import app as celery
from contactcenter.models import Part
from contactcenter.pulses.actions import note
from contactcenter.pulses.queries import silence
from live import doorbell
from live.clock import now
from live.lasting import recent_deaths
from provider.signature import TOLERANCE_SECS

logger = logging.getLogger(__name__)
SECONDS = 2
OK = "ok"
NOT_KNOWN = "It is not known, since the database is not well."
# So long nothing may be heard of a beat or a worker, and so long nothing may wait.
SILENT_AFTER = timedelta(seconds=15)
LATE_AFTER = timedelta(seconds=15)
# Less room on the disk than this, and the next hour may not fit.
LEAST_FREE_BYTES = 64 * 1024 * 1024
PROBE_BYTES = 4096


class Unwell(Exception):
    """Carries the sentence that says what is wrong."""


def report() -> dict[str, str]:
    """Name each part with "ok", or with a sentence about what is wrong with it."""
    states = {name: state_of(name, probe) for name, probe in PROBES.items()}
    for name, probe in PROBES_OF_ROWS.items():
        is_known = states["database"] == OK
        states[name] = state_of(name, probe) if is_known else NOT_KNOWN
    return states


def state_of(name: str, probe: Callable[[], None]) -> str:
    try:
        probe()
    except Unwell as sentence:
        return str(sentence)
    except Exception:
        logger.exception("The %s is not well", name)
        return "It does not answer; the log says why."
    return OK


def database() -> None:
    """Write for good: one that is full or read-only is of no use."""
    try:
        note(Part.WEB, now=now())
    except DatabaseError:
        logger.exception("The database is not well")
        raise Unwell("It cannot be written to.") from None


def disk() -> None:
    """Write where recordings and, with SQLite, the database lie."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(b"\0" * PROBE_BYTES)
            file.flush()
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        logger.exception("DATA_DIR is not well")
        raise Unwell("DATA_DIR cannot be written to.") from None
    if free < LEAST_FREE_BYTES:
        raise Unwell(f"DATA_DIR has only {free // 1024 // 1024} MiB left.")


def layer() -> None:
    """Send something through the channel layer, and wait for it to come back."""
    async_to_sync(there_and_back)()


async def there_and_back() -> None:
    layer = doorbell.layer()
    async with asyncio.timeout(SECONDS):
        channel = await layer.new_channel("health")
        await layer.send(channel, {"type": "health"})
        await layer.receive(channel)
    # The layer forgets a channel when nobody waits at it any more.
    with suppress(TimeoutError):
        async with asyncio.timeout(0.001):
            await layer.receive(channel)


def broker() -> None:
    with celery.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=SECONDS)


def beat() -> None:
    require_pulse(Part.BEAT, "beat has rung")


def worker() -> None:
    require_pulse(Part.WORKER, "worker has worked")


def require_pulse(part: Part, has_done: str) -> None:
    silent_for = silence(part, now=now())
    if silent_for is None:
        raise Unwell(f"No {has_done} yet.")
    if silent_for > SILENT_AFTER:
        raise Unwell(f"No {has_done} for {words.duration(silent_for)}.")


def inbox() -> None:
    lag = inbox_lag(now=now())
    if lag > LATE_AFTER:
        raise Unwell(f"An event waits to be applied for {words.duration(lag)}.")


def outbox() -> None:
    lag = outbox_lag(now=now())
    if lag > LATE_AFTER:
        raise Unwell(f"A command waits to be sent for {words.duration(lag)}.")


def threads() -> None:
    """Tell of a thread of this process that had to be started again just now."""
    if died := recent_deaths():
        names = ", ".join(one.name for one in died)
        raise Unwell(f"Died and was started again, see the log: {names}.")


def clock() -> None:
    """Tell when our clock is so far from Telnyx's that every webhook is put aside."""
    offset = provider_queries.clock_offset(now=now())
    if offset is not None and abs(offset) > timedelta(seconds=TOLERANCE_SECS):
        raise Unwell(f"It is {words.duration(abs(offset))} off.")


def provider() -> None:
    """Tell what Telnyx refuses us; webhooks that are not signed anybody may send."""
    findings = provider_queries.provider_state(now=now()).findings
    told = [one for one in findings if one.trouble not in FROM_OUTSIDE]
    if told:
        raise Unwell(f"{words.short_of(told[0].trouble)}.")


FROM_OUTSIDE = (Trouble.UNSIGNED, Trouble.STALE)
PROBES: dict[str, Callable[[], None]] = {
    "database": database,
    "disk": disk,
    "layer": layer,
    "broker": broker,
    "threads": threads,
}
PROBES_OF_ROWS: dict[str, Callable[[], None]] = {
    "beat": beat,
    "worker": worker,
    "inbox": inbox,
    "outbox": outbox,
    "clock": clock,
    "provider": provider,
}
