"""Payloads of webhooks as real ones are (public logs of 2020 to 2026; docs: Voice API
webhooks).

Which fields a payload has differs per event in ways that follow no rule, so the
differences are tables here. What was never said is mostly absent, and sometimes null.
"""

from __future__ import annotations

from typing import Any

from emulator.media.links import Links
from emulator.settings import Settings
from emulator.times import MICRO, micros, on_tick, phase_of, stamp_micros
from emulator.world.model import Event
from emulator.world.state import Conference, Leg

WITH_FROM_AND_TO = frozenset(
    {
        "call.initiated", "call.answered", "call.bridged", "call.hangup", "call.hold",
        "call.unhold", "call.dtmf.received", "call.gather.ended",
        "call.refer.started", "call.refer.completed", "call.refer.failed",
        "call.machine.detection.ended", "call.machine.premium.detection.ended",
        "call.sip_info.received", "call.machine.greeting.ended",
        "call.machine.premium.greeting.ended",
    }
)  # fmt: skip
WITH_PARTY = frozenset(
    {
        "call.initiated", "call.answered", "call.bridged", "call.hangup",
        "call.speak.started", "call.speak.ended", "call.recording.saved",
        "call.recording.transcription.saved",
    }
)  # fmt: skip
"""Tell the kind of the calling party, and since 2026 where the call was led."""
WITH_START = frozenset(
    {"call.initiated", "call.answered", "call.bridged", "call.hangup"}
)
WITH_HEADERS = frozenset({"call.initiated", "call.answered", "call.hangup"})
NO_LEG_ID = frozenset({"conference.recording.saved"})
QUALITY = {
    "inbound": {
        "jitter_max_variance": "2.56", "jitter_packet_count": "0", "mos": "4.50",
        "packet_count": "1024", "skip_packet_count": "5",
    },
    "outbound": {"packet_count": "1020", "skip_packet_count": "0"},
}  # fmt: skip
TELEPHONE_CODECS = "PCMU,PCMA,G729"
BROWSER_CODECS = "OPUS,PCMU,PCMA"
TELEPHONE_AUDIO = {"codec": "PCMU", "sampling_rate": 8000}
BROWSER_AUDIO = {"codec": "OPUS", "sampling_rate": 48000}
NUMBER_HOST = "us.icp.telnyx.com:5060"
CARRIER_HOST = "203.0.113.5:5060"
SIP_HOST = "sip.telnyx.com"


def payload_of(event: Event, settings: Settings, links: Links) -> dict[str, Any]:
    """All that an event says, its time left out; values are taken as they are now."""
    payload: dict[str, Any] = {}
    leg, conference = event.leg, event.conference
    if leg is not None:
        payload |= _leg_fields(event.type, leg, settings)
    if conference is not None:
        payload |= _conference_fields(event, conference)
    payload |= {key: value for key, value in event.extra.items() if key != "recording"}
    if "recording" in event.extra:
        recording = event.extra["recording"]
        url = links.recording_url(recording)
        payload["recording_urls"] = {recording.format: url}
        payload["public_recording_urls"] = {}
    return payload


def _leg_fields(event_type: str, leg: Leg, settings: Settings) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "call_control_id": leg.call_control_id,
        "call_leg_id": leg.call_leg_id,
        "call_session_id": leg.call_session_id,
        "connection_id": leg.connection.id,
        "client_state": leg.client_state,
    }
    if event_type in NO_LEG_ID:
        del fields["call_leg_id"]
    if event_type in WITH_FROM_AND_TO:
        fields |= {"from": leg.from_, "to": leg.to}
    if event_type in WITH_PARTY:
        fields |= _party_fields(leg, settings)
    if event_type in WITH_HEADERS:
        fields |= _header_fields(leg)
    if event_type in WITH_START:
        fields["start_time"] = _start_time(leg, settings)
    dress = DRESSES.get(event_type)
    return dress(fields, leg, settings) if dress is not None else fields


def _is_browsers(leg: Leg) -> bool:
    """Whether the far party has a browser, or another SIP telephone."""
    return leg.begins_at_browser or leg.far_address.startswith("sip")


def _party_fields(leg: Leg, settings: Settings) -> dict[str, Any]:
    is_sip = leg.begins_at_browser or leg.from_.startswith("sip")
    fields = {"calling_party_type": "sip" if is_sip else "pstn"}
    if settings.tells_flow_destination and leg.flow_destination is not None:
        fields["flow_destination"] = leg.flow_destination
    return fields


def _header_fields(leg: Leg) -> dict[str, Any]:
    """Headers and tags are absent when there are none."""
    shown = {
        "tags": list(leg.connection.fields.get("tags") or []),
        "custom_headers": leg.custom_headers,
        "sip_headers": leg.sip_headers,
    }
    return {name: values for name, values in shown.items() if values}


def _initiated(fields: dict[str, Any], leg: Leg, settings: Settings) -> dict[str, Any]:
    """A dialled leg says less of itself than one that came in."""
    if leg.direction == "outgoing":
        for name in ("start_time", "tags"):
            fields.pop(name, None)
        return fields | {
            "from_sip_uri": _sip_uri(leg.from_, SIP_HOST),
            "to_sip_uri": _sip_uri(leg.to, SIP_HOST),
        }
    inbound = leg.connection.fields.get("inbound") or {}
    if inbound.get("shaken_stir_enabled"):
        fields |= {
            "shaken_stir_attestation": leg.attestation,
            "shaken_stir_validated": True,
        }
    codecs = BROWSER_CODECS if _is_browsers(leg) else TELEPHONE_CODECS
    return fields | {
        "caller_id_name": leg.caller_name or leg.from_,
        "connection_codecs": codecs,
        "offered_codecs": codecs,
        "from_sip_uri": _sip_uri(leg.from_, CARRIER_HOST),
        "to_sip_uri": _sip_uri(leg.to, NUMBER_HOST),
    }


def _sip_uri(address: str, host: str) -> str:
    """Without ``sip:``, and with a host in any case."""
    bare = address.removeprefix("sips:").removeprefix("sip:")
    return bare if "@" in bare else f"{bare}@{host}"


def _answered(fields: dict[str, Any], leg: Leg, settings: Settings) -> dict[str, Any]:
    return fields | (BROWSER_AUDIO if _is_browsers(leg) else TELEPHONE_AUDIO)


def _hung_up(fields: dict[str, Any], leg: Leg, settings: Settings) -> dict[str, Any]:
    if leg.ending is None or leg.ended_at is None:
        raise AssertionError("call.hangup is reported after the end")
    error = leg.ending.telnyx_error
    fields |= {
        "hangup_cause": leg.ending.cause,
        "hangup_source": leg.ending.source,
        "sip_hangup_cause": leg.ending.sip_code,
        "end_time": _told(leg, leg.ended_at, settings),
    }
    if error is not None:
        fields["telnyx_error"] = {"error_code": error}
    if leg.answered_at is not None:
        return fields | {"call_quality_stats": QUALITY}
    if settings.unanswered_hangup == "2025":
        return fields | {"call_quality_stats": None}
    for name in ("calling_party_type", "flow_destination"):
        fields.pop(name, None)
    if leg.client_state is None:
        del fields["client_state"]
    return {"telnyx_error": None} | fields


DRESSES = {
    "call.initiated": _initiated,
    "call.answered": _answered,
    "call.hangup": _hung_up,
}


def _start_time(leg: Leg, settings: Settings) -> str:
    """Of a dialled leg it lies before the time at which the leg was reported."""
    lead = settings.outgoing_start_lead_secs if leg.direction == "outgoing" else 0.0
    return _told(leg, leg.started_at - lead, settings)


def _told(leg: Leg, seconds: float, settings: Settings) -> str:
    tick = round(settings.tick_secs * MICRO)
    return stamp_micros(on_tick(micros(seconds), tick, phase_of(leg.call_leg_id)))


def _conference_fields(event: Event, conference: Conference) -> dict[str, Any]:
    """docs: a conference's webhooks carry the client_state of its owner."""
    fields: dict[str, Any] = {"conference_id": conference.id}
    if event.leg is not None:
        fields["client_state"] = conference.creator.client_state
    if ".playback." in event.type or ".speak." in event.type:
        fields |= {
            "creator_call_session_id": conference.creator.call_session_id,
            "connection_id": conference.connection.id,
        }
    return fields
