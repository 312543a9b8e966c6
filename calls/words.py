"""Telnyx's events as a person would tell them."""

from functools import singledispatch

from calls.ending_words import hangup_words
from provider import events

DEQUEUE_REASONS = {
    "bridged": "connected",
    "bridging-in-process": "being connected",
    "hangup": "hung up",
    "leave": "taken out",
    "timeout": "the maximum wait was reached",
}

# Of the statuses of a playback that ended, those that nobody wanted.
PLAYBACK_TROUBLE = {
    "failed": "it could not be played",
    "file_not_found": "the file was not found",
    "unknown": "Telnyx does not say why",
}
GATHER_ENDINGS = {
    "call_hangup": "Hung up before all digits were entered",
    "cancelled": "The question for digits was ended",
    "cancelled_amd": "The question for digits was ended: a machine answered",
    "timeout": "Did not enter all digits in time",
}
DETECTED = {
    "fax_detected": "A fax machine answered",
    "human": "A person answered",
    "human_business": "A person at a business answered",
    "human_residence": "A person at home answered",
    "machine": "An answering machine answered",
    "not_sure": "It is not clear whether a person or a machine answered",
    "silence": "Nobody says anything",
}
GREETING_ENDINGS = {
    "beep_detected": "The answering machine beeped",
    "no_beep_detected": "The answering machine did not beep",
}
SPEAKS = "Speaks"


@singledispatch
def event_words(event: events.Event) -> str:
    """Say what happened in a few words; the bare type for what has none of its own."""
    return event.type


@event_words.register
def _(event: events.CallInitiated) -> str:
    return "Rings" if event.direction == "incoming" else "Is being dialled"


@event_words.register
def _(event: events.CallAnswered) -> str:
    return "Answered"


@event_words.register
def _(event: events.CallBridged) -> str:
    return "Connected"


@event_words.register
def _(event: events.CallHangup) -> str:
    return f"Hung up: {hangup_words(event.hangup_cause)}"


@event_words.register
def _(event: events.CallEnqueued) -> str:
    if event.current_position is None:
        return "Entered the queue"
    return f"Entered the queue at position {event.current_position}"


@event_words.register
def _(event: events.CallDequeued) -> str:
    reason = DEQUEUE_REASONS.get(event.reason, event.reason)
    return f"Left the queue: {reason}"


@event_words.register
def _(event: events.CallPlaybackStarted) -> str:
    return "Music started"


@event_words.register
def _(event: events.CallPlaybackEnded) -> str:
    trouble = PLAYBACK_TROUBLE.get(event.status)
    return f"Music failed: {trouble}" if trouble else "Music ended"


@event_words.register
def _(event: events.CallSpeakStarted) -> str:
    return "Greeting started"


@event_words.register
def _(event: events.CallSpeakEnded) -> str:
    return "Greeting ended"


@event_words.register
def _(event: events.CallDtmfReceived) -> str:
    return f"Pressed {event.digit}"


@event_words.register
def _(event: events.CallGatherEnded) -> str:
    if event.status == "valid":
        return f"Entered {event.digits}"
    if event.status == "invalid":
        return f"Entered {event.digits or 'nothing'}, which was not accepted"
    return GATHER_ENDINGS.get(event.status, f"Entered {event.digits or 'nothing'}")


@event_words.register
def _(event: events.CallHold) -> str:
    return "Put us on hold"


@event_words.register
def _(event: events.CallUnhold) -> str:
    return "Took us off hold"


@event_words.register
def _(event: events.CallReferStarted) -> str:
    return "Is being sent to another phone"


@event_words.register
def _(event: events.CallReferCompleted) -> str:
    return "Moved to the other phone"


@event_words.register
def _(event: events.CallReferFailed) -> str:
    code = event.sip_notify_response
    reason = f": SIP status {code}" if code else ""
    return f"Did not move to the other phone{reason}"


@event_words.register
def _(event: events.CallMachineDetectionEvent) -> str:
    return DETECTED.get(event.result, "It was listened who answered")


@event_words.register
def _(event: events.CallMachineGreetingEvent) -> str:
    default = "The greeting of the answering machine ended"
    return GREETING_ENDINGS.get(event.result, default)


@event_words.register
def _(event: events.CallSipInfoReceived) -> str:
    return f"Sent SIP INFO: {event.content_type or 'of no type'}"


@event_words.register
def _(event: events.CallRecordingSaved) -> str:
    return "Recording saved"


@event_words.register
def _(event: events.CallRecordingError) -> str:
    return f"Recording failed: {event.reason}"


@event_words.register
def _(event: events.ConferenceCreated) -> str:
    return "Room started"


@event_words.register
def _(event: events.ConferenceEnded) -> str:
    return "Room ended"


@event_words.register
def _(event: events.ConferenceParticipantJoined) -> str:
    return "Joined the room"


@event_words.register
def _(event: events.ConferenceParticipantLeft) -> str:
    return "Left the room"


@event_words.register
def _(event: events.ConferenceFloorChanged) -> str:
    return SPEAKS


@event_words.register
def _(event: events.ConferencePlaybackStarted) -> str:
    return "Music for everybody in the room started"


@event_words.register
def _(event: events.ConferencePlaybackEnded) -> str:
    return "Music for everybody in the room ended"


@event_words.register
def _(event: events.ConferenceParticipantPlaybackStarted) -> str:
    return "Music in the room started"


@event_words.register
def _(event: events.ConferenceParticipantPlaybackEnded) -> str:
    return "Music in the room ended"


@event_words.register
def _(event: events.ConferenceSpeakStarted) -> str:
    return "Announcement for everybody in the room started"


@event_words.register
def _(event: events.ConferenceSpeakEnded) -> str:
    return "Announcement for everybody in the room ended"


@event_words.register
def _(event: events.ConferenceParticipantSpeakStarted) -> str:
    return "Announcement in the room started"


@event_words.register
def _(event: events.ConferenceParticipantSpeakEnded) -> str:
    return "Announcement in the room ended"


@event_words.register
def _(event: events.ConferenceRecordingSaved) -> str:
    return "Recording of the room saved"
