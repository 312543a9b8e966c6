"""POST /calls, and what dial and transfer have in common."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.common import (
    COMMAND,
    MEDIA,
    PARK,
    RECORD,
    SIP_HEADERS,
    SOUND,
    STREAMING,
    WEBHOOKS,
    Answer,
    Operation,
    Request,
    webhook_override,
)
from emulator.operations.params import (
    E164,
    SIP_URI,
    Param,
    choice,
    display_name,
    dtmf,
    e164,
    flag,
    group,
    headers,
    text,
    texts,
    unsimulated,
    uuid_text,
    whole,
)
from emulator.operations.views import call_ids
from emulator.world import calls
from emulator.world.account import Connection
from emulator.world.legs import Leg
from emulator.world.model import World, require_answered

SIP_REGIONS = ("US", "Europe", "Canada", "Australia", "Middle East")
SIP = (
    unsimulated("sip_auth_password", "string"),
    unsimulated("sip_auth_username", "string"),
    unsimulated("sip_region", "string", enum=SIP_REGIONS),
    unsimulated("sip_transport_protocol", "string", enum=("UDP", "TCP", "TLS")),
    unsimulated("media_encryption", "string", enum=("disabled", "SRTP", "DTLS")),
)
DETECTION = (
    "after_greeting_silence_millis",
    "between_words_silence_millis",
    "greeting_duration_millis",
    "greeting_silence_duration_millis",
    "greeting_total_analysis_time_millis",
    "initial_silence_millis",
    "maximum_number_of_words",
    "maximum_word_length_millis",
    "silence_threshold",
    "total_analysis_time_millis",
)
OUTGOING: tuple[Param, ...] = (
    *COMMAND,
    *RECORD,
    *WEBHOOKS,
    *MEDIA,
    *SIP,
    *SOUND,
    choice(
        "answering_machine_detection",
        "premium",
        "detect",
        "detect_beep",
        "detect_words",
        "greeting_end",
        "disabled",
    ),
    group(
        "answering_machine_detection_config",
        *(whole(name) for name in DETECTION),
        is_simulated=False,
    ),
    headers("custom_headers"),
    SIP_HEADERS,
    text("from_display_name", max_length=128, check=display_name),
    unsimulated("privacy", "string", enum=("id", "none")),
    PARK,
    unsimulated("send_digits_on_answer", "string", max_length=64, check=dtmf),
    whole("time_limit_secs", minimum=30, maximum=14_400),
    whole("timeout_secs", minimum=5, maximum=600),
    unsimulated("diversion", "string"),
    unsimulated("route_to_mobile", "any"),
)
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
DIAL: tuple[Param, ...] = (
    Param("to", "any", required=True),
    text("from", required=True),
    text("connection_id", required=True),
    *OUTGOING,
    *STREAMING,
    text("link_to"),
    flag("bridge_intent"),
    flag("bridge_on_answer"),
    flag("prevent_double_bridge"),
    text("supervise_call_control_id"),
    choice("supervisor_role", "barge", "whisper", "monitor"),
    CONFERENCE_CONFIG,
    flag("retry_on_timeout"),
    unsimulated("dialogflow_config", "object"),
    unsimulated("enable_dialogflow", "boolean"),
)


def destination(world: World, to: Any) -> str:
    """The one address of ``to``; digits after a comma are dropped.

    Raises Refusal for several addresses, whose behaviour Telnyx does not describe, and
    for anything that is neither +E.164 nor a SIP URI.
    """
    if isinstance(to, list):
        is_first_dialled = to and world.settings.several_destinations_dial_first
        if len(to) != 1 and not is_first_dialled:
            raise errors.invalid("The emulator dials one destination at a time.", "/to")
        to = to[0]
    if not isinstance(to, str):
        raise errors.invalid("The value must be of type string.", "/to")
    address = to.split(",", 1)[0]
    if not E164.fullmatch(address) and not SIP_URI.fullmatch(address):
        raise errors.not_e164("/to")
    return address


def require_encryptable(to: str, body: dict[str, Any]) -> None:
    """Raise Refusal 10011: the telephone network carries no encrypted media."""
    is_encrypted = body.get("media_encryption", "disabled") != "disabled"
    if is_encrypted and to.startswith("+"):
        raise errors.encryption_unsupported()


def require_callable(world: World, to: str) -> None:
    """Refuse a browser whose connection takes no calls to its SIP URI."""
    if not world.settings.checks_sip_uri_calling_preference:
        return
    username = to.partition(":")[2].partition("@")[0]
    for credential in world.account.credentials.values():
        if credential.sip_username != username:
            continue
        connection = world.account.connections.get(credential.connection_id)
        allowed = connection and connection.fields.get("sip_uri_calling_preference")
        if allowed in {None, "disabled"}:
            raise errors.Refusal(
                422,
                world.settings.code_sip_uri_calling,
                "Invalid SIP URI calling preference",
                "The connection of this SIP URI does not accept SIP URI calls.",
                pointer="/to",
            )


def require_dial_allowance(world: World) -> None:
    """Raise Refusal 429/90103 above the account's dials per window."""
    now, settings = world.now(), world.settings
    recent = [at for at in world.dialled_at if at > now - settings.dial_window_secs]
    if len(recent) >= settings.dial_limit_per_window:
        wait = int(recent[0] + settings.dial_window_secs - now) + 1
        raise errors.too_many_requests("90103", settings.dial_limit_per_window, wait)
    recent.append(now)
    world.dialled_at = recent


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


def outgoing_options(world: World, body: dict[str, Any], by: str) -> dict[str, Any]:
    """The body as a leg's options, with a recording id when it shall be recorded."""
    options = {**body, "initiated_by": by}
    if body.get("record"):
        options["recording_id"] = world.ids.uuid()
    return options


def dial(request: Request) -> Answer:
    world, body = request.world, request.body
    to = destination(world, body["to"])
    connection = usable_application(world, body["connection_id"])
    link, supervised = linked_leg(world, body), supervised_leg(world, body)
    from_ = body["from"]
    if body.get("bridge_intent") and link is not None:
        from_ = link.from_
    require_callable(world, to)
    require_encryptable(to, body)
    refusal = e164(body["from"], "/from")
    if refusal is not None:
        raise refusal
    require_dial_allowance(world)
    leg = calls.new_leg(
        world,
        connection,
        "outgoing",
        from_=from_,
        to=to,
        session=link.call_session_id if link else None,
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
    calls.start_outgoing(world, leg, timeout_secs=body.get("timeout_secs", 30))
    view = {"record_type": "call", **call_ids(leg), "is_alive": False}
    if "recording_id" in leg.options:
        view["recording_id"] = leg.options["recording_id"]
    if leg.client_state is not None:
        view["client_state"] = leg.client_state
    return Answer({"data": view})


OPERATIONS = (
    Operation(
        "calls.dial",
        "POST",
        "/calls",
        dial,
        body=DIAL,
        remembers="dial",
        errors=("10011", "10016", "90015", "90018", "90034", "90103"),
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
