"""Our commands as a person would tell them, and whom they concern."""

from callcontrol.models import Command

COMMANDS = {
    "call.answer": "Answer the call",
    "call.bridge": "Connect the two sides",
    "call.dial": "Dial",
    "call.enqueue": "Put into the queue",
    "call.hangup": "Hang up",
    "call.leave_queue": "Take out of the queue",
    "call.playback_start": "Play music",
    "call.playback_stop": "Stop the music",
    "call.record_pause": "Pause the recording",
    "call.record_resume": "Resume the recording",
    "call.record_start": "Start recording",
    "call.record_stop": "Stop recording",
    "call.reject": "Reject the call",
    "call.send_dtmf": "Send digits",
    "call.speak": "Speak the greeting",
    "call.transfer": "Transfer",
    "conference.create": "Start a conference",
    "conference.end": "End the conference for all",
    "conference.hold": "Put on hold",
    "conference.join": "Join the conference",
    "conference.leave": "Leave the conference",
    "conference.mute": "Mute",
    "conference.unhold": "Take off hold",
    "conference.unmute": "Unmute",
    "conference.update": "Change the role in the conference",
}
# What a supervisor does on the leg that is dialled for it.
ROLES = {"monitor": "Listen", "whisper": "Coach", "barge": "Join"}


def command_words(command: Command) -> str:
    words = COMMANDS.get(command.kind) or command.kind.replace("_", " ")
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
