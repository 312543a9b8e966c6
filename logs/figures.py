"""What is counted and timed as the product runs, in this process.

    WEBHOOKS = Counted("webhooks", "Webhooks, by what was answered.", "answer")
    WEBHOOKS.add("200")

A figure is made once, in the module that knows of it. Adding to one costs a lock and a
dictionary; who wants to see them is another matter (contactcenter/figures/).
"""

import threading
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

# Upper bounds in seconds: from a quick database to what Telnyx no longer waits for.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
Labels = tuple[str, ...]


class Figure:
    """Adds itself to ALL; `labels` are the names of what it is told apart by."""

    def __init__(self, name: str, words: str, *labels: str) -> None:
        if name in ALL:
            raise ValueError(f"There are two figures of the name {name}.")
        self.name = name
        self.words = words
        self.labels = labels
        self._lock = threading.Lock()
        ALL[name] = self


ALL: dict[str, Figure] = {}


class Counted(Figure):
    def __init__(self, name: str, words: str, *labels: str) -> None:
        super().__init__(name, words, *labels)
        self._counts: defaultdict[Labels, int] = defaultdict(int)

    def add(self, *labels: str) -> None:
        with self._lock:
            self._counts[labels] += 1

    def counts(self) -> dict[Labels, int]:
        with self._lock:
            return dict(self._counts)


@dataclass
class Times:
    # How many took up to each of BOUNDS and longer than the one before; the last, longer.
    within: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def up_to(self) -> list[tuple[str, int]]:
        """Return how many took up to each bound, which is how Prometheus wants it."""
        names = [*map(str, BOUNDS), "+Inf"]
        sums = [sum(self.within[: index + 1]) for index in range(len(names))]
        return list(zip(names, sums, strict=True))


class Timed(Figure):
    def __init__(self, name: str, words: str, *labels: str) -> None:
        super().__init__(name, words, *labels)
        self._times: defaultdict[Labels, Times] = defaultdict(Times)

    def note(self, seconds: float, *labels: str) -> None:
        with self._lock:
            times = self._times[labels]
            times.within[bisect_left(BOUNDS, seconds)] += 1
            times.total += seconds

    def times(self) -> dict[Labels, Times]:
        with self._lock:
            return {
                labels: Times(list(one.within), one.total)
                for labels, one in self._times.items()
            }
