"""What may be said about sound, digits and recording on a leg (Telnyx: Call commands)."""

from typing import Literal, Required, TypedDict

from provider.client.params.legs import Tagged
from provider.shapes import Json

AudioFormat = Literal["wav", "mp3"]
Channels = Literal["single", "dual"]
Legs = Literal["both", "self", "opposite"]
PayloadType = Literal["text", "ssml"]
ServiceLevel = Literal["basic", "premium"]
Track = Literal["both", "inbound", "outbound"]
Trim = Literal["trim-silence"]


class Gather(TypedDict, total=False):
    inter_digit_timeout_millis: int
    maximum_digits: int
    minimum_digits: int
    terminating_digit: str
    timeout_millis: int
    valid_digits: str


class PlaybackStartParams(Tagged, total=False):
    audio_type: AudioFormat
    audio_url: str
    cache_audio: bool
    loop: str | int
    media_name: str
    overlay: bool
    playback_content: str
    stop: str
    target_legs: str


class PlaybackStopParams(Tagged, total=False):
    overlay: bool
    stop: str


class SpeakParams(Tagged, total=False):
    payload: Required[str]
    voice: Required[str]
    language: str
    loop: str | int
    payload_type: PayloadType
    service_level: ServiceLevel
    stop: str
    target_legs: Legs
    voice_settings: Json


class GatherParams(Tagged, Gather, total=False):
    gather_id: str
    initial_timeout_millis: int


class GatherUsingSpeakParams(Tagged, Gather, total=False):
    payload: Required[str]
    voice: Required[str]
    invalid_payload: str
    language: str
    maximum_tries: int
    payload_type: PayloadType
    service_level: ServiceLevel
    voice_settings: Json


class GatherUsingAudioParams(Tagged, Gather, total=False):
    audio_url: str
    invalid_audio_url: str
    invalid_media_name: str
    maximum_tries: int
    media_name: str


class SendDtmfParams(Tagged, total=False):
    digits: Required[str]
    duration_millis: int


class RecordStartParams(Tagged, total=False):
    channels: Required[Channels]
    format: Required[AudioFormat]
    custom_file_name: str
    max_length: int
    play_beep: bool
    recording_track: Track
    timeout_secs: int
    transcription: bool
    transcription_engine: Literal["A", "B", "deepgram/nova-3"]
    transcription_language: str
    transcription_max_speaker_count: int
    transcription_min_speaker_count: int
    transcription_profanity_filter: bool
    transcription_speaker_diarization: bool
    trim: Trim


class OneRecordingParams(Tagged, total=False):
    recording_id: str
