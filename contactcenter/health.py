"""Whether this process can do its work: database, channel layer, broker."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection

from contactcenter.celery import app as celery

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
    """Ask Redis; the in-memory layer lives and dies with this process."""
    if settings.REDIS_URL:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
        ) as client:
            client.ping()


def broker() -> None:
    with celery.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=SECONDS)
