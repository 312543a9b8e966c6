"""How the API shows each resource."""

from __future__ import annotations

from typing import Any

from emulator.media.links import Links
from emulator.times import stamp
from emulator.world.account import Connection, Credential, PhoneNumber
from emulator.world.state import (
    Conference,
    Leg,
    Participant,
    Queue,
    QueueEntry,
    Recording,
)


def call_ids(leg: Leg) -> dict[str, Any]:
    return {
        "call_control_id": leg.call_control_id,
        "call_leg_id": leg.call_leg_id,
        "call_session_id": leg.call_session_id,
    }


def call_status(leg: Leg, now: float) -> dict[str, Any]:
    """GET /calls/{id}: ``end_time`` only when the call is dead."""
    until = leg.ended_at if leg.ended_at is not None else now
    view: dict[str, Any] = {
        "record_type": "call",
        **call_ids(leg),
        "is_alive": leg.is_alive,
        "call_duration": int(until - leg.started_at),
        "start_time": stamp(leg.started_at),
    }
    if leg.client_state is not None:
        view["client_state"] = leg.client_state
    if leg.ended_at is not None:
        view["end_time"] = stamp(leg.ended_at)
    return view


def active_call(leg: Leg, now: float) -> dict[str, Any]:
    """docs: here, unlike anywhere else, ``client_state`` is always a text."""
    return {
        "record_type": "call",
        **call_ids(leg),
        "client_state": leg.client_state or "",
        "call_duration": int((leg.ended_at or now) - leg.started_at),
    }


def queue(one: Queue, now: float) -> dict[str, Any]:
    return {
        "record_type": "queue",
        "id": one.id,
        "name": one.name,
        "max_size": one.max_size,
        "current_size": len(one.entries),
        "average_wait_time_secs": one.average_wait_secs(now),
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
    }


def queue_call(entry: QueueEntry, position: int, now: float) -> dict[str, Any]:
    """``now`` is the moment that is shown, which for a list may have passed."""
    leg = entry.leg
    return {
        "record_type": "queue_call",
        **call_ids(leg),
        "connection_id": leg.connection.id,
        "from": leg.from_,
        "to": leg.to,
        "queue_id": entry.queue.id,
        "queue_position": position,
        "enqueued_at": stamp(entry.enqueued_at),
        "wait_time_secs": entry.wait_secs(now),
        "is_alive": leg.ended_at is None or leg.ended_at > now,
    }


def conference(one: Conference, *, seems_open: bool = False) -> dict[str, Any]:
    """``seems_open`` shows one that is over as it was before."""
    view: dict[str, Any] = {
        "record_type": "conference",
        "id": one.id,
        "name": one.name,
        "status": "in_progress" if seems_open else one.status,
        "connection_id": one.connection.id,
        "region": one.region,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "expires_at": stamp(one.expires_at),
    }
    if one.end_reason is not None and not seems_open:
        view["end_reason"] = one.end_reason
        if one.ended_by is not None:
            view["ended_by"] = {
                "call_control_id": one.ended_by.call_control_id,
                "call_session_id": one.ended_by.call_session_id,
            }
    return view


def _participant_state(
    one: Participant, *, seems_present: bool = False
) -> dict[str, Any]:
    return {
        "id": one.id,
        "call_control_id": one.leg.call_control_id,
        "call_leg_id": one.leg.call_leg_id,
        "muted": one.is_muted,
        "on_hold": one.is_held,
        "status": "left" if one.has_left and not seems_present else "joined",
        "end_conference_on_exit": one.ends_conference,
        "soft_end_conference_on_exit": one.soft_ends_conference,
        "whisper_call_control_ids": one.whisper_to,
        "created_at": stamp(one.joined_at),
        "updated_at": stamp(one.updated_at),
    }


def listed_participant(one: Participant) -> dict[str, Any]:
    """As in the list of a conference's participants, who all seem to be there."""
    room = {"id": one.conference.id, "name": one.conference.name}
    return {
        "record_type": "participant",
        "conference": room,
        **_participant_state(one, seems_present=True),
    }


def participant(one: Participant) -> dict[str, Any]:
    """As the resource of its own: no record_type, but ``conference_id``."""
    return {"conference_id": one.conference.id, **_participant_state(one)}


def recording(one: Recording, links: Links, now: float) -> dict[str, Any]:
    leg = one.leg
    source = "call" if one.conference is None else "conference"
    ended_at = one.ended_at or now
    room = {"conference_id": one.conference.id} if one.conference else {}
    return {
        "record_type": "recording",
        "id": one.id,
        **call_ids(leg),
        **room,
        "connection_id": leg.connection.id,
        "from": leg.from_,
        "to": leg.to,
        "source": source,
        "status": "completed",
        "channels": one.channels,
        "duration_millis": one.duration_millis,
        "initiated_by": one.initiated_by,
        "recording_started_at": stamp(one.started_at),
        "recording_ended_at": stamp(ended_at),
        "created_at": stamp(ended_at),
        "updated_at": stamp(ended_at),
        "download_urls": {one.format: links.recording_url(one)},
    }


def connection(one: Connection) -> dict[str, Any]:
    return {
        "record_type": one.kind,
        "id": one.id,
        **one.fields,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
    }


def credential(one: Credential, now: float) -> dict[str, Any]:
    expires_at = one.expires_at
    view: dict[str, Any] = {
        "record_type": "credential",
        "id": one.id,
        "name": one.name,
        "resource_id": f"connection:{one.connection_id}",
        "sip_username": one.sip_username,
        "sip_password": one.sip_password,
        "expired": expires_at is not None and expires_at <= now,
        "user_id": "00000000-0000-4000-8000-000000000001",
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
    }
    if expires_at is not None:
        view["expires_at"] = stamp(expires_at)
    return view


def phone_number(one: PhoneNumber, connection_name: str | None) -> dict[str, Any]:
    return {
        "record_type": "phone_number",
        "id": one.id,
        "phone_number": one.phone_number,
        "country_iso_alpha2": "US",
        "phone_number_type": "local",
        "status": "active",
        "connection_id": one.connection_id,
        "connection_name": connection_name,
        "customer_reference": None,
        "external_pin": None,
        "billing_group_id": None,
        "tags": [],
        "call_forwarding_enabled": False,
        "call_recording_enabled": False,
        "caller_id_name_enabled": False,
        "cnam_listing_enabled": False,
        "deletion_lock_enabled": False,
        "emergency_enabled": False,
        "hd_voice_enabled": False,
        "inbound_call_screening": "disabled",
        "t38_fax_gateway_enabled": False,
        "source_type": "number_order",
        **one.fields,
        "purchased_at": stamp(one.created_at),
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
    }
