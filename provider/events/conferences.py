"""The events of a conference (Telnyx: Conferencing).

None carries the conference's name, nor who is muted, held or in which role. The ids of
a leg are those of the creator on created and ended, of the participant or speaker on
the participant and floor events, and absent on playback, speech and recording of all.
"""

from dataclasses import dataclass
from datetime import datetime

from provider.events.base import Event, event
from provider.shapes import Code, Json, Name, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceEvent(Event):
    conference_id: str


@event("conference.created")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceCreated(ConferenceEvent):
    pass


@event("conference.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceEnded(ConferenceEvent):
    # all_left, host_left or time_exceeded.
    reason: Word


@event("conference.participant.joined")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceParticipantJoined(ConferenceEvent):
    """`client_state` is the creator's, so the leg is found by `call_control_id`."""


@event("conference.participant.left")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceParticipantLeft(ConferenceEvent):
    pass


@event("conference.floor.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceFloorChanged(ConferenceEvent):
    """`call_control_id` is the leg that speaks now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferencePlaybackEvent(ConferenceEvent):
    creator_call_session_id: str
    media_url: str
    media_name: str


@event("conference.playback.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferencePlaybackStarted(ConferencePlaybackEvent):
    pass


@event("conference.playback.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferencePlaybackEnded(ConferencePlaybackEvent):
    pass


@event("conference.participant.playback.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceParticipantPlaybackStarted(ConferencePlaybackEvent):
    pass


@event("conference.participant.playback.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceParticipantPlaybackEnded(ConferencePlaybackEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceSpeakEvent(ConferenceEvent):
    creator_call_session_id: str


@event("conference.speak.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceSpeakStarted(ConferenceSpeakEvent):
    pass


@event("conference.speak.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceSpeakEnded(ConferenceSpeakEvent):
    pass


@event("conference.participant.speak.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceParticipantSpeakStarted(ConferenceSpeakEvent):
    pass


@event("conference.participant.speak.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceParticipantSpeakEnded(ConferenceSpeakEvent):
    pass


@event("conference.recording.saved")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceRecordingSaved(ConferenceEvent):
    recording_id: Name
    recording_urls: Json
    channels: Code
    format: Code
    recording_started_at: datetime | None
    recording_ended_at: datetime | None
