"""What was asked of Telnyx for a caller so far, by purpose."""

from collections.abc import Container, Iterable

from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL, CommandState
from queues.steps import Asked


def asked_of(commands: Iterable[Command], purposes: Container[str]) -> dict[str, Asked]:
    """Return it of commands in their order, oldest first."""
    asked: dict[str, Asked] = {}
    for command in commands:
        if command.purpose not in purposes:
            continue
        before = asked.get(command.purpose)
        has_failed = command.state in UNSUCCESSFUL
        failures = before.failures if before and has_failed else 0
        asked[command.purpose] = Asked(
            last_at=command.requested_at,
            failures=failures + has_failed,
            is_under_way=command.state in (CommandState.PENDING, CommandState.SENDING),
            answered_at=command.answered_at,
            error_code=command.error_code,
        )
    return asked
