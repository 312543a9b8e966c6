"""Telling a story in a moment: the pauses between its moments are cut short.

What the product does because time has passed (asking again, giving up) begins after
three seconds. A story that takes less than that is decided by the order of its events
alone.
"""

import bisect
import re
from collections.abc import Iterable
from datetime import UTC, datetime

# Microseconds.
LONGEST_PAUSE = 20_000
STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")


class Lapse:
    """Maps the real times of a story to those of its retelling; times in Unix µs.

    Without `longest_pause` nothing is cut.
    """

    def __init__(
        self, moments: Iterable[int], longest_pause: int | None = LONGEST_PAUSE
    ) -> None:
        self._real = sorted(set(moments))
        self._longest = longest_pause
        self._short = [self._real[0]]
        for before, after in zip(self._real, self._real[1:], strict=False):
            self._short.append(self._short[-1] + self._cut(after - before))

    def _cut(self, pause: int) -> int:
        return pause if self._longest is None else min(pause, self._longest)

    def shorten(self, at: int) -> int:
        place = bisect.bisect_right(self._real, at) - 1
        if place < 0:
            return self._short[0] - (self._real[0] - at)
        return self._short[place] + self._cut(at - self._real[place])

    def lengthen(self, at: int) -> int:
        """Return the real time of a moment, or how long after one, for a reader."""
        place = bisect.bisect_right(self._short, at) - 1
        if place < 0:
            return self._real[0] - (self._short[0] - at)
        return self._real[place] + at - self._short[place]

    def shorten_in(self, body: bytes) -> bytes:
        """Change every time in a text of the provider's."""
        return STAMP.sub(self._changed, body)

    def _changed(self, found: re.Match[bytes]) -> bytes:
        when = datetime.fromisoformat(found.group().decode())
        at = self.shorten(round(when.timestamp() * 1_000_000))
        return moment(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()


def moment(at: int) -> datetime:
    seconds, micros = divmod(at, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)
