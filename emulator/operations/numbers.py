"""Phone numbers and their voice settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator import errors
from emulator.operations.applications import merged
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
)
from emulator.operations.views import phone_number
from emulator.world.account import PhoneNumber
from emulator.world.model import World

VOICE_DEFAULTS: dict[str, Any] = {
    "call_forwarding": {
        "call_forwarding_enabled": False,
        "forwards_to": "",
        "forwarding_type": "always",
    },
    "call_recording": {
        "inbound_call_recording_enabled": False,
        "inbound_call_recording_format": "wav",
        "inbound_call_recording_channels": "single",
    },
    "cnam_listing": {"cnam_listing_enabled": False, "cnam_listing_details": ""},
    "emergency": {"emergency_enabled": False, "emergency_status": "disabled"},
    "inbound_call_screening": "disabled",
    "media_features": {
        "accept_any_rtp_packets_enabled": False,
        "rtp_auto_adjust_enabled": True,
        "t38_fax_gateway_enabled": False,
    },
    "tech_prefix_enabled": False,
    "translated_number": "",
    "usage_payment_method": "pay-per-minute",
}

# docs: may be updated, and is in no answer.
NOT_SHOWN = frozenset({"caller_id_name_enabled"})


NAME_FILTERS: dict[str, Callable[[str, str], bool]] = {
    "filter[connection_name][contains]": lambda name, part: part in name,
    "filter[voice.connection_name][contains]": lambda name, part: part in name,
    "filter[voice.connection_name][ends_with]": str.endswith,
    "filter[voice.connection_name][eq]": str.__eq__,
    "filter[voice.connection_name][starts_with]": str.startswith,
}


def number_target(request: Request) -> PhoneNumber:
    """The number of the path; raises Refusal 404."""
    found = request.world.account.numbers.get(request.path["id"])
    if found is None:
        raise errors.not_found("phone number", code="10005")
    return found


def view(world: World, one: PhoneNumber) -> dict[str, Any]:
    connection = world.account.connections.get(one.connection_id or "")
    return phone_number(one, connection.name if connection else None)


def voice_view(one: PhoneNumber) -> dict[str, Any]:
    settings = merged(VOICE_DEFAULTS, one.voice)
    named = {
        "connection_id": one.connection_id,
        "customer_reference": one.fields.get("customer_reference"),
    }
    return {
        "record_type": "voice_settings",
        "id": one.id,
        "phone_number": one.phone_number,
        **{key: value for key, value in named.items() if value is not None},
        **{key: value for key, value in settings.items() if key not in NOT_SHOWN},
    }


def _found(request: Request) -> list[PhoneNumber]:
    query = request.query
    rows = []
    for one in request.world.account.numbers.values():
        tag = query.get("filter[tag]")
        if query.get("filter[phone_number]", "") not in one.phone_number:
            continue
        if query.get("filter[connection_id]", one.connection_id) != one.connection_id:
            continue
        if query.get("filter[status]", "active") != "active":
            continue
        if tag is not None and tag not in one.fields.get("tags", []):
            continue
        reference = one.fields.get("customer_reference")
        if query.get("filter[customer_reference]", reference) != reference:
            continue
        if _has_other_voice(request.world, one, query):
            continue
        rows.append(one)
    return sorted(rows, key=lambda one: one.phone_number)


def _has_other_voice(world: World, one: PhoneNumber, query: dict[str, Any]) -> bool:
    """Whether the filters by connection name, payment or billing rule it out."""
    connection = world.account.connections.get(one.connection_id or "")
    name = connection.name if connection else ""
    for key, agrees in NAME_FILTERS.items():
        if key in query and not agrees(name, query[key]):
            return True
    payment = merged(VOICE_DEFAULTS, one.voice)["usage_payment_method"]
    billing = one.fields.get("billing_group_id")
    without_tags = query.get("filter[without_tags]") == "true"
    return (
        query.get("filter[voice.usage_payment_method]", payment) != payment
        or query.get("filter[billing_group_id]", billing) != billing
        or (without_tags and bool(one.fields.get("tags")))
    )


def list_numbers(request: Request) -> Answer:
    rows = [view(request.world, one) for one in _found(request)]
    return Answer(page_of(rows, request.query))


def list_voice(request: Request) -> Answer:
    return Answer(page_of([voice_view(one) for one in _found(request)], request.query))


def retrieve(request: Request) -> Answer:
    return Answer({"data": view(request.world, request.target)})


def update(request: Request) -> Answer:
    """Point a number at a connection, among other fields; "" points it nowhere."""
    world, body, one = request.world, dict(request.body), request.target
    if "connection_id" in body:
        connection_id = body.pop("connection_id") or None
        if connection_id and connection_id not in world.account.connections:
            raise errors.invalid_connection()
        one.connection_id = connection_id
    body.pop("id", None)
    one.fields |= body
    one.updated_at = world.now()
    return Answer({"data": view(world, one)})


def retrieve_voice(request: Request) -> Answer:
    return Answer({"data": voice_view(request.target)})


def update_voice(request: Request) -> Answer:
    one: PhoneNumber = request.target
    one.voice = merged(one.voice, request.body)
    one.updated_at = request.world.now()
    return Answer({"data": voice_view(one)})


SORT = choice(
    "sort", "purchased_at", "phone_number", "connection_name", "usage_payment_method"
)
FILTERS = (text("filter[phone_number]"), text("filter[customer_reference]"))
PAYMENT = choice("filter[voice.usage_payment_method]", "pay-per-minute", "channel")
STATUSES = (
    "purchase-pending", "purchase-failed", "port-pending", "active", "deleted",
    "port-failed", "emergency-only", "ported-out", "port-out-pending",
)  # fmt: skip
NUMBER_TYPES = ("local", "national", "toll_free", "mobile", "shared_cost")
VOICE: tuple[Param, ...] = (
    group(
        "call_forwarding", flag("call_forwarding_enabled"), text("forwards_to"),
        choice("forwarding_type", "always", "on-failure"),
    ),
    group(
        "call_recording", flag("inbound_call_recording_enabled"),
        choice("inbound_call_recording_channels", "single", "dual"),
        choice("inbound_call_recording_format", "wav", "mp3"),
    ),
    flag("caller_id_name_enabled"),
    group("cnam_listing", flag("cnam_listing_enabled"), text("cnam_listing_details")),
    choice("inbound_call_screening", "disabled", "reject_calls", "flag_calls"),
    group(
        "media_features", flag("accept_any_rtp_packets_enabled"),
        flag("rtp_auto_adjust_enabled"), flag("t38_fax_gateway_enabled"),
    ),
    flag("tech_prefix_enabled"),
    text("translated_number"),
    choice("usage_payment_method", "pay-per-minute", "channel"),
)  # fmt: skip
ONE = "/phone_numbers/{id}"
OPERATIONS = (
    Operation(
        "phone_numbers.list", "GET", "/phone_numbers", list_numbers,
        query=(
            *PAGE, SORT, *FILTERS, PAYMENT, text("filter[connection_id]"),
            choice("filter[status]", *STATUSES), text("filter[tag]"),
            *(text(f"filter[voice.connection_name][{how}]")
              for how in ("contains", "ends_with", "eq", "starts_with")),
            text("filter[billing_group_id]"),
            choice("filter[without_tags]", "true", "false"),
            unsimulated("filter[country_iso_alpha2]", "string"),
            unsimulated("filter[emergency_address_id]", "string"),
            unsimulated("filter[number_type][eq]", "string", enum=NUMBER_TYPES),
            unsimulated("filter[source]", "string", enum=("ported", "purchased")),
            unsimulated(
                "handle_messaging_profile_error", "string", enum=("true", "false")
            ),
        ),
    ),
    Operation(
        "phone_numbers.voice.list", "GET", "/phone_numbers/voice", list_voice,
        query=(
            *PAGE, SORT, *FILTERS, PAYMENT, text("filter[connection_name][contains]"),
        ),
    ),
    Operation(
        "phone_numbers.retrieve", "GET", ONE, retrieve, target=number_target,
        errors=("10005",),
    ),
    Operation(
        "phone_numbers.update", "PATCH", ONE, update, target=number_target,
        body=(
            text("connection_id", nullable=True), text("id"), texts("tags"),
            text("address_id"), text("billing_group_id"), text("external_pin"),
            text("customer_reference"), flag("hd_voice_enabled"),
        ),
        errors=("10005", "10015"),
    ),
    Operation(
        "phone_numbers.voice.retrieve", "GET", ONE + "/voice", retrieve_voice,
        target=number_target, errors=("10005",),
    ),
    Operation(
        "phone_numbers.voice.update", "PATCH", ONE + "/voice", update_voice,
        body=VOICE, target=number_target, errors=("10005", "10032"),
    ),
)  # fmt: skip
