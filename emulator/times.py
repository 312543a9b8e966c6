"""Unix seconds to the timestamp texts of the API."""

from __future__ import annotations

from datetime import UTC, datetime
from zlib import crc32

MICRO = 1_000_000


def stamp(seconds: float) -> str:
    """ISO 8601 in UTC with microseconds and ``Z``."""
    return stamp_micros(micros(seconds))


def micros(seconds: float) -> int:
    """Whole microseconds, in which times can be compared."""
    return round(seconds * MICRO)


def phase_of(machine: str) -> int:
    """Where the ticks of a machine fall, in microseconds."""
    return crc32(machine.encode())


def on_tick(micros: int, tick: int, phase: int) -> int:
    """The last tick at or before a time; all in microseconds, and 0 has no ticks."""
    return micros - (micros - phase) % tick if tick else micros


def stamp_micros(micros: int) -> str:
    """As ``stamp``, from whole microseconds."""
    whole, rest = divmod(micros, MICRO)
    moment = datetime.fromtimestamp(whole, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:06d}Z"


def parse(text: str) -> float:
    """Unix seconds of an ISO 8601 text; raises ValueError."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()
