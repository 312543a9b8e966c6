"""POST /calls (docs: Dial)."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations import audio_files
from emulator.operations.assistants import DIALOGFLOW
from emulator.operations.checks import (
    e164,
    uuid_text,
)
from emulator.operations.common import (
    STREAMING,
    Answer,
    Operation,
    Request,
    webhook_override,
)
from emulator.operations.outgoing import (
    OUTGOING,
    destinations,
    outgoing_options,
    require_callable,
    require_dial_allowance,
    require_encryptable,
)
from emulator.operations.params import (
    Param,
    choice,
    flag,
    group,
    text,
    texts,
    unsimulated,
)
from emulator.operations.views import call_ids
from emulator.world import calls, channels
from emulator.world.account import Connection
from emulator.world.model import World, require_answered
from emulator.world.state import Leg

CONFERENCE_CONFIG = group(
    "conference_config",
    text("id", check=uuid_text),
    text("conference_name"),
    flag("early_media"),
    choice("beep_enabled", "always", "never", "on_enter", "on_exit"),
    flag("mute"),
    flag("hold"),
    text("hold_audio_url"),
    text("hold_media_name"),
    flag("start_conference_on_create"),
    flag("start_conference_on_enter"),
    flag("end_conference_on_exit"),
    flag("soft_end_conference_on_exit"),
    choice("supervisor_role", "barge", "monitor", "none", "whisper"),
    texts("whisper_call_control_ids"),
)
SAMPLING_RATES = (8_000, 16_000, 22_050, 24_000, 48_000)
DIAL: tuple[Param, ...] = (
    Param("to", "any", required=True),
    text("from", required=True),
    text("connection_id", required=True),
    *OUTGOING,
    *STREAMING,
    unsimulated("stream_auth_token", "string", max_length=4000),
    unsimulated("stream_bidirectional_sampling_rate", "integer", enum=SAMPLING_RATES),
    unsimulated("stream_establish_before_call_originate", "boolean"),
    text("link_to"),
    flag("bridge_intent"),
    flag("bridge_on_answer"),
    flag("prevent_double_bridge"),
    text("supervise_call_control_id"),
    choice("supervisor_role", "barge", "whisper", "monitor"),
    CONFERENCE_CONFIG,
    flag("retry_on_timeout"),
    *DIALOGFLOW,
)


def usable_application(world: World, connection_id: str) -> Connection:
    """The application to dial with; raises Refusal 10015."""
    found = world.account.application(connection_id)
    if found is None or not found.is_active or not found.webhook_url:
        raise errors.invalid_connection()
    return found


def linked_leg(world: World, body: dict[str, Any]) -> Leg | None:
    """The leg of ``link_to``; raises Refusal when it is needed and absent or dead."""
    if "link_to" in body:
        return world.live_leg(body["link_to"], "/link_to")
    for name in ("bridge_intent", "bridge_on_answer", "park_after_unbridge"):
        if body.get(name):
            raise errors.missing("link_to", "/link_to")
    return None


def supervised_leg(world: World, body: dict[str, Any]) -> Leg | None:
    pointer = "/supervise_call_control_id"
    if "supervise_call_control_id" not in body:
        return None
    leg = world.live_leg(body["supervise_call_control_id"], pointer)
    require_answered(leg)
    return leg


def dial(request: Request) -> Answer:
    """Ring every destination; the first who answers wins.

    The answer has the ids of the first destination's leg.
    """
    world, body = request.world, request.body
    addresses = destinations(world, body["to"])
    connection = usable_application(world, body["connection_id"])
    link, supervised = linked_leg(world, body), supervised_leg(world, body)
    for to in addresses:
        require_callable(world, to)
        require_encryptable(to, body)
    refusal = e164(body["from"], "/from")
    if refusal is not None:
        raise refusal
    audio_files.require_for_dial(world, body)
    channels.require_free_channels(world, connection, addresses)
    require_dial_allowance(world, len(addresses))
    session = link.call_session_id if link else world.ids.uuid()
    legs = [
        _new_leg(world, body, connection, to, session, link, supervised)
        for to in addresses
    ]
    timeout = body.get("timeout_secs", 30)
    for leg in legs:
        leg.rivals = legs if len(legs) > 1 else []
        calls.start_outgoing(world, leg, timeout_secs=timeout)
    return Answer({"data": _dialled(legs[0])})


def _new_leg(
    world: World,
    body: dict[str, Any],
    connection: Connection,
    to: str,
    session: str,
    link: Leg | None,
    supervised: Leg | None,
) -> Leg:
    return calls.new_leg(
        world,
        connection,
        "outgoing",
        from_=link.from_ if link and body.get("bridge_intent") else body["from"],
        to=to,
        session=session,
        caller_name=body.get("from_display_name"),
        client_state=body.get("client_state"),
        webhooks=webhook_override(body),
        custom_headers=body.get("custom_headers", []),
        sip_headers=body.get("sip_headers", []),
        options=outgoing_options(world, body, "DialVerb"),
        link_to=link,
        parks_after_unbridge=body.get("park_after_unbridge") == "self",
        bridges_when_answered=link if body.get("bridge_on_answer") else None,
        supervises=supervised,
        supervisor_role=body.get("supervisor_role", "barge") if supervised else None,
    )


def _dialled(leg: Leg) -> dict[str, Any]:
    view = {"record_type": "call", **call_ids(leg), "is_alive": False}
    if "recording_id" in leg.options:
        view["recording_id"] = leg.options["recording_id"]
    if leg.client_state is not None:
        view["client_state"] = leg.client_state
    return view


OPERATIONS = (
    Operation(
        "calls.dial",
        "POST",
        "/calls",
        dial,
        body=DIAL,
        remembers="dial",
        errors=("10010", "10011", "10016", "90015", "90018", "90034", "90040", "90103"),
        events=(
            "call.initiated",
            "call.answered",
            "call.hangup",
            "call.bridged",
            "call.machine.detection.ended",
            "call.machine.premium.detection.ended",
            "call.machine.greeting.ended",
            "call.machine.premium.greeting.ended",
            "call.recording.saved",
            "conference.participant.joined",
        ),
    ),
)
