"""Say in one sentence, before anything starts, what cannot be reached."""

import redis
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

SECONDS_TO_ANSWER = 3


def require_database() -> None:
    """Raise ImproperlyConfigured when the database does not answer."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise ImproperlyConfigured(
            f"The database of DATABASE_URL cannot be opened: {_first_line(error)}"
        ) from error


def require_redis(url: str) -> None:
    """Raise ImproperlyConfigured when there is a URL and nobody answers at it."""
    if not url:
        return
    client = redis.Redis.from_url(
        url, socket_connect_timeout=SECONDS_TO_ANSWER, socket_timeout=SECONDS_TO_ANSWER
    )
    try:
        client.ping()
    except redis.RedisError as error:
        raise ImproperlyConfigured(
            f"The Redis of REDIS_URL does not answer: {_first_line(error)}"
        ) from error
    finally:
        client.close()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or repr(error)).splitlines()[0]
