"""What a settled command means for the thing it was about."""

from callcontrol.models import Command
from callcontrol.states import CommandState
from callcontrol.words import explain

# Telnyx's codes for a command that came too late because it is done already: the call
# or the conference has ended, or its id is no longer known (Telnyx: error codes).
OVER = frozenset({"90018", "90019", "90015", "90058"})


def is_accepted(command: Command) -> bool:
    return command.state in (CommandState.ACCEPTED, CommandState.CONFIRMED)


def is_over(command: Command) -> bool:
    """Say whether Telnyx refused because the leg or conference is gone."""
    return command.state == CommandState.FAILED and command.error_code in OVER


def failure_of(command: Command) -> str:
    """Return plain words for what went wrong."""
    return explain(command)


def subject_of(command: Command) -> int:
    """Return the primary key of the row it is about; 0, which no row has, for none."""
    return command.subject_id or 0
