"""Credential connections: SIP connections with a user name and a password."""

from __future__ import annotations

import re
from typing import Any

from emulator import errors
from emulator.operations.applications import SORTS, delete, merged, sorted_by
from emulator.operations.common import PAGE, Answer, Operation, Request
from emulator.operations.pagination import page_of
from emulator.operations.params import (
    Param,
    choice,
    flag,
    group,
    http_url,
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


OPTIONAL: tuple[Param, ...] = (
    flag("active"),
    text("anchorsite_override"),
    text("android_push_credential_id", nullable=True),
    flag("call_cost_in_webhooks"),
    flag("default_on_hold_comfort_noise_enabled"),
    choice("dtmf_type", "RFC 2833", "Inband", "SIP INFO"),
    flag("encode_contact_header_enabled"),
    text("encrypted_media", nullable=True),
    unsimulated("inbound", "object"),
    text("ios_push_credential_id", nullable=True),
    unsimulated("jitter_buffer", "object"),
    unsimulated("noise_suppression", "string"),
    unsimulated("noise_suppression_details", "object"),
    flag("onnet_t38_passthrough_enabled"),
    group(
        "outbound",
        text("ani_override"),
        choice("ani_override_type", "always", "normal", "emergency"),
        flag("call_parking_enabled", nullable=True),
        whole("channel_limit", nullable=True),
        flag("generate_ringback_tone"),
        flag("instant_ringback_enabled"),
        text("localization"),
        text("outbound_voice_profile_id"),
        text("t38_reinvite_source"),
    ),
    unsimulated("rtcp_settings", "object"),
    choice("sip_uri_calling_preference", "disabled", "unrestricted", "internal"),
    texts("tags"),
    choice("webhook_api_version", "1", "2", "texml"),
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
    "webhook_api_version": "1",
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
    fields = merged(DEFAULTS, request.body)
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
        body=(*named(required=True), *OPTIONAL),
        errors=("10004", "10015", "10032", "10033"),
    ),
    Operation(
        "credential_connections.retrieve", "GET", CONNECTIONS + "/{id}",
        retrieve_connection, target=connection_target, errors=("10005",),
    ),
    Operation(
        "credential_connections.update", "PATCH", CONNECTIONS + "/{id}",
        update_connection, body=(*named(required=False), *OPTIONAL),
        target=connection_target, errors=("10005", "10015", "10032", "10033"),
    ),
    Operation(
        "credential_connections.delete", "DELETE", CONNECTIONS + "/{id}", delete,
        target=connection_target, errors=("10005",),
    ),
)  # fmt: skip
