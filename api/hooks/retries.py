"""When a message is sent again, and when nobody sends to an address any more: pure."""

from datetime import datetime, timedelta

# As Standard Webhooks proposes: soon, then over more than a day.
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 300, 1800, 7200, 18_000, 36_000, 50_400)
)
# An address that has taken nothing for so long is switched off.
MOST_FAILING = timedelta(days=3)


def again_at(attempts: int, *, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts; None to give up."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_hopeless(failing_since: datetime, *, now: datetime) -> bool:
    return now - failing_since >= MOST_FAILING
