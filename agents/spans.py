"""What an agent was and is doing, from what was chosen and what calls made of them: pure.

The same choices and engagements give the same spans, in whatever order they were told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from agents.states import ENGAGED, AgentState


@dataclass(frozen=True)
class Choice:
    at: datetime
    state: AgentState
    reason: str = ""
    # The person who chose it; None when it followed from a call.
    by: int | None = None
    # When they did, where that was before it could begin; `at` otherwise.
    chosen_at: datetime | None = None
    # Whoever chose it wanted to be signed out by then.
    signs_out: bool = False

    @property
    def was_chosen_at(self) -> datetime | None:
        """When a person chose it; None when it followed from a call."""
        return (self.chosen_at or self.at) if self.by is not None else None


@dataclass(frozen=True)
class Away:
    """The facts of a time in which nobody was there: Offline from `until` on."""

    began_at: datetime
    until: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Held:
    """The facts of an engagement; `key` tells it from others."""

    key: object
    reserved_at: datetime
    activity: str = ""
    caller: str = ""
    connected_at: datetime | None = None
    over_at: datetime | None = None
    is_missed: bool = False
    # How long wrap-up lasts; None until somebody ends it.
    wrap_up: timedelta | None = timedelta()
    wrap_up_ended_at: datetime | None = None
    wrap_up_ended_by: int | None = None

    @property
    def wrap_up_until(self) -> datetime | None:
        """The end of wrap-up: its time, unless it was ended before; None before it, and
        while nobody has ended one that has no time."""
        if self.connected_at is None or self.over_at is None:
            return None
        ended = self.wrap_up_ended_at
        until = ended if self.wrap_up is None else self.over_at + self.wrap_up
        if until is None or ended is None:
            return until
        return max(self.over_at, min(until, ended))


@dataclass(frozen=True)
class Span:
    """One state for a while; `until` is the end of wrap-up, known beforehand."""

    state: AgentState
    started_at: datetime
    reason: str = ""
    activity: str = ""
    until: datetime | None = None
    by: int | None = None
    # When the person chose it; None when it followed from a call.
    chosen_at: datetime | None = None
    # The engagement that it belongs to.
    key: object = None


class Moment(NamedTuple):
    at: datetime
    # Of one moment: what ends goes before what begins.
    rank: int
    what: str
    about: "Choice | Held | Away"


@dataclass
class Course:
    """An agent's course through the moments, one after the other."""

    spans: list[Span]
    # Where the agent rests while no call holds them.
    rest: Choice
    pending: Choice | None = None
    held: Held | None = None
    away: Away | None = None
    is_given_up: bool = False
    state: AgentState = field(default=AgentState.OFFLINE)

    def reserve(self, at: datetime, held: Held) -> None:
        self.held, self.state = held, AgentState.RESERVED
        self._enter(at, activity=held.activity)

    def connect(self, at: datetime, held: Held) -> None:
        self.held, self.state = held, AgentState.ON_CALL
        self._enter(at, activity=held.caller)

    def over(self, at: datetime, held: Held) -> None:
        if held is not self.held:
            return
        if held.connected_at:
            self.state = AgentState.WRAP_UP
            self._enter(at, activity=held.caller, until=held.wrap_up_until)
        elif held.is_missed and self.pending is None:
            self.rest = Choice(at, AgentState.NOT_RESPONDING)
            self._enter_rest(at, activity=held.activity)
        else:
            self.set_free(at)

    def done(self, at: datetime, held: Held) -> None:
        if held is self.held and self.state == AgentState.WRAP_UP:
            self.set_free(at)

    def choose(self, at: datetime, choice: Choice) -> None:
        if self.held is not None and self.state in ENGAGED:
            # Available is where the agent goes after a call anyway.
            is_default = choice.state == AgentState.AVAILABLE
            self.pending = None if is_default else choice
        else:
            self.rest = choice
            self._enter_rest(at)

    def go(self, at: datetime, away: Away) -> None:
        """Nobody is there any more: a call goes on, all else waits for them."""
        self.away, self.is_given_up = away, False
        self._rest_anew(at)

    def give_up(self, at: datetime, away: Away) -> None:
        if self.away is away:
            self.is_given_up = True
            self._rest_anew(at)

    def come_back(self, at: datetime, away: Away) -> None:
        """Return to what was chosen, unless that was given up meanwhile."""
        if self.away is away:
            self.away, self.is_given_up = None, False
            self._rest_anew(at)

    def set_free(self, at: datetime) -> None:
        """Go where the agent wanted to go after this call, else to available."""
        by = self.held.wrap_up_ended_by if self.held else None
        self.rest = self.pending or Choice(at, AgentState.AVAILABLE, by=by)
        self._enter_rest(at)

    def _rest_anew(self, at: datetime) -> None:
        if self.held is None:
            self._enter_rest(at)

    def _enter_rest(self, at: datetime, activity: str = "") -> None:
        self.held, self.pending = None, None
        if self.away and self.is_given_up and self.rest.state != AgentState.OFFLINE:
            self.rest = Choice(at, AgentState.OFFLINE)
        rest, self.state = self.rest, self.rest.state
        if self.away and rest.state != AgentState.OFFLINE:
            self.state = AgentState.DISCONNECTED
            self._enter(at, until=self.away.until)
            return
        self._enter(
            at,
            reason=rest.reason,
            by=rest.by,
            chosen_at=rest.was_chosen_at,
            activity=activity,
        )

    def _enter(self, at: datetime, **about: object) -> None:
        key = self.held.key if self.held else None
        span = Span(self.state, at, key=key, **about)  # type: ignore[arg-type]
        last = self.spans[-1]
        if last.started_at >= at and len(self.spans) > 1:
            # It lasted no time at all.
            self.spans.pop()
            last = self.spans[-1]
        # The same once more goes on as it was first chosen.
        if replace(last, started_at=at, chosen_at=span.chosen_at) != span:
            self.spans.append(span)


def course_of(
    base: Span,
    choices: Iterable[Choice],
    engagements: Iterable[Held],
    absences: Iterable[Away] = (),
    *,
    now: datetime,
) -> Course:
    """Return an agent's spans up to `now`, the first being `base`.

    `base` is a state in which the agent rested; choices and engagements are those that
    began after it, absences those that had not ended by then.
    """
    rest = Choice(
        base.started_at, base.state, base.reason, base.by, chosen_at=base.chosen_at
    )
    course = Course([base], rest, state=base.state)
    moments = [*_moments(choices, engagements, now), *_moments_away(absences, now)]
    for moment in sorted(moments, key=_place_of):
        getattr(course, moment.what)(max(moment.at, base.started_at), moment.about)
    return course


def _moments(
    choices: Iterable[Choice], engagements: Iterable[Held], now: datetime
) -> Sequence[Moment]:
    found = [Moment(choice.at, 3, "choose", choice) for choice in choices]
    for held in engagements:
        begun = held.reserved_at
        found.append(Moment(begun, 4, "reserve", held))
        if held.connected_at:
            begun = max(begun, held.connected_at)
            found.append(Moment(begun, 5, "connect", held))
        if held.over_at:
            # An end never lies before its own beginning, whatever the clocks say.
            rank = 0 if held.over_at > begun else 6
            found.append(Moment(max(begun, held.over_at), rank, "over", held))
        until = held.wrap_up_until
        if until and until <= now:
            rank = 1 if until > begun else 7
            found.append(Moment(max(begun, until), rank, "done", held))
    return found


def _moments_away(absences: Iterable[Away], now: datetime) -> Sequence[Moment]:
    """They come back before they choose, and are gone after all else of one moment."""
    found = []
    for away in absences:
        ended_at = away.ended_at
        found.append(Moment(away.began_at, 8, "go", away))
        if away.until <= now and (ended_at is None or away.until < ended_at):
            found.append(Moment(max(away.until, away.began_at), 9, "give_up", away))
        if ended_at is not None:
            rank = 2 if ended_at > away.began_at else 10
            found.append(Moment(max(ended_at, away.began_at), rank, "come_back", away))
    return found


def _place_of(moment: Moment) -> tuple[datetime, int, datetime]:
    """What began earlier goes first, where two things happened at one moment."""
    about = moment.about
    if isinstance(about, Choice):
        return moment.at, moment.rank, about.at
    since = about.reserved_at if isinstance(about, Held) else about.began_at
    return moment.at, moment.rank, since
