"""Ask Telnyx for a change while a person waits, and keep a row about it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User

from callcontrol.models import Command
from callcontrol.states import CommandState
from provider.client.results import Result
from provider.errors import RateLimited, Rejected, TelnyxError, Unavailable, Unclear
from provisioning import words

Answer = TypeVar("Answer", bound=Result)


def ask(
    kind: str,
    target: str,
    params: dict[str, Any],
    operation: Callable[[], Answer],
    *,
    requested_by: User,
    now: datetime,
) -> Answer:
    """Ask Telnyx and keep a row about it, as for every command; raises Refused."""
    row = Command(
        kind=kind,
        target=target,
        params=params,
        requested_by=requested_by,
        requested_at=now,
        first_sent_at=now,
        not_after=now,
        attempts=1,
        settled_at=now,
        # The answer is shown where the person waits for it.
        dismissed_at=now,
    )
    try:
        answer = operation()
    except TelnyxError as error:
        _note(row, error)
        row.save()
        raise words.refusal(error) from error
    row.state = CommandState.CONFIRMED
    row.response = dict(answer.data)
    row.save()
    return answer


def _note(row: Command, error: TelnyxError) -> None:
    """Write into the row what went wrong, as for a command of the outbox."""
    row.state = CommandState.FAILED
    row.error_code, row.error_detail = error.code, error.words or str(error)
    if isinstance(error, RateLimited):
        row.http_status = 429
    elif isinstance(error, Rejected | Unavailable):
        row.http_status = error.status
    if isinstance(error, Unclear):
        row.state = CommandState.UNKNOWN
