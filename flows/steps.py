"""What a caller at a node needs next: pure.

The same rules serve the event that has just come and the sweep, so a lost event delays a
step and never ends the way. What was told is followed at once; what is missing is taken
as done when Telnyx has accepted it and has had time to tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from calls.states import Hearing, Place
from flows.states import Kind, Outcome, Step
from queues.steps import (
    CHARACTERS_PER_SECOND,
    GREETING_GRACE,
    NOT_POSSIBLE,
    TOLD_WITHIN,
    Asked,
)

# So often words are tried that Telnyx does not speak; then they are left out.
MOST_TRIES = 3


@dataclass(frozen=True)
class Here:
    """A caller at a node, answered and alive."""

    kind: str
    place: str
    hearing: str
    hearing_at: datetime | None
    text: str = ""
    has_music: bool = False
    # Of whom the node rings.
    is_dialled: bool = False
    answered_at: datetime | None = None
    bridged_at: datetime | None = None
    # It was answered by nobody, or is over.
    dial_over: bool = False


@dataclass(frozen=True)
class Go:
    """The visit is over, and how."""

    outcome: Outcome


Known = Mapping[str, Asked]


def next_step(here: Here, asked: Known, *, now: datetime) -> Step | Go | None:
    """Return the one thing to do now; None while something is awaited."""
    if here.kind == Kind.NUMBER:
        return _at_a_number(here, asked, now=now)
    return _at_words(here, asked, now=now)


def _at_words(here: Here, asked: Known, *, now: datetime) -> Step | Go | None:
    if here.place == Place.QUEUE and not _is_done(asked.get(Step.LEAVE), now):
        return _again(Step.LEAVE, asked, now)
    if here.hearing == Hearing.MUSIC and not _is_done(asked.get(Step.STOP), now):
        return _again(Step.STOP, asked, now)
    if not _is_spoken(here, asked.get(Step.SPEAK), now):
        return _again(Step.SPEAK, asked, now)
    return Step.HANG_UP


def _at_a_number(here: Here, asked: Known, *, now: datetime) -> Step | Go | None:
    if here.bridged_at is not None:
        return Go(Outcome.CONNECTED)
    if not here.is_dialled:
        return Step.DIAL
    if here.dial_over:
        return Go(Outcome.UNANSWERED)
    if here.answered_at is not None:
        return _again(Step.BRIDGE, asked, now)
    if here.has_music and here.hearing == Hearing.SILENCE:
        return _again(Step.MUSIC, asked, now)
    return None


def _again(step: Step, asked: Known, now: datetime) -> Step | None:
    before = asked.get(step)
    return step if before is None or before.is_due(now) else None


def _is_done(asked: Asked | None, now: datetime) -> bool:
    """Whether something happened that nobody has told of yet."""
    if asked is None or asked.answered_at is None:
        return False
    if asked.error_code == NOT_POSSIBLE or asked.failures >= MOST_TRIES:
        return True
    return asked.was_accepted and now - asked.answered_at >= TOLD_WITHIN


def _is_spoken(here: Here, asked: Asked | None, now: datetime) -> bool:
    if not here.text:
        return True
    if asked is None or asked.is_under_way:
        return False
    if asked.failures:
        return asked.failures >= MOST_TRIES
    heard_at = here.hearing_at if here.hearing == Hearing.SILENCE else None
    if heard_at is not None and heard_at > asked.last_at:
        return True
    return now - asked.last_at >= speaking_time(here.text)


def speaking_time(text: str) -> timedelta:
    """Return after how long words have been spoken, whoever tells of it."""
    return GREETING_GRACE + timedelta(seconds=len(text) / CHARACTERS_PER_SECOND)
