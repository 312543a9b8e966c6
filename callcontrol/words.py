"""Commands and their outcomes in the words of the person who asked for them.

Telnyx's own code and text are for the details line below; see `provider_words`.
"""

from types import MappingProxyType

from callcontrol.kinds import KINDS
from callcontrol.models import Command
from callcontrol.states import CommandState

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
        "90019": "the room has already ended",
        "90020": "there was no sound to record yet",
        "90032": "the room is full",
        "90033": "Telnyx could not carry it out as things are",
        "90034": "the other side has not answered yet",
        "90036": "the queue is full",
        "90037": "nobody waits in that queue",
        "90038": "the caller is in this queue already",
        "90040": "the sound file could not be fetched",
        "90043": "a leg that listens in takes no such command",
        "90044": "this person is in the room already",
        "90050": "the queue is not empty",
        "90058": "the room does not exist",
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


# Settings of the account, which are asked for while a person waits for the answer.
_OF_THE_ACCOUNT = MappingProxyType(
    {
        "application.create": "Creating the application",
        "application.update": "Changing the application",
        "application.delete": "Deleting the application",
        "number.update": "Changing the number",
    }
)
ALL_KINDS = (*KINDS, *_OF_THE_ACCOUNT)


def asked_words(kind: str) -> str:
    """Return the beginning of "… did not work"; raises KeyError for an unknown kind."""
    return KINDS[kind].asked if kind in KINDS else _OF_THE_ACCOUNT[kind]


def explain(command: Command) -> str:
    """Return one sentence on why an unsuccessful command came to nothing."""
    asked = asked_words(command.kind)
    if command.state == CommandState.UNKNOWN:
        return (
            f"{asked}: Telnyx did not answer, so it may or may not have happened."
            " Look before you try again."
        )
    if command.state == CommandState.EXPIRED:
        return f"{asked} was given up: it could not be sent to Telnyx in time."
    return f"{asked} did not work: {_reason_of(command)}."


def provider_words(command: Command) -> str:
    """Return Telnyx's code and text, for the details line; empty when it gave none."""
    return " ".join(filter(None, (command.error_code, command.error_detail)))


def _reason_of(command: Command) -> str:
    code, status = command.error_code, command.http_status
    if code == "90033" and command.kind == "conference.create":
        return "a room of that name is still open"
    return reason(code, status)


def reason(code: str, status: int | None) -> str:
    """Complete "it did not work: …", for an error code and an HTTP status."""
    if status == 429:
        # Telnyx has two meanings for the code that comes with it, 10011.
        return _STATUSES[429]
    return _REASONS.get(code) or _STATUSES.get(status or 0) or "Telnyx refused it"
