"""What becomes of a recording when Telnyx has answered a command."""

from datetime import datetime

from callcontrol.models import Command
from recordings.actions import control


def recording_command_settled(command: Command, *, now: datetime) -> None:
    control.settled(command=command, now=now)
