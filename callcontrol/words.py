"""Commands and their outcomes in the words of the person who asked for them.

Telnyx's own code and text are for the details line below; see `provider_words` and `said`.
"""

from types import MappingProxyType

from callcontrol.errors import NotSent, RateLimited, Rejected, TelnyxError, Unclear
from callcontrol.models import Command
from callcontrol.states import CommandState
from live.refusals import Refused

# Completes "… did not work".
_WISHES = MappingProxyType(
    {
        "call.dial": "Dialling",
        "call.answer": "Answering the call",
        "call.reject": "Turning the call away",
        "call.hangup": "Hanging up",
        "call.bridge": "Connecting the two sides",
        "call.transfer": "The transfer",
        "call.refer": "The transfer",
        "call.enqueue": "Putting the caller into the queue",
        "call.leave_queue": "Taking the caller out of the queue",
        "call.playback_start": "Playing music to the caller",
        "call.playback_stop": "Stopping the music",
        "call.speak": "Speaking to the caller",
        "call.gather": "Asking for digits",
        "call.gather_using_speak": "Asking for digits",
        "call.gather_using_audio": "Asking for digits",
        "call.gather_stop": "Ending the question for digits",
        "call.send_dtmf": "Sending digits",
        "call.send_sip_info": "Sending a message to the phone",
        "call.record_start": "Starting the recording",
        "call.record_stop": "Stopping the recording",
        "call.record_pause": "Pausing the recording",
        "call.record_resume": "Resuming the recording",
        "call.switch_supervisor_role": "Changing the role",
        "call.update_client_state": "Marking the call",
        "conference.create": "Starting the conference",
        "conference.join": "Joining the conference",
        "conference.leave": "Leaving the conference",
        "conference.end": "Ending the conference",
        "conference.update": "Changing the role",
        "conference.mute": "Muting",
        "conference.unmute": "Unmuting",
        "conference.hold": "Putting on hold",
        "conference.unhold": "Taking off hold",
        "conference.play": "Playing to the conference",
        "conference.stop": "Stopping the sound",
        "conference.speak": "Speaking to the conference",
        "conference.send_dtmf": "Sending digits",
        "conference.gather_using_audio": "Asking for digits",
        "conference.record_start": "Starting the recording",
        "conference.record_stop": "Stopping the recording",
        "conference.record_pause": "Pausing the recording",
        "conference.record_resume": "Resuming the recording",
        "application.create": "Creating the application",
        "application.update": "Changing the application",
        "application.delete": "Deleting the application",
        "number.update": "Pointing the number at an application",
    }
)
# Telnyx: Call control errors.
_REASONS = MappingProxyType(
    {
        "10004": "something that Telnyx needs was missing",
        "10005": "Telnyx does not know it any more",
        "10007": "Telnyx does not know it any more",
        "10009": "Telnyx did not accept the API key",
        "10010": "the API key is not allowed to do that",
        "10011": "calls to the telephone network cannot be encrypted",
        "10015": "Telnyx did not accept one of the values",
        "10016": "the number is not in international form, with + and country code",
        "10032": "Telnyx did not accept one of the values",
        "10033": "one of the values was out of range",
        "90015": "Telnyx does not know this call",
        "90018": "the call has already ended",
        "90019": "the conference has already ended",
        "90020": "there was no sound to record yet",
        "90032": "the conference is full",
        "90033": "Telnyx could not carry it out as things are",
        "90034": "the other side has not answered yet",
        "90036": "the queue is full",
        "90037": "nobody waits in that queue",
        "90038": "the caller is in this queue already",
        "90040": "the sound file could not be fetched",
        "90043": "a leg that listens in takes no such command",
        "90044": "this person is in the conference already",
        "90050": "the queue is not empty",
        "90058": "the conference does not exist",
    }
)
_STATUSES = MappingProxyType(
    {
        401: "Telnyx did not accept the API key",
        403: "the API key is not allowed to do that",
        404: "Telnyx does not know it any more",
        429: "too many requests at once; try again in a moment",
    }
)


def refusal(error: TelnyxError) -> Refused:
    """Return what to raise for a person who waits for a direct answer of Telnyx."""
    return Refused(trouble(error), said(error))


def trouble(error: TelnyxError) -> str:
    """Return one plain sentence about a direct answer of Telnyx, or its absence."""
    if isinstance(error, Rejected):
        return _sentence(_reason(error.code, error.status))
    if isinstance(error, RateLimited):
        return _sentence(_STATUSES[429])
    if isinstance(error, NotSent):
        return "Telnyx cannot be reached. Check the network and TELNYX_BASE_URL."
    return "Telnyx did not answer, so it may or may not have happened. Look again."


def unread(error: TelnyxError) -> str:
    """Return one plain sentence about a question to Telnyx that came to nothing."""
    if not isinstance(error, Unclear):
        return trouble(error)
    if error.status is not None:
        return "Telnyx has trouble of its own. Try again in a moment."
    return "Telnyx did not answer in time. Try again in a moment."


def said(error: TelnyxError) -> str:
    """Return Telnyx's code and text, for the details line; empty when it gave none."""
    return " ".join(filter(None, (error.code, error.words)))


def wish_of(command: Command) -> str:
    return _WISHES[command.kind]


def explain(command: Command) -> str:
    """Return one sentence on why an unsuccessful command came to nothing."""
    wish = wish_of(command)
    if command.state == CommandState.UNKNOWN:
        return (
            f"{wish}: Telnyx did not answer, so it may or may not have happened."
            " Look before you try again."
        )
    if command.state == CommandState.EXPIRED:
        return f"{wish} was given up: it could not be sent to Telnyx in time."
    return f"{wish} did not work: {_reason_of(command)}."


def provider_words(command: Command) -> str:
    """Return Telnyx's code and text, for the details line; empty when it gave none."""
    return " ".join(filter(None, (command.error_code, command.error_detail)))


def _sentence(reason: str) -> str:
    return reason[0].upper() + reason[1:] + "."


def _reason_of(command: Command) -> str:
    code, status = command.error_code, command.http_status
    if code == "90033" and command.kind == "conference.create":
        return "a conference of that name is still open"
    return _reason(code, status)


def _reason(code: str, status: int | None) -> str:
    if status == 429:
        # Telnyx has two meanings for the code that comes with it, 10011.
        return _STATUSES[429]
    return _REASONS.get(code) or _STATUSES.get(status or 0) or "Telnyx refused it"
