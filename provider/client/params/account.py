"""What may be set on applications, credentials and phone numbers."""

from collections.abc import Sequence
from typing import Literal, Required, TypedDict

from provider.shapes import Json

DtmfType = Literal["RFC 2833", "Inband", "SIP INFO"]


class ApplicationParams(TypedDict, total=False):
    application_name: Required[str]
    webhook_event_url: Required[str]
    active: bool
    anchorsite_override: Literal[
        "Latency",
        "Chicago, IL",
        "Ashburn, VA",
        "San Jose, CA",
        "London, UK",
        "Chennai, IN",
        "Amsterdam, Netherlands",
        "Toronto, Canada",
        "Sydney, Australia",
    ]
    call_cost_in_webhooks: bool
    dtmf_type: DtmfType
    first_command_timeout: bool
    first_command_timeout_secs: int
    inbound: Json
    outbound: Json
    redact_dtmf_debug_logging: bool
    webhook_api_version: Literal["1", "2"]
    webhook_event_failover_url: str | None
    webhook_timeout_secs: int | None


class UpdateApplicationParams(TypedDict, total=False):
    application_name: Required[str]
    webhook_event_url: Required[str]
    active: bool
    anchorsite_override: Literal[
        "Latency",
        "Chicago, IL",
        "Ashburn, VA",
        "San Jose, CA",
        "London, UK",
        "Chennai, IN",
        "Amsterdam, Netherlands",
        "Toronto, Canada",
        "Sydney, Australia",
    ]
    call_cost_in_webhooks: bool
    dtmf_type: DtmfType
    first_command_timeout: bool
    first_command_timeout_secs: int
    inbound: Json
    outbound: Json
    redact_dtmf_debug_logging: bool
    tags: Sequence[str]
    webhook_api_version: Literal["1", "2"]
    webhook_event_failover_url: str | None
    webhook_timeout_secs: int | None


class CreateCredentialConnectionParams(TypedDict, total=False):
    connection_name: Required[str]
    password: Required[str]
    user_name: Required[str]
    active: bool
    anchorsite_override: Literal[
        "Latency",
        "Chicago, IL",
        "Ashburn, VA",
        "San Jose, CA",
        "Sydney, Australia",
        "Amsterdam, Netherlands",
        "London, UK",
        "Toronto, Canada",
        "Vancouver, Canada",
        "Frankfurt, Germany",
    ]
    android_push_credential_id: str | None
    call_cost_in_webhooks: bool
    default_on_hold_comfort_noise_enabled: bool
    dtmf_type: DtmfType
    encode_contact_header_enabled: bool
    encrypted_media: Literal["SRTP", None]
    inbound: Json
    ios_push_credential_id: str | None
    jitter_buffer: Json
    noise_suppression: Literal["inbound", "outbound", "both", "disabled"]
    noise_suppression_details: Json
    onnet_t38_passthrough_enabled: bool
    outbound: Json
    rtcp_settings: Json
    sip_uri_calling_preference: Literal["disabled", "unrestricted", "internal"]
    tags: Sequence[str]
    webhook_api_version: Literal["1", "2", "texml"]
    webhook_event_failover_url: str | None
    webhook_event_url: str
    webhook_timeout_secs: int | None


class UpdateCredentialConnectionParams(TypedDict, total=False):
    active: bool
    anchorsite_override: Literal[
        "Latency",
        "Chicago, IL",
        "Ashburn, VA",
        "San Jose, CA",
        "Sydney, Australia",
        "Amsterdam, Netherlands",
        "London, UK",
        "Toronto, Canada",
        "Vancouver, Canada",
        "Frankfurt, Germany",
    ]
    android_push_credential_id: str | None
    call_cost_in_webhooks: bool
    connection_name: str
    default_on_hold_comfort_noise_enabled: bool
    dtmf_type: DtmfType
    encode_contact_header_enabled: bool
    encrypted_media: Literal["SRTP", None]
    inbound: Json
    ios_push_credential_id: str | None
    jitter_buffer: Json
    noise_suppression: Literal["inbound", "outbound", "both", "disabled"]
    noise_suppression_details: Json
    onnet_t38_passthrough_enabled: bool
    outbound: Json
    password: str
    rtcp_settings: Json
    sip_uri_calling_preference: Literal["disabled", "unrestricted", "internal"]
    tags: Sequence[str]
    user_name: str
    webhook_api_version: Literal["1", "2"]
    webhook_event_failover_url: str | None
    webhook_event_url: str
    webhook_timeout_secs: int | None


class CreateTelephonyCredentialParams(TypedDict, total=False):
    connection_id: Required[str]
    expires_at: str
    name: str
    tag: str


class UpdateTelephonyCredentialParams(TypedDict, total=False):
    connection_id: str
    expires_at: str
    name: str
    tag: str


class UpdatePhoneNumberParams(TypedDict, total=False):
    address_id: str
    billing_group_id: str
    connection_id: str
    customer_reference: str
    external_pin: str
    hd_voice_enabled: bool
    tags: Sequence[str]


class UpdateVoiceParams(TypedDict, total=False):
    call_forwarding: Json
    call_recording: Json
    caller_id_name_enabled: bool
    cnam_listing: Json
    inbound_call_screening: Literal["disabled", "reject_calls", "flag_calls"]
    media_features: Json
    tech_prefix_enabled: bool
    translated_number: str
    usage_payment_method: Literal["pay-per-minute", "channel"]
