"""This server's clock against Telnyx's, and Telnyx's times on this server's clock: pure.

Every webhook is signed with the second in which it was sent, so each tells by how much
the clocks differ, give or take a second. An *offset* is what our clock says minus what
Telnyx's says. While it is small nothing is done. When it is not, times that Telnyx gives
are put onto our clock, so that a wait is counted from our own receipt of its beginning.

A *correction* holds from one moment of Telnyx's clock on. Where the next one would turn
the time back, time goes slowly instead until the clocks agree, as a clock that is
adjusted does. So of two events the later one stays the later one, whichever way and in
whatever order they come.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median_low

# The stamp is cut to whole seconds: on average it is this much too early.
HALF = timedelta(seconds=0.5)
# From here on it is shown, and times are corrected; from there on it is an alarm.
SHOWN_FROM = timedelta(seconds=2)
ALARM_FROM = timedelta(seconds=30)
# So many of the last webhooks count, and for so long.
WEBHOOKS_COUNTED = 5
COUNTED_FOR = timedelta(minutes=5)
# How fast a time that was ahead goes on until it is right again.
SLOW = 0.01
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Correction:
    """Add `offset` to Telnyx's times from `from_theirs` on, but stay above `from_ours`.

    `from_theirs` is None for the first one: it holds for all that was before.
    """

    offset: timedelta
    from_theirs: datetime | None = None
    from_ours: datetime | None = None


def offset_of(signed_at: str, received_at: datetime) -> timedelta:
    """Return our clock minus Telnyx's, by the Unix seconds that a webhook is signed at."""
    return received_at - (EPOCH + timedelta(seconds=int(signed_at)) + HALF)


def offset_of_answer(
    telnyx_time: datetime, sent_at: datetime, ended_at: datetime
) -> timedelta:
    """Return our clock minus Telnyx's, by the Date of an answer to a request."""
    return sent_at + (ended_at - sent_at) / 2 - (telnyx_time + HALF)


def is_off(offset: timedelta) -> bool:
    return abs(offset) >= SHOWN_FROM


class Offsets:
    """The offsets of the last webhooks; their middle one is what is taken for true."""

    def __init__(self) -> None:
        self._last: deque[tuple[datetime, timedelta]] = deque(maxlen=WEBHOOKS_COUNTED)

    def add(self, at: datetime, offset: timedelta) -> None:
        """Count one more; one that is far from the others begins anew.

        A clock that was set is told from a webhook that was late by the size of the
        difference: none is under way for that long.
        """
        while self._last and abs(at - self._last[0][0]) > COUNTED_FOR:
            self._last.popleft()
        if self._last and abs(offset - self.middle) >= ALARM_FROM:
            self._last.clear()
        self._last.append((at, offset))

    @property
    def middle(self) -> timedelta:
        return median_low(sorted(offset for _, offset in self._last))


def our_time(theirs: datetime, corrections: Sequence[Correction]) -> datetime:
    """Return a time of Telnyx on this server's clock; `corrections` newest first."""
    for one in corrections:
        if one.from_theirs is None:
            return theirs + one.offset
        if theirs >= one.from_theirs and one.from_ours is not None:
            slow = one.from_ours + (theirs - one.from_theirs) * SLOW
            return max(theirs + one.offset, slow)
    return theirs


def their_time(ours: datetime, corrections: Sequence[Correction]) -> datetime:
    """Return which time of Telnyx the newest correction puts at `ours`."""
    if not corrections:
        return ours
    newest = corrections[0]
    theirs = ours - newest.offset
    if newest.from_theirs is None or newest.from_ours is None:
        return theirs
    slow = newest.from_theirs + (ours - newest.from_ours) / SLOW
    return max(newest.from_theirs, min(theirs, slow))


def added(corrections: Sequence[Correction]) -> timedelta:
    """Return what is added to Telnyx's times now."""
    return corrections[0].offset if corrections else timedelta()


def wanted_offset(offset: timedelta, corrections: Sequence[Correction]) -> timedelta:
    """Return what should be added to Telnyx's times now.

    What is added already is kept while it is right by less than is shown: a measurement
    is good to a second, and times should not jump with it.
    """
    known = added(corrections)
    if abs(offset - known) < SHOWN_FROM:
        return known
    return offset if is_off(offset) else timedelta()
