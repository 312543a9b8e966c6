"""Commands and queries of one call (docs: Call commands)."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.checks import (
    base64_text,
    e164,
    sip_address,
    uuid_text,
)
from emulator.operations.common import (
    COMMAND,
    MUTE_DTMF,
    OK,
    PARK,
    RECORD,
    SIP_HEADERS,
    SOUND,
    STREAMING,
    WEBHOOKS,
    Answer,
    Operation,
    Request,
    apply_client_state,
    leg_target,
    webhook_override,
)
from emulator.operations.outgoing import (
    OUTGOING,
    destination,
    outgoing_options,
    require_encryptable,
)
from emulator.operations.params import (
    Param,
    choice,
    flag,
    headers,
    require_one_of,
    text,
    unsimulated,
)
from emulator.operations.views import call_status
from emulator.world import bridging, calls, channels, recordings, transfers
from emulator.world.model import require_answered
from emulator.world.state import Leg
from emulator.world.values import WebhookOverride

STATE_ERRORS = ("90015", "90018", "90034")


def live(request: Request) -> Leg:
    """The path's leg, which must not have ended; notes the client_state."""
    leg: Leg = request.target
    if not leg.is_alive:
        raise errors.call_ended()
    return leg


def answered(request: Request) -> Leg:
    """The path's leg, which must be answered."""
    leg = live(request)
    require_answered(leg)
    return leg


def retrieve(request: Request) -> Answer:
    return Answer({"data": call_status(request.target, request.world.now())})


def answer(request: Request) -> Answer:
    world, body, leg = request.world, request.body, live(request)
    calls.answer(world, leg)
    apply_client_state(leg, body)
    override = webhook_override(body)
    if override != WebhookOverride():
        leg.webhooks = override
    data: dict[str, Any] = {"result": "ok"}
    if body.get("record"):
        leg.options |= outgoing_options(world, body, "StartCallRecordingAPI")
        data["recording_id"] = leg.options["recording_id"]
    return Answer({"data": data})


def hangup(request: Request) -> Answer:
    leg = live(request)
    apply_client_state(leg, request.body)
    calls.hang_up(request.world, leg)
    return Answer(OK)


def reject(request: Request) -> Answer:
    leg = live(request)
    apply_client_state(leg, request.body)
    calls.reject(request.world, leg, request.body["cause"])
    return Answer(OK)


def bridge(request: Request) -> Answer:
    world, body, leg = request.world, request.body, answered(request)
    target = _bridge_target(request, leg)
    if target.is_answered:
        bridging.require_bridgeable(
            world, leg, target, prevent_double=body.get("prevent_double_bridge", False)
        )
    apply_client_state(leg, body)
    leg.parks_after_unbridge = body.get("park_after_unbridge") == "self" or (
        leg.options.get("park_after_unbridge") == "self"
    )
    leg.holds_after_unbridge = body.get("hold_after_unbridge", False)
    if not target.is_answered:
        target.bridges_when_answered, target.bridge_issuer = leg, leg
        return Answer(OK)
    bridging.bridge(world, leg, target)
    if body.get("record"):
        recordings.start_from_answer(world, leg, body, "StartCallRecordingAPI")
    return Answer(OK)


def _bridge_target(request: Request, leg: Leg) -> Leg:
    """The leg to bridge with: named, or the first of a queue, but not both."""
    world, body = request.world, request.body
    require_one_of(body, "call_control_id", "queue", "video_room_id")
    if "video_room_id" in body:
        raise errors.not_possible(
            world.settings.code_not_possible, "The emulator has no video rooms."
        )
    if "queue" in body:
        return bridging.take_first_of_queue(world, leg, body["queue"])
    target = world.live_leg(body["call_control_id"])
    if not target.is_answered and not body.get("play_ringtone"):
        raise errors.not_answered()
    return target


def transfer(request: Request) -> Answer:
    world, body, leg = request.world, request.body, live(request)
    to = destination(body["to"])
    require_encryptable(to, body)
    channels.require_free_channels(world, leg.connection, [to])
    apply_client_state(leg, body)
    options = outgoing_options(world, body, "DialVerb")
    for name in ("client_state", "command_id"):
        options.pop(name, None)
    if not leg.is_answered and leg.far_party_calls:
        calls.become_answered(world, leg)
    transfers.transfer(
        world,
        leg,
        to=to,
        from_=body.get("from") or leg.to,
        options=options,
        client_state=body.get("target_leg_client_state"),
        webhooks=webhook_override(body),
    )
    recording = {key: options[key] for key in ("recording_id",) if key in options}
    return Answer({"data": {"result": "ok", **recording}})


def refer(request: Request) -> Answer:
    leg = answered(request)
    apply_client_state(leg, request.body)
    transfers.refer(request.world, leg, request.body["sip_address"])
    return Answer(OK)


def send_sip_info(request: Request) -> Answer:
    leg, body = answered(request), request.body
    apply_client_state(leg, body)
    transfers.send_sip_info(request.world, leg, body["content_type"], body["body"])
    return Answer(OK)


def update_client_state(request: Request) -> Answer:
    apply_client_state(live(request), request.body)
    return Answer(OK)


def switch_supervisor_role(request: Request) -> Answer:
    leg = live(request)
    if leg.supervises is None:
        raise errors.not_possible(
            request.world.settings.code_not_possible,
            "This call doesn't supervise another call.",
        )
    leg.supervisor_role = request.body["role"]
    return Answer(OK)


def command(
    action: str,
    run: Any,
    *body: Param,
    method: str = "POST",
    errors: tuple[str, ...] = STATE_ERRORS,
    events: tuple[str, ...] = (),
    refuses_supervisors: bool = True,
) -> Operation:
    """A row for ``POST /calls/{id}/actions/{action}``."""
    return Operation(
        f"calls.{action}",
        method,
        f"/calls/{{call_control_id}}/actions/{action}",
        run,
        body=body,
        target=leg_target,
        remembers="call",
        refuses_supervisors=refuses_supervisors,
        errors=errors,
        events=events,
    )


RINGTONES = (
    "at", "au", "be", "bg", "br", "ch", "cl", "cn", "cz", "de", "dk", "ee", "es", "fi",
    "fr", "gr", "hu", "il", "in", "it", "jp", "lt", "mx", "my", "nl", "no", "nz", "ph",
    "pl", "pt", "ru", "se", "sg", "th", "tw", "uk", "us-old", "us", "ve", "za",
)  # fmt: skip
OPERATIONS = (
    Operation(
        "calls.retrieve", "GET", "/calls/{call_control_id}", retrieve,
        target=leg_target, errors=("90015",),
    ),
    command(
        "answer", answer, *COMMAND, *RECORD, *WEBHOOKS, *STREAMING,
        headers("custom_headers"), SIP_HEADERS, *SOUND,
        errors=("90015", "90018", "90033"),
        events=("call.answered", "call.recording.saved"),
    ),
    command(
        "hangup", hangup, *COMMAND, headers("custom_headers"), text("reason"),
        errors=("90015", "90018"), refuses_supervisors=False,
        events=("call.hangup", "call.recording.saved", "call.cost"),
    ),
    command(
        "reject", reject, *COMMAND,
        choice("cause", *calls.REJECTIONS, required=True),
        errors=("90015", "90018", "90033"), events=("call.hangup",),
    ),
    command(
        "bridge", bridge, *COMMAND, *RECORD, MUTE_DTMF, PARK,
        text("call_control_id"), text("queue"), flag("hold_after_unbridge"),
        flag("prevent_double_bridge"), flag("play_ringtone"),
        unsimulated("ringtone", "string", enum=RINGTONES),
        text("video_room_id", check=uuid_text), unsimulated("video_room_context", "string"),
        errors=(*STATE_ERRORS, "10004", "90033", "90037"),
        events=("call.bridged", "call.dequeued", "call.playback.ended"),
    ),
    command(
        "transfer", transfer, text("to", required=True), text("from", check=e164),
        *OUTGOING, flag("early_media", is_simulated=False), MUTE_DTMF,
        text("target_leg_client_state", check=base64_text),
        errors=("10010", "10011", "10016", "90015", "90018"),
        events=("call.initiated", "call.answered", "call.bridged", "call.hangup"),
    ),
    command(
        "refer", refer, *COMMAND, text("sip_address", required=True, check=sip_address),
        headers("custom_headers"), SIP_HEADERS,
        unsimulated("sip_auth_password", "string"),
        unsimulated("sip_auth_username", "string"),
        events=("call.refer.started", "call.refer.completed", "call.refer.failed"),
    ),
    command(
        "send_sip_info", send_sip_info, *COMMAND, text("content_type", required=True),
        text("body", required=True, max_length=1400),
        events=("call.sip_info.received",),
    ),
    command(
        "client_state_update", update_client_state,
        text("client_state", required=True, check=base64_text), method="PUT",
        errors=("90015", "90018"),
    ),
    command(
        "switch_supervisor_role", switch_supervisor_role,
        choice("role", "barge", "whisper", "monitor", required=True),
        errors=("90015", "90018", "90033"), refuses_supervisors=False,
    ),
)  # fmt: skip
