"""Our commands as a person would tell them, and whom they concern."""

from callcontrol.kinds import KINDS
from callcontrol.models import Command

# What a supervisor does on the leg that is dialled for it.
ROLES = {"monitor": "Listen", "whisper": "Coach", "barge": "Join"}


def command_words(command: Command) -> str:
    words = KINDS[command.kind].told
    to = command.params.get("to") if command.kind == "call.dial" else None
    if to is None:
        return words
    role = ROLES.get(command.params.get("supervisor_role", ""))
    return f"{role}: dial {to}" if role else f"{words} {to}"


def concerned_by(command: Command) -> list[str]:
    """Return the call_control_ids of those with whom a command does something."""
    people = command.params.get("call_control_ids")
    if isinstance(people, list):
        return [str(one) for one in people]
    if command.kind.startswith("conference."):
        return [str(command.params.get("call_control_id", ""))]
    return [command.target]
