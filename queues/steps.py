"""What a caller on the way into a queue, or left alone, needs next: pure.

The same rules serve the event that has just come and the sweep that looks for callers
whom an event never reached, so nobody can be in a state that only one of them knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from calls.states import Hearing, Place

# A command that brought nothing is given again after this long, this many times.
AGAIN_AFTER = timedelta(seconds=10)
ANSWER_AGAIN_AFTER = timedelta(seconds=3)
MOST_ANSWERS = 3
# Nobody may stand alone in silence for longer than this once they have talked.
ALONE_FOR = timedelta(seconds=20)
# A greeting that has not ended after this, and a second per ten characters, is lost.
GREETING_GRACE = timedelta(seconds=15)
CHARACTERS_PER_SECOND = 10


class Step(StrEnum):
    """The value is the purpose of the command that the step gives."""

    ANSWER = "entry.answer"
    GREET = "entry.greeting"
    ENQUEUE = "entry.enqueue"
    PLAY_MUSIC = "entry.music"


@dataclass(frozen=True)
class Asked:
    """What was asked of Telnyx for one purpose so far."""

    times: int
    last_at: datetime
    # Whether Telnyx refused the last time, or it was never sent.
    has_failed: bool


@dataclass(frozen=True)
class Caller:
    """The customer's leg, alive, and the stay in a queue if there is an open one."""

    answered_at: datetime | None
    place: str
    place_at: datetime | None
    hearing: str
    hearing_at: datetime | None
    greeting: str
    has_music: bool
    # An open stay; whether there ever was one; when Telnyx first confirmed it.
    is_in_line: bool
    was_in_line: bool
    queued_at: datetime | None
    # An agent has answered and is being connected: hands off.
    is_being_connected: bool
    # Since when nobody else is on the call; None while somebody is.
    alone_since: datetime | None


def next_steps(
    caller: Caller, asked: Mapping[str, Asked], *, now: datetime
) -> list[Step]:
    """Return what to ask of Telnyx now; nothing twice, nothing that is under way."""
    if caller.is_being_connected:
        return []
    if caller.answered_at is None:
        return [Step.ANSWER] if _may_answer(asked.get(Step.ANSWER), now) else []
    if not caller.is_in_line:
        return _steps_before_the_line(caller, asked, now=now)
    steps = []
    if _has_fallen_out(caller, asked.get(Step.ENQUEUE), now=now):
        steps.append(Step.ENQUEUE)
    if _hears_nothing(caller, asked.get(Step.PLAY_MUSIC), now=now):
        steps.append(Step.PLAY_MUSIC)
    return steps


def _may_answer(asked: Asked | None, now: datetime) -> bool:
    if asked is None:
        return True
    return asked.times < MOST_ANSWERS and now - asked.last_at >= ANSWER_AGAIN_AFTER


def _steps_before_the_line(
    caller: Caller, asked: Mapping[str, Asked], *, now: datetime
) -> list[Step]:
    if caller.was_in_line:
        is_alone = caller.alone_since and now - caller.alone_since >= ALONE_FOR
        return [Step.ENQUEUE] if is_alone else []
    if not caller.greeting or _is_greeted(caller, asked.get(Step.GREET), now=now):
        return [Step.ENQUEUE]
    return [] if Step.GREET in asked else [Step.GREET]


def _is_greeted(caller: Caller, asked: Asked | None, *, now: datetime) -> bool:
    if caller.hearing_at and caller.hearing == Hearing.SILENCE:
        return True
    if asked is None:
        return False
    speaking = timedelta(seconds=len(caller.greeting) / CHARACTERS_PER_SECOND)
    return asked.has_failed or now - asked.last_at >= GREETING_GRACE + speaking


def _has_fallen_out(caller: Caller, asked: Asked | None, *, now: datetime) -> bool:
    if caller.place != Place.PARKED:
        return False
    if asked is None:
        return True
    is_news = caller.place_at is not None and asked.last_at < caller.place_at
    return is_news or now - asked.last_at >= AGAIN_AFTER


def _hears_nothing(caller: Caller, asked: Asked | None, *, now: datetime) -> bool:
    if not caller.has_music or caller.hearing != Hearing.SILENCE:
        return False
    if caller.queued_at is None and asked is None and caller.place != Place.QUEUE:
        # The music begins when the queue is confirmed; a full queue must not be silent.
        waited = caller.hearing_at or caller.answered_at
        return waited is not None and now - waited >= AGAIN_AFTER
    return asked is None or now - asked.last_at >= AGAIN_AFTER
