"""What an answer of Telnyx, or its absence, means for a command.

Pure: the command's kind and deadlines go in, what to do with its row comes out.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from callcontrol.kinds import Kind
from callcontrol.states import CommandState
from provider.errors import (
    NotSent,
    RateLimited,
    RefusedByClient,
    Rejected,
    TelnyxError,
    Unavailable,
)
from provider.shapes import Json

# Telnyx forgets a command_id after 60 s (Telnyx: Sending commands).
REPEATABLE_FOR = timedelta(seconds=50)
_LONGEST_DELAY = timedelta(seconds=8)
_NOT_YET_DELAY = timedelta(milliseconds=300)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One sending: the `number`-th, at `now`, of a command first sent at `first_at`."""

    kind: Kind
    number: int
    now: datetime
    first_at: datetime
    not_after: datetime
    # An earlier sending may have been executed.
    was_unclear: bool
    # 0 to 1, to keep those who fail together from coming back together.
    jitter: float


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The state of the row from now on; PENDING again means that `retry_at` is set."""

    state: CommandState
    retry_at: datetime | None = None
    # What was asked for is so already: no event will come to prove it.
    is_done: bool = False
    is_unclear: bool = False
    http_status: int | None = None
    error_code: str = ""
    error_detail: str = ""
    response: Json = field(default_factory=dict)


def decide(attempt: Attempt, error: Exception) -> Decision:
    """Decide what a sending that raised `error` leads to."""
    if isinstance(error, Rejected):
        return _rejected(attempt, error)
    if isinstance(error, RateLimited):
        delay = timedelta(seconds=error.reset_after + 0.1 * attempt.jitter)
        return _again_or_end(
            attempt,
            delay,
            unclear=False,
            status=429,
            code=error.code,
            detail=error.words or str(error),
        )
    if isinstance(error, Unavailable):
        return _again_or_end(
            attempt,
            _backoff(attempt),
            unclear=not isinstance(error, NotSent),
            status=error.status,
            code=error.code,
            detail=error.words or str(error),
        )
    if isinstance(error, RefusedByClient):
        return Decision(state=CommandState.FAILED, error_detail=str(error))
    # A mistake of ours; nobody knows how far it came.
    return Decision(
        state=CommandState.UNKNOWN, is_unclear=True, error_detail=repr(error)
    )


def _rejected(attempt: Attempt, error: Rejected) -> Decision:
    if error.code in attempt.kind.done_codes:
        return Decision(
            state=CommandState.ACCEPTED,
            is_done=True,
            http_status=error.status,
            error_code=error.code,
        )
    if error.code in attempt.kind.not_yet_codes:
        retry_at = attempt.now + _NOT_YET_DELAY
        if retry_at < attempt.not_after:
            return Decision(
                state=CommandState.PENDING,
                retry_at=retry_at,
                is_unclear=attempt.was_unclear,
                http_status=error.status,
                error_code=error.code,
                error_detail=error.words,
            )
    return Decision(
        state=CommandState.FAILED,
        http_status=error.status,
        error_code=error.code,
        error_detail=error.words,
    )


def _backoff(attempt: Attempt) -> timedelta:
    """Return 0.5, 1, 2 … s, with up to a fifth more."""
    delay = timedelta(seconds=0.5 * 2 ** min(attempt.number - 1, 8))
    return min(delay, _LONGEST_DELAY) * (1 + 0.2 * attempt.jitter)


def _again_or_end(
    attempt: Attempt,
    delay: timedelta,
    *,
    unclear: bool,
    status: int | None,
    code: str,
    detail: str,
) -> Decision:
    unclear = unclear or attempt.was_unclear
    retry_at = attempt.now + delay
    if unclear and not attempt.kind.may_repeat:
        state = CommandState.UNKNOWN
    elif retry_at >= attempt.not_after or (
        unclear and retry_at >= attempt.first_at + REPEATABLE_FOR
    ):
        state = CommandState.UNKNOWN if unclear else CommandState.EXPIRED
    else:
        state = CommandState.PENDING
    return Decision(
        state=state,
        retry_at=retry_at if state == CommandState.PENDING else None,
        is_unclear=unclear,
        http_status=status,
        error_code=code,
        error_detail=detail,
    )


def is_expected(error: Exception) -> bool:
    """Whether this is trouble that can come from outside, rather than a mistake."""
    return isinstance(error, TelnyxError | RefusedByClient)
