"""Credential connections: SIP connections with a user name and a password."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from emulator import errors
from emulator.operations.applications import SORTS, delete, merged, sorted_by
from emulator.operations.checks import http_url
from emulator.operations.common import PAGE, Answer, Operation, Request
from emulator.operations.pagination import page_of
from emulator.operations.params import (
    Param,
    choice,
    flag,
    group,
    text,
    texts,
    unsimulated,
    whole,
)
from emulator.operations.views import connection
from emulator.world.account import Connection

USER_NAME = re.compile(r"(?=.{0,4}[A-Za-z])[A-Za-z0-9]{4,32}")


def user_name(value: Any, pointer: str) -> errors.Refusal | None:
    """docs: 4 to 32 letters and digits, with a letter in the first five."""
    if USER_NAME.fullmatch(value):
        return None
    return errors.invalid(
        "user_name must be 4-32 alphanumeric characters, one of the first five a "
        "letter.",
        pointer,
    )


SITES = (
    "Latency", "Chicago, IL", "Ashburn, VA", "San Jose, CA", "Sydney, Australia",
    "Amsterdam, Netherlands", "London, UK", "Toronto, Canada", "Vancouver, Canada",
    "Frankfurt, Germany",
)  # fmt: skip
T38_SOURCES = (
    "telnyx", "customer", "disabled", "passthru", "caller-passthru", "callee-passthru",
)  # fmt: skip
SUPPRESSION = ("inbound", "outbound", "both", "disabled")
ENGINES = (
    "denoiser", "deep_filter_net", "deep_filter_net_large", "krisp_viva_tel",
    "krisp_viva_tel_lite", "krisp_viva_promodel", "krisp_viva_ss", "quail_voice_focus",
)  # fmt: skip


def without_effect(*fields: Param) -> tuple[Param, ...]:
    return tuple(replace(field, is_simulated=False) for field in fields)


INBOUND = group(
    "inbound",
    whole("channel_limit", nullable=True, minimum=1),
    *without_effect(
        choice(
            "ani_number_format", "+E.164", "E.164", "+E.164-national", "E.164-national"
        ),
        texts("codecs"),
        choice("default_routing_method", "sequential", "round-robin"),
        choice("dnis_number_format", "+e164", "e164", "national", "sip_username"),
        flag("generate_ringback_tone"),
        flag("isup_headers_enabled"),
        flag("prack_enabled"),
        flag("shaken_stir_enabled"),
        choice("simultaneous_ringing", "disabled", "enabled"),
        flag("sip_compact_headers_enabled"),
        whole("timeout_1xx_secs", minimum=1, maximum=120),
        whole("timeout_2xx_secs", minimum=1, maximum=600),
    ),
)
JITTER_BUFFER = group(
    "jitter_buffer",
    flag("enable_jitter_buffer"),
    whole("jitterbuffer_msec_max", minimum=40, maximum=400),
    whole("jitterbuffer_msec_min", minimum=40, maximum=400),
    is_simulated=False,
)
NOISE_SUPPRESSION = group(
    "noise_suppression_details",
    choice("attenuation_limit", *range(0, 101, 10)),
    choice("engine", *ENGINES),
    is_simulated=False,
)
RTCP = group(
    "rtcp_settings",
    flag("capture_enabled"),
    choice("port", "rtcp-mux", "rtp+1"),
    whole("report_frequency_secs"),
    is_simulated=False,
)
OPTIONAL: tuple[Param, ...] = (
    flag("active"),
    # Only newer SDKs have this.
    unsimulated("bridge_generate_comfort_noise_on_cn", "boolean"),
    choice("anchorsite_override", *SITES),
    text("android_push_credential_id", nullable=True),
    flag("call_cost_in_webhooks"),
    flag("default_on_hold_comfort_noise_enabled"),
    choice("dtmf_type", "RFC 2833", "Inband", "SIP INFO"),
    flag("encode_contact_header_enabled"),
    choice("encrypted_media", "SRTP", nullable=True),
    INBOUND,
    text("ios_push_credential_id", nullable=True),
    JITTER_BUFFER,
    unsimulated("noise_suppression", "string", enum=SUPPRESSION),
    NOISE_SUPPRESSION,
    flag("onnet_t38_passthrough_enabled"),
    group(
        "outbound",
        text("ani_override"),
        choice("ani_override_type", "always", "normal", "emergency"),
        flag("call_parking_enabled", nullable=True),
        whole("channel_limit", nullable=True, minimum=1, is_simulated=False),
        flag("generate_ringback_tone"),
        flag("instant_ringback_enabled"),
        text("localization"),
        text("outbound_voice_profile_id"),
        choice("t38_reinvite_source", *T38_SOURCES),
    ),
    RTCP,
    choice("sip_uri_calling_preference", "disabled", "unrestricted", "internal"),
    texts("tags"),
    text("webhook_event_failover_url", nullable=True, check=http_url),
    text("webhook_event_url", check=http_url),
    whole("webhook_timeout_secs", nullable=True, minimum=0, maximum=30),
)


def named(*, required: bool) -> tuple[Param, ...]:
    return (
        text("connection_name", required=required),
        text("user_name", required=required, check=user_name),
        text("password", required=required, min_length=8, max_length=128),
    )


DEFAULTS: dict[str, Any] = {
    "active": True,
    "anchorsite_override": "Latency",
    "call_cost_in_webhooks": False,
    "default_on_hold_comfort_noise_enabled": True,
    "dtmf_type": "RFC 2833",
    "encode_contact_header_enabled": False,
    "encrypted_media": None,
    "onnet_t38_passthrough_enabled": False,
    "outbound": {"call_parking_enabled": False, "channel_limit": None},
    "sip_uri_calling_preference": "disabled",
    "tags": [],
    "webhook_event_failover_url": "",
    "webhook_event_url": "",
    "webhook_timeout_secs": None,
}


def connection_target(request: Request) -> Connection:
    """The credential connection of the path; raises Refusal 404."""
    found = request.world.account.connections.get(request.path["id"])
    if found is None or found.is_application:
        raise errors.not_found("credential connection", code="10005")
    return found


def list_connections(request: Request) -> Answer:
    query = request.query
    wanted = query.get("filter[connection_name][contains]", "").lower()
    rows = [
        one
        for one in request.world.account.connections.values()
        if not one.is_application and wanted in one.name.lower()
    ]
    rows = sorted_by(rows, query.get("sort", "created_at"))
    return Answer(page_of([connection(one) for one in rows], query, default_size=250))


def create_connection(request: Request) -> Answer:
    world, now = request.world, request.world.now()
    outbound = request.body.get("outbound") or {}
    is_texml = request.body.get("webhook_api_version") == "texml"
    if is_texml and not outbound.get("call_parking_enabled"):
        raise errors.missing("call_parking_enabled", "/outbound/call_parking_enabled")
    version = {"webhook_api_version": world.settings.default_webhook_api_version}
    fields = merged({**DEFAULTS, **version}, request.body)
    made = Connection(world.ids.numeric(), "credential_connection", fields, now, now)
    world.account.connections[made.id] = made
    return Answer({"data": connection(made)}, status=201)


def retrieve_connection(request: Request) -> Answer:
    return Answer({"data": connection(request.target)})


def update_connection(request: Request) -> Answer:
    found: Connection = request.target
    found.fields = merged(found.fields, request.body)
    found.updated_at = request.world.now()
    return Answer({"data": connection(found)})


CONNECTIONS = "/credential_connections"
OPERATIONS = (
    Operation(
        "credential_connections.list", "GET", CONNECTIONS, list_connections,
        query=(
            *PAGE, SORTS, text("filter[connection_name][contains]"),
            text("filter[fqdn]"), text("filter[outbound_voice_profile_id]"),
        ),
    ),
    Operation(
        "credential_connections.create", "POST", CONNECTIONS, create_connection,
        body=(
            *named(required=True), *OPTIONAL,
            choice("webhook_api_version", "1", "2", "texml"),
        ),
        errors=("10004", "10015", "10032", "10033"),
    ),
    Operation(
        "credential_connections.retrieve", "GET", CONNECTIONS + "/{id}",
        retrieve_connection, target=connection_target, errors=("10005",),
    ),
    Operation(
        "credential_connections.update", "PATCH", CONNECTIONS + "/{id}",
        update_connection, body=(
            *named(required=False), *OPTIONAL, choice("webhook_api_version", "1", "2"),
            unsimulated("conversation_persistence", "boolean"),
        ),
        target=connection_target, errors=("10005", "10015", "10032", "10033"),
    ),
    Operation(
        "credential_connections.delete", "DELETE", CONNECTIONS + "/{id}", delete,
        target=connection_target, errors=("10005",),
    ),
)  # fmt: skip
