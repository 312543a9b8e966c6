"""From an event of the world to the JSON of its webhook (docs: Voice API webhooks).

Which fields a payload has differs per event in ways that follow no rule, so the
differences are tables here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from emulator.media.links import Links
from emulator.settings import Settings
from emulator.times import stamp, stamp_micros
from emulator.world.conferences import Conference
from emulator.world.legs import Leg
from emulator.world.model import Event

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
WITH_HEADERS = frozenset({"call.initiated", "call.answered", "call.hangup"})
TIMED_LIKE_CALLS = frozenset(
    {"conference.participant.joined", "conference.participant.left"}
)
"""The only conference events whose occurred_at is beside the payload."""
TIMED_INSIDE = frozenset({"call.cost"})
"""Say so beside and inside the payload."""
UNTIMED = frozenset({"conference.recording.saved"})
"""Has no occurred_at anywhere; when the recording ended is all that it says."""
NO_LEG_ID = frozenset({"conference.recording.saved"})
QUALITY = {
    "inbound": {
        "jitter_max_variance": "2.56", "jitter_packet_count": "0", "mos": "4.50",
        "packet_count": "1024", "skip_packet_count": "5",
    },
    "outbound": {"packet_count": "1020", "skip_packet_count": "0"},
}  # fmt: skip


@dataclass(frozen=True)
class Webhook:
    """One event as it is sent: the same id and content for all its attempts."""

    event_id: str
    event_type: str
    content: dict[str, Any]
    leg: Leg | None
    conference: Conference | None

    @property
    def payload(self) -> dict[str, Any]:
        inner = self.content.get("data", self.content)
        payload: dict[str, Any] = inner["payload"]
        return payload


def build(event: Event, event_id: str, settings: Settings, links: Links) -> Webhook:
    """Dress an event of the world; all values are taken as they are now."""
    occurred_at = stamp_micros(event.occurred_at)
    payload = _payload(event, links)
    content: dict[str, Any] = {
        "record_type": "event",
        "event_type": event.type,
        "id": event_id,
    }
    is_untimed = event.type in UNTIMED
    is_call = event.type.startswith("call.")
    if is_call or event.type in TIMED_LIKE_CALLS:
        content["occurred_at"] = occurred_at
    if event.type in TIMED_INSIDE or not ("occurred_at" in content or is_untimed):
        payload["occurred_at"] = occurred_at
    content["payload"] = payload
    is_bare = (
        event.type == "conference.floor.changed" and not settings.floor_changed_in_data
    )
    return Webhook(
        event_id,
        event.type,
        content if is_bare else {"data": content},
        event.leg,
        event.conference,
    )


def as_version_1(webhook: Webhook) -> dict[str, Any]:
    """The flat shape of applications whose ``webhook_api_version`` is "1"."""
    inner = webhook.content.get("data", webhook.content)
    payload = dict(webhook.payload)
    return {
        "record_type": "event",
        "event_type": webhook.event_type.replace(".", "_"),
        "webhook_id": webhook.event_id,
        "created_at": inner.get("occurred_at") or payload.get("occurred_at"),
        "payload": payload,
    }


def _payload(event: Event, links: Links) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    leg, conference = event.leg, event.conference
    if leg is not None:
        payload |= _leg_fields(event.type, leg)
    if conference is not None:
        payload |= _conference_fields(event, conference)
    payload |= {key: value for key, value in event.extra.items() if key != "recording"}
    if "recording" in event.extra:
        recording = event.extra["recording"]
        url = links.recording_url(recording, event.occurred_at / 1_000_000)
        payload["recording_urls"] = {recording.format: url}
        payload["public_recording_urls"] = {}
    return payload


def _leg_fields(event_type: str, leg: Leg) -> dict[str, Any]:
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
    if event_type in WITH_HEADERS:
        fields |= _header_fields(leg)
    if event_type == "call.hangup":
        fields |= _hangup_fields(leg)
    return fields


def _header_fields(leg: Leg) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "start_time": stamp(leg.started_at),
        "calling_party_type": "sip" if leg.from_.startswith("sip") else "pstn",
        "tags": list(leg.connection.fields.get("tags", [])),
    }
    if leg.custom_headers:
        fields["custom_headers"] = leg.custom_headers
    if leg.sip_headers:
        fields["sip_headers"] = leg.sip_headers
    return fields


def _hangup_fields(leg: Leg) -> dict[str, Any]:
    if leg.ending is None or leg.ended_at is None:
        raise AssertionError("call.hangup is reported after the end")
    return {
        "hangup_cause": leg.ending.cause,
        "hangup_source": leg.ending.source,
        "sip_hangup_cause": leg.ending.sip_code,
        "end_time": stamp(leg.ended_at),
        "call_quality_stats": QUALITY if leg.answered_at is not None else None,
    }


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
