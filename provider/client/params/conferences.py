"""What may be said to a conference (Telnyx: Conference commands).

`call_control_ids` of mute, unmute and hold is optional to Telnyx, where leaving it out
means everybody; here it must be said. So must the role of somebody who joins.
"""

from collections.abc import Sequence
from typing import Literal, Required, TypedDict

from provider.client.params.audio import Gather
from provider.client.params.legs import Tagged
from provider.shapes import Json

AudioFormat = Literal["wav", "mp3"]
Beep = Literal["always", "never", "on_enter", "on_exit"]
Channels = Literal["single", "dual"]
ParticipantRole = Literal["barge", "monitor", "none", "whisper"]
PayloadType = Literal["text", "ssml"]
Region = Literal["Australia", "Europe", "Middle East", "US"]
Trim = Literal["trim-silence"]


class CreateConferenceParams(Tagged, total=False):
    call_control_id: Required[str]
    name: Required[str]
    beep_enabled: Beep
    comfort_noise: bool
    duration_minutes: int
    hold_audio_url: str
    hold_media_name: str
    max_participants: int
    region: Region
    start_conference_on_create: bool


class JoinParams(Tagged, total=False):
    call_control_id: Required[str]
    supervisor_role: Required[ParticipantRole]
    beep_enabled: Beep
    end_conference_on_exit: bool
    hold: bool
    hold_audio_url: str
    hold_media_name: str
    mute: bool
    region: Region
    soft_end_conference_on_exit: bool
    start_conference_on_enter: bool
    whisper_call_control_ids: Sequence[str]


class LeaveParams(TypedDict, total=False):
    call_control_id: Required[str]
    beep_enabled: Beep
    command_id: str
    region: Region


class UpdateRoleParams(TypedDict, total=False):
    call_control_id: Required[str]
    supervisor_role: Required[ParticipantRole]
    command_id: str
    region: Region
    whisper_call_control_ids: Sequence[str]


class MuteParams(TypedDict, total=False):
    call_control_ids: Required[Sequence[str]]
    region: Region


class HoldParams(TypedDict, total=False):
    call_control_ids: Required[Sequence[str]]
    audio_url: str
    media_name: str
    region: Region


class PlayParams(TypedDict, total=False):
    audio_url: str
    call_control_ids: Sequence[str]
    loop: str | int
    media_name: str
    region: Region


class StopParams(TypedDict, total=False):
    call_control_ids: Sequence[str]
    region: Region


class SpeakToConferenceParams(TypedDict, total=False):
    payload: Required[str]
    voice: Required[str]
    call_control_ids: Sequence[str]
    command_id: str
    language: str
    payload_type: PayloadType
    region: Region
    voice_settings: Json


class SendConferenceDtmfParams(TypedDict, total=False):
    digits: Required[str]
    call_control_ids: Sequence[str]
    client_state: str
    duration_millis: int


class GatherInConferenceParams(Gather, total=False):
    call_control_id: Required[str]
    audio_url: str
    client_state: str
    gather_id: str
    initial_timeout_millis: int
    invalid_audio_url: str
    invalid_media_name: str
    maximum_tries: int
    media_name: str
    stop_playback_on_dtmf: bool


class ConferenceRecordStartParams(TypedDict, total=False):
    format: Required[AudioFormat]
    channels: Channels
    command_id: str
    custom_file_name: str
    play_beep: bool
    region: Region
    trim: Trim


class ConferenceRecordStopParams(Tagged, total=False):
    recording_id: str
    region: Region


class ConferenceRecordPauseParams(TypedDict, total=False):
    command_id: str
    recording_id: str
    region: Region


class EndConferenceParams(TypedDict, total=False):
    command_id: str


class UpdateParticipantParams(TypedDict, total=False):
    beep_enabled: Beep
    end_conference_on_exit: bool
    soft_end_conference_on_exit: bool
