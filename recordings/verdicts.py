"""What a settled command means for a recording."""

from callcontrol.models import Command
from callcontrol.states import CommandState
from callcontrol.words import explain

# Telnyx's codes for a leg that has ended or is no longer known (Telnyx: error codes).
OVER = frozenset({"90018", "90015"})


def is_accepted(command: Command) -> bool:
    return command.state in (CommandState.ACCEPTED, CommandState.CONFIRMED)


def is_over(command: Command) -> bool:
    """Say whether Telnyx refused because the leg is gone."""
    return command.state == CommandState.FAILED and command.error_code in OVER


def failure_of(command: Command) -> str:
    """Return plain words for what went wrong."""
    return explain(command)


def subject_of(command: Command) -> int:
    """Return the primary key of the row it is about; 0, which no row has, for none."""
    return command.subject_id or 0
