"""Whether this process can do its work: database, channel layer, broker."""

import asyncio
import logging
from collections.abc import Callable

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection

from contactcenter.celery import app as celery
from live import doorbell

logger = logging.getLogger(__name__)
SECONDS = 2


def report() -> dict[str, str]:
    """Name each part with "ok" or "failed"; details go to the log, not to strangers."""
    probes = {"database": database, "layer": layer, "broker": broker}
    return {name: state_of(name, probe) for name, probe in probes.items()}


def state_of(name: str, probe: Callable[[], None]) -> str:
    try:
        probe()
    except Exception:
        logger.exception("The %s does not answer", name)
        return "failed"
    return "ok"


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def layer() -> None:
    """Send where nobody listens; the in-memory layer lives and dies with the process."""
    if settings.REDIS_URL:
        async_to_sync(send_to_nobody)()


async def send_to_nobody() -> None:
    async with asyncio.timeout(SECONDS):
        await doorbell.layer().send("health", {"type": "health"})


def broker() -> None:
    with celery.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=SECONDS)
