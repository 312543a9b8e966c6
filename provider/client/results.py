"""What Telnyx answers, as values. `data` is all of it, including what is not listed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from provider.shapes import Json, mapping, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    data: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult(Result):
    """A command was accepted; an event will say that it was done."""

    result: str
    # Only for dial and answer with recording from the start.
    recording_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled(Result):
    call_control_id: str
    call_leg_id: str
    call_session_id: str
    # False: it does not ring yet.
    is_alive: bool
    recording_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStatus(Result):
    """One leg; Telnyx knows it until ten minutes after its end."""

    call_control_id: str
    call_leg_id: str
    call_session_id: str
    is_alive: bool
    client_state: str
    # Seconds.
    call_duration: int | None
    start_time: datetime | None
    end_time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveCall(Result):
    call_control_id: str
    call_leg_id: str
    call_session_id: str
    client_state: str
    call_duration: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Result):
    id: str
    name: str
    max_size: int | None
    current_size: int | None
    # Of the calls that are in it now.
    average_wait_time_secs: int | None
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCall(Result):
    call_control_id: str
    call_leg_id: str
    call_session_id: str
    connection_id: str
    from_: str
    to: str
    queue_id: str
    # 1 is the front.
    queue_position: int | None
    wait_time_secs: int | None
    enqueued_at: datetime | None
    # False for a place that is kept after its caller hung up.
    is_alive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference(Result):
    id: str
    name: str
    # init, in_progress or completed.
    status: str
    connection_id: str
    region: str
    end_reason: str
    ended_by: Json
    created_at: datetime | None
    expires_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Result):
    id: str
    label: str
    call_control_id: str
    call_leg_id: str
    # joining, joined or left; joining may be said right after a join.
    status: str
    muted: bool
    on_hold: bool
    end_conference_on_exit: bool
    soft_end_conference_on_exit: bool
    whisper_call_control_ids: tuple[str, ...]
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording(Result):
    id: str
    call_control_id: str
    call_leg_id: str
    call_session_id: str
    conference_id: str
    connection_id: str
    # call or conference.
    source: str
    status: str
    channels: str
    duration_millis: int | None
    # "mp3" and "wav" to links that die after ten minutes.
    download_urls: Json
    recording_started_at: datetime | None
    recording_ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Result):
    """A call control application; its id is the connection_id of its calls."""

    id: str
    application_name: str
    active: bool
    webhook_event_url: str
    webhook_event_failover_url: str
    webhook_api_version: str
    # None: Telnyx's default of two seconds.
    webhook_timeout_secs: int | None
    first_command_timeout: bool
    first_command_timeout_secs: int | None
    anchorsite_override: str
    dtmf_type: str
    call_cost_in_webhooks: bool
    inbound: Json
    outbound: Json
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber(Result):
    id: str
    phone_number: str
    status: str
    connection_id: str
    connection_name: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumberVoice(Result):
    id: str
    phone_number: str
    connection_id: str
    call_forwarding: Json
    call_recording: Json
    cnam_listing: Json
    inbound_call_screening: str
    tech_prefix_enabled: bool
    translated_number: str
    usage_payment_method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialConnection(Result):
    id: str
    connection_name: str
    user_name: str
    active: bool
    # disabled, unrestricted or internal; dialling a browser needs internal.
    sip_uri_calling_preference: str
    webhook_event_url: str
    webhook_api_version: str
    outbound: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephonyCredential(Result):
    id: str
    name: str
    # "connection:" and the id of its credential connection.
    resource_id: str
    sip_username: str
    sip_password: str
    expired: bool
    expires_at: datetime | None


Shape = TypeVar("Shape", bound=Result)
_RAW = frozenset({"data"})


def read(shape: type[Shape], data: Json) -> Shape:
    """Read one resource; what Telnyx left out is empty, None or False."""
    return shape(data=data, **values_of(shape, data, skip=_RAW))


def read_answer(shape: type[Shape], answer: Json) -> Shape:
    """Read the resource out of an answer's `data`."""
    return read(shape, mapping(answer.get("data")))
