"""What may be said when a leg is made, moved or ended (Telnyx: Call commands).

The names are Telnyx's own, as on the wire.
"""

from collections.abc import Sequence
from typing import Literal, Required, TypedDict

from provider.shapes import Json

AudioFormat = Literal["wav", "mp3"]
Channels = Literal["single", "dual"]
Codec = Literal["PCMU", "PCMA", "G722", "OPUS", "AMR-WB", "L16"]
Legs = Literal["both", "self", "opposite"]
MachineDetection = Literal[
    "premium", "detect", "detect_beep", "detect_words", "greeting_end", "disabled"
]
MediaEncryption = Literal["disabled", "SRTP", "DTLS"]
MuteDtmf = Literal["none", "both", "self", "opposite"]
Privacy = Literal["id", "none"]
RejectCause = Literal[
    "CALL_REJECTED", "USER_BUSY", "NOT_FOUND", "TEMPORARILY_UNAVAILABLE"
]
SipRegion = Literal["US", "Europe", "Canada", "Australia", "Middle East"]
SipTransport = Literal["UDP", "TCP", "TLS"]
SupervisorRole = Literal["barge", "whisper", "monitor"]
Track = Literal["both", "inbound", "outbound"]
Trim = Literal["trim-silence"]
WebhookMethod = Literal["POST", "GET"]


class Tagged(TypedDict, total=False):
    client_state: str
    command_id: str


class RecordFromAnswer(TypedDict, total=False):
    record: Literal["record-from-answer"]
    record_channels: Channels
    record_custom_file_name: str
    record_format: AudioFormat
    record_max_length: int
    record_timeout_secs: int
    record_track: Track
    record_trim: Trim


class WebhookTarget(TypedDict, total=False):
    webhook_retries_policies: Json
    webhook_url: str
    webhook_url_method: WebhookMethod
    webhook_urls: Json
    webhook_urls_method: WebhookMethod


class Headers(TypedDict, total=False):
    custom_headers: Sequence[Json]
    sip_headers: Sequence[Json]


class SipAuth(TypedDict, total=False):
    sip_auth_password: str
    sip_auth_username: str


class MediaStream(TypedDict, total=False):
    stream_bidirectional_codec: Codec
    stream_bidirectional_mode: Literal["mp3", "rtp"]
    stream_bidirectional_target_legs: Legs
    stream_codec: Literal["PCMU", "PCMA", "G722", "OPUS", "AMR-WB", "L16", "default"]
    stream_track: Literal["inbound_track", "outbound_track", "both_tracks"]
    stream_url: str


_DialParams = TypedDict("_DialParams", {"from": str}, total=True)


class DialParams(
    _DialParams,
    Tagged,
    RecordFromAnswer,
    WebhookTarget,
    Headers,
    SipAuth,
    MediaStream,
    total=False,
):
    connection_id: Required[str]
    to: Required[str | Sequence[str]]
    answering_machine_detection: MachineDetection
    answering_machine_detection_config: Json
    assistant: Json
    audio_url: str
    billing_group_id: str
    bridge_intent: bool
    bridge_on_answer: bool
    conference_config: Json
    conversation_relay_config: Json
    deepfake_detection: Json
    dialogflow_config: Json
    enable_dialogflow: bool
    from_display_name: str
    link_to: str
    media_encryption: MediaEncryption
    media_name: str
    park_after_unbridge: str
    preferred_codecs: str
    prevent_double_bridge: bool
    privacy: Privacy
    retry_on_timeout: bool
    send_digits_on_answer: str
    send_silence_when_idle: bool
    sip_region: SipRegion
    sip_transport_protocol: SipTransport
    sound_modifications: Json
    stream_auth_token: str
    stream_bidirectional_sampling_rate: Literal[8000, 16000, 22050, 24000, 48000]
    stream_establish_before_call_originate: bool
    supervise_call_control_id: str
    supervisor_role: SupervisorRole
    time_limit_secs: int
    timeout_secs: int
    transcription: bool
    transcription_config: Json


class AnswerParams(
    Tagged, RecordFromAnswer, WebhookTarget, Headers, MediaStream, total=False
):
    assistant: Json
    billing_group_id: str
    conversation_relay_config: Json
    deepfake_detection: Json
    preferred_codecs: str
    send_silence_when_idle: bool
    sound_modifications: Json
    transcription: bool
    transcription_config: Json


_TransferParams = TypedDict("_TransferParams", {"from": str}, total=False)


class TransferParams(
    _TransferParams,
    Tagged,
    RecordFromAnswer,
    WebhookTarget,
    Headers,
    SipAuth,
    total=False,
):
    to: Required[str]
    answering_machine_detection: MachineDetection
    answering_machine_detection_config: Json
    audio_url: str
    early_media: bool
    from_display_name: str
    media_encryption: MediaEncryption
    media_name: str
    mute_dtmf: MuteDtmf
    park_after_unbridge: str
    preferred_codecs: str
    privacy: Privacy
    send_digits_on_answer: str
    sip_region: SipRegion
    sip_transport_protocol: SipTransport
    sound_modifications: Json
    target_leg_client_state: str
    time_limit_secs: int
    timeout_secs: int


class HangupParams(Tagged, total=False):
    custom_headers: Sequence[Json]


class BridgeParams(Tagged, RecordFromAnswer, total=False):
    call_control_id: str
    hold_after_unbridge: bool
    mute_dtmf: MuteDtmf
    park_after_unbridge: str
    play_ringtone: bool
    prevent_double_bridge: bool
    queue: str
    ringtone: str
    video_room_context: str
    video_room_id: str


class RejectParams(Tagged, total=False):
    cause: Required[RejectCause]


class ReferParams(Tagged, Headers, SipAuth, total=False):
    sip_address: Required[str]


class SendSipInfoParams(Tagged, total=False):
    body: Required[str]
    content_type: Required[str]


class EnqueueParams(Tagged, total=False):
    queue_name: Required[str]
    keep_after_hangup: bool
    max_size: int
    max_wait_time_secs: int


class SwitchSupervisorRoleParams(TypedDict, total=False):
    role: Required[SupervisorRole]


class UpdateClientStateParams(TypedDict, total=False):
    client_state: Required[str]
