"""The events of a leg (Telnyx: Voice API webhooks).

`from_` and `to` are missing on queue, playback, speech and recording events; there they
are empty. A number is E.164 here, in whatever form it was sent; `from_` may also be a SIP
address or a word such as "anonymous".
"""

from dataclasses import dataclass
from datetime import datetime

from provider.events.base import Event, event
from provider.shapes import Address, Code, Json, Name, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesEvent(Event):
    from_: Address
    to: Address


@event("call.initiated")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallInitiated(PartiesEvent):
    direction: Code
    # "parked" until a command comes, or "bridging" for a leg that we dialled.
    state: Code
    caller_id_name: Name
    start_time: datetime | None
    custom_headers: tuple[Json, ...]


@event("call.answered")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(PartiesEvent):
    # When the call began to ring, not when it was answered: that is occurred_at.
    start_time: datetime | None
    custom_headers: tuple[Json, ...]


@event("call.bridged")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallBridged(PartiesEvent):
    """One for each side; it does not name the other."""


@event("call.hangup")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallHangup(PartiesEvent):
    hangup_cause: Word
    # Relative to the leg: "caller" is its from side, "callee" its to side.
    hangup_source: Code
    sip_hangup_cause: Code
    start_time: datetime | None
    end_time: datetime | None


@event("call.enqueued")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnqueued(Event):
    queue: Name
    # 1 is the front.
    current_position: int | None
    queue_avg_wait_time_secs: int | None


@event("call.dequeued")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallDequeued(Event):
    queue: Name
    queue_position: int | None
    # bridged, bridging-in-process, hangup, leave or timeout; on the last two the leg
    # stays up, parked and silent.
    reason: Word
    wait_time_secs: int | None


@event("call.hold")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallHold(PartiesEvent):
    """The far end put this leg on hold on its own phone."""


@event("call.unhold")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallUnhold(PartiesEvent):
    pass


@event("call.dtmf.received")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallDtmfReceived(PartiesEvent):
    digit: Code


@event("call.gather.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallGatherEnded(PartiesEvent):
    digits: str
    status: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlaybackEvent(Event):
    media_url: str
    media_name: str
    overlay: bool | None
    playback_id: Name


@event("call.playback.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlaybackStarted(CallPlaybackEvent):
    pass


@event("call.playback.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlaybackEnded(CallPlaybackEvent):
    status: Word
    status_detail: str


@event("call.speak.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallSpeakStarted(Event):
    speak_id: Name


@event("call.speak.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallSpeakEnded(Event):
    speak_id: Name
    status: Word


@event("call.recording.saved")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecordingSaved(Event):
    """The file is ready; the links in `recording_urls` die after ten minutes."""

    recording_id: Name
    # "mp3" and "wav" to a link or None.
    recording_urls: Json
    channels: Code
    format: Code
    recording_started_at: datetime | None
    recording_ended_at: datetime | None


@event("call.recording.error")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecordingError(Event):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReferEvent(PartiesEvent):
    # The SIP status of the transfer so far, as Telnyx gives it (a number).
    sip_notify_response: int | None


@event("call.refer.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallReferStarted(CallReferEvent):
    pass


@event("call.refer.completed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallReferCompleted(CallReferEvent):
    pass


@event("call.refer.failed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallReferFailed(CallReferEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMachineDetectionEvent(PartiesEvent):
    """Who answered, by its voice: human, machine, not_sure; more words in premium."""

    result: Word


@event("call.machine.detection.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallMachineDetectionEnded(CallMachineDetectionEvent):
    pass


@event("call.machine.premium.detection.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallMachinePremiumDetectionEnded(CallMachineDetectionEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMachineGreetingEvent(PartiesEvent):
    """From now on a machine would record: beep_detected, ended, not_sure."""

    result: Word


@event("call.machine.greeting.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallMachineGreetingEnded(CallMachineGreetingEvent):
    pass


@event("call.machine.premium.greeting.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallMachinePremiumGreetingEnded(CallMachineGreetingEvent):
    pass


@event("call.sip_info.received")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallSipInfoReceived(PartiesEvent):
    """Named in prose only (Telnyx: Send SIP INFO), so its fields may be others."""

    content_type: Name
    body: str
