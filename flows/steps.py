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
# Words for who is rung for without music come this often.
COMFORT = timedelta(seconds=8)


@dataclass(frozen=True)
class Here:
    """A caller at a node, answered and alive."""

    kind: str
    place: str
    hearing: str
    hearing_at: datetime | None
    answered_by_us_at: datetime | None = None
    text: str = ""
    # Of a menu: the digits that lead on, how often it asks, how long it waits.
    choices: str = ""
    tries: int = 1
    waits_for: timedelta = timedelta()
    # What was pressed and when, and when Telnyx ended asking, oldest first.
    pressed: tuple[tuple[datetime, str], ...] = ()
    asked_until: datetime | None = None
    times_asked: int = 0
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
    digit: str = ""


Known = Mapping[str, Asked]


def next_step(here: Here, asked: Known, *, now: datetime) -> Step | Go | None:
    """Return the one thing to do now; None while something is awaited."""
    if not _is_answered(here, asked.get(Step.ANSWER), now):
        return _again(Step.ANSWER, asked, now)
    if here.kind == Kind.NUMBER:
        return _at_a_number(here, asked, now=now)
    if here.kind == Kind.MENU:
        return _at_a_menu(here, asked, now=now)
    if here.kind == Kind.QUEUE:
        return _before_a_queue(here, asked, now=now)
    return _at_words(here, asked, now=now)


def _is_answered(here: Here, asked: Asked | None, now: datetime) -> bool:
    return here.answered_by_us_at is not None or _is_done(asked, now)


def _before_a_queue(here: Here, asked: Known, *, now: datetime) -> Step | Go | None:
    """Its greeting is spoken, as before any queue."""
    if not _is_spoken(here, asked.get(Step.SPEAK), now):
        return _again(Step.SPEAK, asked, now)
    return Go(Outcome.QUEUED)


def _at_a_menu(here: Here, asked: Known, *, now: datetime) -> Step | Go | None:
    chosen = next((digit for _, digit in here.pressed if digit in here.choices), "")
    if chosen:
        return Go(Outcome.CHOSEN, chosen)
    last = asked.get(Step.GATHER)
    if last is None or not _is_over(here, last, now):
        return _again(Step.GATHER, asked, now) if last is None else None
    if here.times_asked >= here.tries:
        return Go(Outcome.NOTHING)
    return Step.GATHER


def _is_over(here: Here, last: Asked, now: datetime) -> bool:
    """Whether asking for a digit has ended, whoever tells of it."""
    if last.is_under_way:
        return False
    if last.failures:
        return last.is_due(now)
    if here.asked_until is not None and here.asked_until > last.last_at:
        return True
    return now - last.last_at >= speaking_time(here.text) + here.waits_for


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
    if here.has_music:
        is_silent = here.hearing == Hearing.SILENCE
        return _again(Step.MUSIC, asked, now) if is_silent else None
    return _comfort(here, asked.get(Step.SPEAK), now=now)


def _comfort(here: Here, asked: Asked | None, *, now: datetime) -> Step | None:
    """Without music the words are said again and again: nobody waits in silence."""
    if not here.text:
        return None
    if asked is None or (not asked.is_under_way and now - asked.last_at >= COMFORT):
        return Step.SPEAK
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
