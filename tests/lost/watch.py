"""Looks once a second at everybody's screens and at the provider, and keeps what it saw."""

from dataclasses import dataclass, field

from tests.lost.truth import Truth

# Seconds. So long a screen may be wrong, a caller hear nothing, and two who talk be
# apart, after which nobody believes that it is on purpose.
WRONG_FOR = 30.0
SILENT_FOR = 10.0
APART_FOR = 10.0


@dataclass
class Trouble:
    words: str
    since: float
    until: float
    limit: float


@dataclass
class Watch:
    """What went wrong in one story, and for how long."""

    troubles: list[Trouble] = field(default_factory=list)
    open: dict[str, Trouble] = field(default_factory=dict)
    cuts: list[str] = field(default_factory=list)
    talks: set[tuple[str, str]] = field(default_factory=set)
    apart: dict[tuple[str, str], float] = field(default_factory=dict)
    # Whose conversations may end, since somebody wanted that; "" for everybody's.
    released: set[str] = field(default_factory=set)
    # Until when a trouble of this limit was nobody's fault but the network's.
    excused: dict[float, float] = field(default_factory=dict)

    def note(self, words: set[str], limit: float, now: float) -> None:
        """Go on with the troubles of this limit that are still there, end the others."""
        for text in words:
            one = self.open.get(text)
            if one is None:
                one = self.open[text] = Trouble(text, now, now, limit)
                self.troubles.append(one)
            one.until = now
        for text in [t for t, one in self.open.items() if one.limit == limit]:
            if text not in words:
                self.open.pop(text).until = now

    def note_talks(self, truth: Truth, now: float) -> None:
        """Find conversations that nobody ended and that are over all the same."""
        for pair in self.talks | set(self.apart):
            if pair in truth.talks or self.may_end(pair):
                self.apart.pop(pair, None)
                continue
            since = self.apart.setdefault(pair, now)
            alone = [name for name in pair if not truth.live(name)]
            if alone or now - since > APART_FOR:
                self.cuts.append(f"{pair[0]} and {pair[1]} were cut off")
                self.apart.pop(pair)
        self.talks = set(truth.talks)

    def may_end(self, pair: tuple[str, str]) -> bool:
        return "" in self.released or bool(self.released & set(pair))

    @property
    def is_calm(self) -> bool:
        return not self.open

    @property
    def longest(self) -> float:
        """Seconds until everything was true again."""
        return max((self.lasted(one) for one in self.troubles), default=0)

    def lasted(self, one: Trouble) -> float:
        """How long, without the time in which nothing could be done about it."""
        return max(0.0, one.until - max(one.since, self.excused.get(one.limit, 0.0)))

    @property
    def failures(self) -> list[str]:
        late = {
            f"{one.words}, for {lasted:.0f} s"
            for one in self.troubles
            if (lasted := self.lasted(one)) > one.limit
        }
        return [*sorted(late), *sorted(set(self.cuts))]
