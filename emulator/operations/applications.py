"""Call Control applications."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.checks import http_url
from emulator.operations.common import CURSOR_PAGE, Answer, Operation, Request
from emulator.operations.filters import SHARED, connection_matches
from emulator.operations.pagination import page_of
from emulator.operations.params import (
    Param,
    choice,
    flag,
    group,
    text,
    texts,
    whole,
)
from emulator.operations.views import connection
from emulator.world.account import Connection

SORTS = choice("sort", "created_at", "connection_name", "active")
SITES = (
    "Latency", "Chicago, IL", "Ashburn, VA", "San Jose, CA", "London, UK",
    "Chennai, IN", "Amsterdam, Netherlands", "Toronto, Canada", "Sydney, Australia",
)  # fmt: skip
FIELDS: tuple[Param, ...] = (
    flag("active"),
    choice("anchorsite_override", *SITES),
    text("application_name", required=True),
    flag("call_cost_in_webhooks"),
    choice("dtmf_type", "RFC 2833", "Inband", "SIP INFO", is_simulated=False),
    flag("first_command_timeout"),
    whole("first_command_timeout_secs", minimum=1),
    group(
        "inbound",
        whole("channel_limit", nullable=True, minimum=1),
        flag("shaken_stir_enabled"),
        text("sip_subdomain", nullable=True),
        choice("sip_subdomain_receive_settings", "only_my_connections", "from_anyone"),
    ),
    group(
        "outbound",
        whole("channel_limit", nullable=True, minimum=1),
        text("outbound_voice_profile_id", nullable=True),
    ),
    flag("redact_dtmf_debug_logging", is_simulated=False),
    choice("webhook_api_version", "1", "2"),
    text("webhook_event_failover_url", nullable=True, check=http_url),
    text("webhook_event_url", required=True, check=http_url),
    whole("webhook_timeout_secs", nullable=True, minimum=0, maximum=30),
)
DEFAULTS: dict[str, Any] = {
    "active": True,
    "anchorsite_override": "Latency",
    "call_cost_in_webhooks": False,
    "dtmf_type": "RFC 2833",
    "first_command_timeout": False,
    "first_command_timeout_secs": 30,
    "inbound": {
        "channel_limit": None,
        "shaken_stir_enabled": False,
        "sip_subdomain": None,
        "sip_subdomain_receive_settings": "from_anyone",
    },
    "outbound": {"channel_limit": None},
    "redact_dtmf_debug_logging": False,
    "tags": [],
    "webhook_event_failover_url": "",
    "webhook_timeout_secs": None,
}


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """``old`` with the given fields replaced; nested objects are merged too."""
    result = dict(old)
    for name, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(name), dict):
            result[name] = merged(old[name], value)
        else:
            result[name] = value
    return result


def sorted_by(rows: list[Connection], sort: str) -> list[Connection]:
    """docs: ``sort`` is created_at (default), connection_name or active."""
    keys: dict[str, Any] = {
        "created_at": lambda one: one.created_at,
        "connection_name": lambda one: one.name,
        "active": lambda one: not one.is_active,
    }
    return sorted(rows, key=keys[sort])


def application_target(request: Request) -> Connection:
    """The application of the path; raises Refusal 404."""
    found = request.world.account.application(request.path["id"])
    if found is None:
        raise errors.not_found("call control application", code="10005")
    return found


def list_applications(request: Request) -> Answer:
    query = request.query
    rows = [
        one
        for one in request.world.account.connections.values()
        if one.is_application
        and connection_matches(one, query)
        and query.get("filter[name]", one.name) == one.name
    ]
    rows = sorted_by(rows, query.get("sort", "created_at"))
    return Answer(page_of([connection(one) for one in rows], query))


def create(request: Request) -> Answer:
    world, now = request.world, request.world.now()
    version = {"webhook_api_version": world.settings.default_webhook_api_version}
    made = Connection(
        world.ids.numeric(),
        "call_control_application",
        merged({**DEFAULTS, **version}, request.body),
        now,
        now,
    )
    world.account.connections[made.id] = made
    return Answer({"data": connection(made)}, status=201)


def retrieve(request: Request) -> Answer:
    return Answer({"data": connection(request.target)})


def update(request: Request) -> Answer:
    found: Connection = request.target
    found.fields = merged(found.fields, request.body)
    found.updated_at = request.world.now()
    return Answer({"data": connection(found)})


def delete(request: Request) -> Answer:
    """Delete a connection; the numbers that pointed at it point nowhere."""
    found: Connection = request.target
    account = request.world.account
    for number in account.numbers.values():
        if number.connection_id == found.id:
            number.connection_id = None
    del account.connections[found.id]
    return Answer({"data": connection(found)})


ONE = "/call_control_applications/{id}"
OPERATIONS = (
    Operation(
        "call_control_applications.list", "GET", "/call_control_applications",
        list_applications,
        query=(*CURSOR_PAGE, SORTS, *SHARED),
    ),
    Operation(
        "call_control_applications.create", "POST", "/call_control_applications",
        create, body=FIELDS, errors=("10004", "10015", "10032", "10033"),
    ),
    Operation(
        "call_control_applications.retrieve", "GET", ONE, retrieve,
        target=application_target, errors=("10005",),
    ),
    Operation(
        "call_control_applications.update", "PATCH", ONE, update,
        body=(*FIELDS, texts("tags")), target=application_target,
        errors=("10004", "10005", "10015", "10032", "10033"),
    ),
    Operation(
        "call_control_applications.delete", "DELETE", ONE, delete,
        target=application_target, errors=("10005",),
    ),
)  # fmt: skip
