"""What a caller on the way into a queue, or left alone, needs next: pure.

The same rules serve the event that has just come and the sweep that looks for callers
whom an event never reached, so nobody can be in a state that only one of them knows.

What follows from something that was told is done at once. What follows from something
that is *missing* (music that stopped, a caller who stands alone) waits until nothing
more is heard of the call: the webhook that explains it may only be late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from callcontrol.repeating import FIRST_PAUSE, LONGEST_PAUSE, pause_after
from calls.states import Hearing, Place

# Telnyx accepted it, and the event that proves it is late: so long it is waited for.
TOLD_WITHIN = timedelta(seconds=3)
# A full queue has room again when somebody else leaves it.
FULL = "90036"
# A second answer is refused so, when the first one was carried out.
NOT_POSSIBLE = "90033"
FULL_PAUSE = timedelta(seconds=30)
LONGEST_FULL_PAUSE = timedelta(minutes=5)
# A greeting that has not ended after this, and a second per ten characters, has ended.
GREETING_GRACE = timedelta(seconds=4)
CHARACTERS_PER_SECOND = 10


class Step(StrEnum):
    """The value is the purpose of the command that the step gives."""

    ANSWER = "entry.answer"
    GREET = "entry.greeting"
    ENQUEUE = "entry.enqueue"
    PLAY_MUSIC = "entry.music"
    # Out of Telnyx's queue of before: they go on to another one.
    LEAVE = "entry.leave"


@dataclass(frozen=True)
class Asked:
    """What was asked of Telnyx for one purpose so far."""

    last_at: datetime
    # How often in a row it came to nothing: refused, never sent, unknown.
    failures: int = 0
    # The last one is still being sent, so nothing may be asked beside it.
    is_under_way: bool = False
    # When Telnyx answered; None as long as it has not.
    answered_at: datetime | None = None
    # Telnyx's code for the last refusal.
    error_code: str = ""

    @property
    def was_accepted(self) -> bool:
        return self.answered_at is not None and not self.failures

    def is_due(self, now: datetime) -> bool:
        """Whether it may be asked for again."""
        return self.is_due_after(now, self.pause if self.failures else LONGEST_PAUSE)

    def is_due_after(self, now: datetime, pause: timedelta) -> bool:
        since = self.answered_at or self.last_at
        return not self.is_under_way and now - since >= pause

    @property
    def pause(self) -> timedelta:
        first, longest = FIRST_PAUSE, LONGEST_PAUSE
        if self.error_code == FULL:
            first, longest = FULL_PAUSE, LONGEST_FULL_PAUSE
        return pause_after(self.failures, first, longest)


@dataclass(frozen=True)
class Caller:
    """The customer's leg, alive, and the open entry in a queue if there is one."""

    answered_at: datetime | None
    place: str
    place_at: datetime | None
    hearing: str
    hearing_at: datetime | None
    greeting: str
    has_music: bool
    # An open entry; whether there ever was one.
    is_queued: bool
    was_queued: bool
    # When Telnyx first confirmed that they stand in the queue.
    queued_at: datetime | None
    # An agent has answered and is being connected: hands off.
    is_being_connected: bool
    # Nobody else is on the call.
    is_alone: bool
    # They stand in Telnyx's queue of before this stay, as far as we know.
    stands_elsewhere: bool = False
    # When Telnyx was told for how many callers the queue has room.
    limit_told_at: datetime | None = None


def next_steps(
    caller: Caller,
    asked: Mapping[str, Asked],
    *,
    now: datetime,
    is_quiet: bool = False,
) -> list[Step]:
    """Return what to ask of Telnyx now; nothing twice, nothing that is under way."""
    if caller.is_being_connected:
        return []
    if not _is_answered(caller, asked.get(Step.ANSWER), now):
        answer = asked.get(Step.ANSWER)
        return [Step.ANSWER] if answer is None or answer.is_due(now) else []
    if not caller.is_queued:
        return _steps_before_the_queue(caller, asked, now=now, is_quiet=is_quiet)
    if caller.stands_elsewhere and not _has_left(asked.get(Step.LEAVE), now):
        leave = asked.get(Step.LEAVE)
        return [Step.LEAVE] if leave is None or leave.is_due(now) else []
    enqueue, music = asked.get(Step.ENQUEUE), asked.get(Step.PLAY_MUSIC)
    is_shut_out = _is_shut_out(enqueue, now)
    sound = {"is_quiet": is_quiet, "is_shut_out": is_shut_out}
    steps = []
    if _has_fallen_out(caller, enqueue, now=now):
        steps.append(Step.ENQUEUE)
    if _hears_nothing(caller, music, now=now, **sound):
        steps.append(Step.PLAY_MUSIC)
    return steps


def _is_answered(caller: Caller, asked: Asked | None, now: datetime) -> bool:
    """Whether the caller is answered, or must be although nobody has said so.

    Telnyx accepted the answer: were it not carried out, the next command would be
    refused (90034), and this one is asked for again.
    """
    if caller.answered_at is not None:
        return True
    if asked is None or asked.answered_at is None:
        return False
    if asked.error_code == NOT_POSSIBLE:
        return True
    if not asked.was_accepted:
        return False
    return TOLD_WITHIN <= now - asked.answered_at < LONGEST_PAUSE


def _steps_before_the_queue(
    caller: Caller, asked: Mapping[str, Asked], *, now: datetime, is_quiet: bool
) -> list[Step]:
    if caller.was_queued:
        return [Step.ENQUEUE] if caller.is_alone and is_quiet else []
    if not caller.greeting or _is_greeted(caller, asked.get(Step.GREET), now=now):
        return [Step.ENQUEUE]
    return [] if Step.GREET in asked else [Step.GREET]


def _is_greeted(caller: Caller, asked: Asked | None, *, now: datetime) -> bool:
    if caller.hearing_at and caller.hearing == Hearing.SILENCE:
        return True
    if asked is None:
        return False
    return bool(asked.failures) or now - asked.last_at >= _speaking(caller)


def _speaking(caller: Caller) -> timedelta:
    spoken = timedelta(seconds=len(caller.greeting) / CHARACTERS_PER_SECOND)
    return GREETING_GRACE + spoken


def _has_left(asked: Asked | None, now: datetime) -> bool:
    """Whether they are out of the queue of before, although nobody has said so.

    Telnyx refuses to take out who stands in no queue.
    """
    if asked is None or asked.answered_at is None:
        return False
    is_out = asked.error_code == NOT_POSSIBLE
    return is_out or (asked.was_accepted and now - asked.answered_at >= TOLD_WITHIN)


def _has_fallen_out(caller: Caller, asked: Asked | None, *, now: datetime) -> bool:
    if caller.place != Place.PARKED and not caller.stands_elsewhere:
        return False
    if asked is None:
        return True
    if asked.is_under_way:
        return False
    is_news = caller.place_at is not None and asked.last_at < caller.place_at
    return is_news or _may_have_room(caller, asked) or asked.is_due(now)


def _may_have_room(caller: Caller, asked: Asked) -> bool:
    """Whether the queue was full when it was asked, and has another limit since."""
    told_at = caller.limit_told_at
    return asked.error_code == FULL and told_at is not None and asked.last_at < told_at


def _is_shut_out(asked: Asked | None, now: datetime) -> bool:
    """Whether Telnyx did not let them in, or takes so long that nobody should wait for it
    in silence."""
    if asked is None:
        return False
    is_late = asked.is_under_way and now - asked.last_at >= TOLD_WITHIN
    return asked.failures > 0 or is_late


def _hears_nothing(
    caller: Caller,
    asked: Asked | None,
    *,
    now: datetime,
    is_quiet: bool,
    is_shut_out: bool,
) -> bool:
    if not caller.has_music or not _is_silent(caller, now):
        return False
    if asked is None:
        # The music begins when the queue is confirmed; who is not let in has it too.
        return caller.place == Place.QUEUE or is_quiet or is_shut_out
    if asked.failures:
        return asked.is_due(now)
    return is_quiet and asked.is_due_after(now, TOLD_WITHIN)


def _is_silent(caller: Caller, now: datetime) -> bool:
    """Whether nothing is played to them; speech ends by itself, whoever tells of it."""
    if caller.hearing == Hearing.SPEECH and caller.hearing_at:
        return now - caller.hearing_at >= _speaking(caller)
    return caller.hearing == Hearing.SILENCE
