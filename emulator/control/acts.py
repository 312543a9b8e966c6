"""What the control API does: callers, far parties, faults, traffic, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.control.problems import ControlError, only, required_text, seconds
from emulator.operations.applications import DEFAULTS
from emulator.operations.checks import DTMF
from emulator.operations.views import call_ids
from emulator.people.callees import parse_script, plain_address
from emulator.people.traffic import answering, parse_plan
from emulator.webhooks.faults import parse_faults
from emulator.world import calls, channels
from emulator.world.account import Connection
from emulator.world.departures import end_leg
from emulator.world.legs import Ending, Leg, Phase
from emulator.world.model import MediaFile

if TYPE_CHECKING:
    from emulator.core import Emulator

Given = dict[str, Any]
Words = tuple[str, ...]


def reset(emulator: Emulator, given: Given, words: Words) -> Any:
    """``seed_demo`` also makes an application and points every number at it."""
    only(given, "seed_demo", "webhook_event_url")
    emulator.reset()
    if not given.get("seed_demo"):
        return {"status": "ok"}
    url = required_text(given, "webhook_event_url")
    world, now = emulator.world, emulator.clock.now()
    fields = {
        **DEFAULTS,
        "application_name": "Demo application",
        "webhook_event_url": url,
        "webhook_api_version": "2",
    }
    made = Connection(world.ids.numeric(), "call_control_application", fields, now, now)
    world.account.connections[made.id] = made
    for number in world.account.numbers.values():
        number.connection_id = made.id
    return {"status": "ok", "connection_id": made.id}


def inbound_call(emulator: Emulator, given: Given, words: Words) -> Any:
    only(given, "from", "to", "caller_name", "patience_secs", "talk_secs")
    from_, to = required_text(given, "from"), required_text(given, "to")
    patience, talk = seconds(given, "patience_secs"), seconds(given, "talk_secs")
    number = emulator.world.account.number(to)
    if number is None:
        raise ControlError(422, f"the account has no phone number {to}")
    connection = answering(emulator.world, number)
    if connection is None:
        raise ControlError(422, f"{to} is not pointed at an active application")
    if not channels.has_free_channel(emulator.world, connection):
        raise ControlError(422, f"{to} is busy: its application has no free channel")
    name = given.get("caller_name")
    if name is not None and not isinstance(name, str):
        raise ControlError(422, "caller_name: a text")
    leg = calls.start_inbound(
        emulator.world, connection, from_=from_, to=to, caller_name=name
    )
    emulator.crowd.add_caller(leg, patience, talk)
    return call_ids(leg)


def far_party(emulator: Emulator, given: Given, words: Words) -> Any:
    """Act as the person at the far end of a leg."""
    call_control_id, act = words
    leg = emulator.world.legs.get(call_control_id)
    if leg is None:
        raise ControlError(404, "there is no such call")
    if not leg.is_alive:
        raise ControlError(422, "the call has ended")
    leg.cancel_timer("person")
    ACTS[act](emulator, leg, given)
    return {"status": "ok"}


def _answer(emulator: Emulator, leg: Leg, given: Given) -> None:
    if leg.direction != "outgoing" or leg.phase is not Phase.RINGING:
        raise ControlError(422, "only a dialled call that rings can be answered")
    calls.picked_up(emulator.world, leg)


def _decline(emulator: Emulator, leg: Leg, given: Given) -> None:
    if leg.direction != "outgoing" or leg.phase is not Phase.RINGING:
        raise ControlError(422, "only a dialled call that rings can be declined")
    end_leg(emulator.world, leg, Ending("call_rejected", "callee", "603"))


def _hangup(emulator: Emulator, leg: Leg, given: Given) -> None:
    calls.far_party_hangs_up(emulator.world, leg)


def _dtmf(emulator: Emulator, leg: Leg, given: Given) -> None:
    digits = required_text(given, "digits")
    if not DTMF.fullmatch(digits) or "w" in digits.lower():
        raise ControlError(422, "digits: 0-9, A-D, * and #")
    _require_answered(leg)
    calls.press_digits(emulator.world, leg, digits)


def _hold(emulator: Emulator, leg: Leg, given: Given) -> None:
    _require_answered(leg)
    calls.far_party_holds(emulator.world, leg, held=True)


def _unhold(emulator: Emulator, leg: Leg, given: Given) -> None:
    _require_answered(leg)
    calls.far_party_holds(emulator.world, leg, held=False)


def _require_answered(leg: Leg) -> None:
    if not leg.is_answered:
        raise ControlError(422, "the call is not answered")


ACTS = {
    "answer": _answer,
    "decline": _decline,
    "hangup": _hangup,
    "dtmf": _dtmf,
    "hold": _hold,
    "unhold": _unhold,
}


def script_callee(emulator: Emulator, given: Given, words: Words) -> Any:
    """``address`` is a SIP URI, a number, or ``*`` for everybody without a script."""
    only(given, "address", "behaviour", "after_secs", "talk_secs")
    address = required_text(given, "address")
    script = parse_script(given)
    emulator.crowd.scripts[plain_address(address)] = script
    return {"address": address, **script.as_json()}


def describe_media(emulator: Emulator, given: Given, words: Words) -> Any:
    """Give a URL or a media name its length, or let it be missing."""
    only(given, "name", "secs", "missing")
    name = required_text(given, "name")
    secs = seconds(given, "secs")
    default = emulator.settings.default_media_secs
    emulator.world.media_files[name] = MediaFile(
        default if secs is None else secs, bool(given.get("missing", False))
    )
    return {"status": "ok"}


def set_faults(emulator: Emulator, given: Given, words: Words) -> Any:
    """Replace all faults; an empty object clears them."""
    emulator.deliverer.faults = parse_faults(given)
    emulator.world.recording_faults = emulator.deliverer.faults.recordings
    return emulator.deliverer.faults.as_json()


def set_traffic(emulator: Emulator, given: Given, words: Words) -> Any:
    """Replace the traffic plan; ``{"off": true}`` or a rate of 0 stops it."""
    if given.get("off"):
        emulator.traffic.start(None)
        return {"traffic": "off"}
    plan = parse_plan(given)
    emulator.traffic.start(plan)
    return plan.as_json()
