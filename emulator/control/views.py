"""What the control API shows: health, the truth now, the journal."""

from __future__ import annotations

import os
import re
from typing import Any

from emulator.choices import as_json
from emulator.control.problems import ControlError, only
from emulator.engine import Engine
from emulator.operations.views import call_ids
from emulator.times import stamp
from emulator.world.audio import audio_matrix
from emulator.world.state import (
    Bridge,
    Conference,
    Leg,
    Participant,
    Queue,
    QueueEntry,
    Recording,
)

Given = dict[str, Any]
ENTRY = re.compile(r"[0-9]{1,18}")
Words = tuple[str, ...]


def health(emulator: Engine, given: Given, words: Words) -> Any:
    return {
        "status": "ok",
        "pid": os.getpid(),
        "now": emulator.now_text(),
        "manual_clock": emulator.clock.manual,
        "journal": emulator.journal.last,
        "open_deliveries": emulator.deliverer.open_deliveries,
        "failures": emulator.failures,
        "gateway": emulator.gateway_url,
        "registered": sorted(emulator.crowd.browsers.registered),
    }


def public_key(emulator: Engine, given: Given, words: Words) -> Any:
    return {"public_key": emulator.signer.public_key}


def journal(emulator: Engine, given: Given, words: Words) -> Any:
    """``after`` is the number of the last entry already seen."""
    only(given, "after")
    text = str(given.get("after", "0"))
    if ENTRY.fullmatch(text) is None:
        raise ControlError(422, "after: the number of an entry")
    return {"entries": emulator.journal.after(int(text)), "last": emulator.journal.last}


def callees(emulator: Engine, given: Given, words: Words) -> Any:
    return {
        address: script.as_json() for address, script in emulator.crowd.scripts.items()
    }


def faults(emulator: Engine, given: Given, words: Words) -> Any:
    return emulator.deliverer.faults.as_json(emulator.clock.now())


def settings(emulator: Engine, given: Given, words: Words) -> Any:
    return as_json(emulator.settings)


def traffic(emulator: Engine, given: Given, words: Words) -> Any:
    plan = emulator.traffic.plan
    return {"traffic": "off"} if plan is None else plan.as_json()


def matrix(emulator: Engine, given: Given, words: Words) -> Any:
    return {"hears": audio_matrix(emulator.world)}


def world(emulator: Engine, given: Given, words: Words) -> Any:
    """The truth now. Ended legs stay for ten minutes, with ``is_alive`` false."""
    found = emulator.world
    hears = audio_matrix(found)
    running = [one for leg in found.legs.values() for one in leg.recordings]
    running += [one for room in found.conferences.values() for one in room.recordings]
    saved = list(found.recordings.values())
    return {
        "now": emulator.now_text(),
        "legs": [_leg(emulator, leg, hears) for leg in found.legs.values()],
        "queues": [_queue(queue, found.now()) for queue in found.queues.values()],
        "conferences": [_conference(one) for one in found.conferences.values()],
        "recordings": [_recording(one) for one in [*running, *saved]],
        "applications": len(found.account.connections),
        "phone_numbers": [
            {
                "id": one.id,
                "phone_number": one.phone_number,
                "connection_id": one.connection_id,
            }
            for one in found.account.numbers.values()
        ],
    }


def _leg(emulator: Engine, leg: Leg, hears: dict[str, list[str]]) -> Given:
    media = leg.media.playing if leg.media is not None else None
    return {
        **call_ids(leg),
        "connection_id": leg.connection.id,
        "direction": leg.direction,
        "from": leg.from_,
        "to": leg.to,
        "client_state": leg.client_state,
        "phase": leg.phase.value,
        "is_alive": leg.is_alive,
        "place": _place(leg),
        "on_hold": leg.on_hold,
        "supervises": leg.supervises.call_control_id if leg.supervises else None,
        "supervisor_role": leg.supervisor_role,
        "park_after_unbridge": leg.parks_after_unbridge,
        "playing": None if media is None else {"kind": media.kind, **media.names},
        "recording": [one.id for one in leg.recordings],
        "hears": hears.get(leg.call_control_id, []),
        "hangup_cause": leg.ending.cause if leg.ending else None,
        "started_at": stamp(leg.started_at),
        "answered_at": None if leg.answered_at is None else stamp(leg.answered_at),
        "ended_at": None if leg.ended_at is None else stamp(leg.ended_at),
        "person": emulator.crowd.caller_facts(leg),
    }


def _place(leg: Leg) -> Given:
    place = leg.place
    if not leg.is_alive:
        return {"kind": "ended"}
    if isinstance(place, Bridge):
        return {"kind": "bridged", "with": place.other(leg).call_control_id}
    if isinstance(place, QueueEntry):
        return {"kind": "queued", "queue": place.queue.name, "position": place.position}
    if isinstance(place, Participant):
        return {"kind": "conference", "conference_id": place.conference.id}
    return {"kind": "parked"}


def _queue(queue: Queue, now: float) -> Given:
    return {
        "id": queue.id,
        "name": queue.name,
        "max_size": queue.max_size,
        "entries": [
            {
                "position": entry.position,
                "call_control_id": entry.leg.call_control_id,
                "from": entry.leg.from_,
                "is_alive": entry.leg.is_alive,
                "keep_after_hangup": entry.keep_after_hangup,
                "wait_secs": entry.wait_secs(now),
            }
            for entry in queue.entries
        ],
    }


def _conference(conference: Conference) -> Given:
    return {
        "id": conference.id,
        "name": conference.name,
        "status": conference.status,
        "end_reason": conference.end_reason,
        "creator": conference.creator.call_control_id,
        "max_participants": conference.max_participants,
        "recording": [one.id for one in conference.recordings],
        "participants": [
            {
                "id": one.id,
                "call_control_id": one.leg.call_control_id,
                "role": one.role,
                "whisper_to": one.whisper_to,
                "muted": one.is_muted,
                "on_hold": one.is_held,
                "hold_audio": one.hears_on_hold,
                "beep": one.beeps,
                "end_conference_on_exit": one.ends_conference,
                "soft_end_conference_on_exit": one.soft_ends_conference,
            }
            for one in conference.participants
        ],
    }


def _recording(one: Recording) -> Given:
    return {
        "id": one.id,
        "state": one.state,
        "call_control_id": one.leg.call_control_id,
        "conference_id": one.conference.id if one.conference else None,
        "format": one.format,
        "channels": one.channels,
        "duration_millis": one.duration_millis,
    }
