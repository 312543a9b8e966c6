"""What the control API does: callers, far parties, faults, traffic, reset."""

from __future__ import annotations

from typing import Any

from emulator.choices import as_json, checked_changes
from emulator.control.problems import ControlError, only, required_text, seconds
from emulator.engine import Engine
from emulator.faults.book import parse_faults
from emulator.faults.deliveries import parse_webhook_fault
from emulator.messages import Keys
from emulator.operations.applications import DEFAULTS
from emulator.operations.checks import DTMF
from emulator.operations.views import call_ids
from emulator.people.callees import (
    WORDING,
    parse_script,
    parse_wording,
    plain_address,
)
from emulator.people.traffic import answering, parse_plan
from emulator.world import calls, channels, far_parties
from emulator.world.account import Connection
from emulator.world.departures import end_leg
from emulator.world.endings import declined, undelivered
from emulator.world.state import Leg
from emulator.world.values import Ending, MediaFile, Phase

Given = dict[str, Any]
Words = tuple[str, ...]


def reset(emulator: Engine, given: Given, words: Words) -> Any:
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


def inbound_call(emulator: Engine, given: Given, words: Words) -> Any:
    only(
        given, "from", "to", "caller_name", "patience_secs", "talk_secs", "attestation"
    )
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
    attestation = given.get("attestation")
    if attestation not in {None, "A", "B", "C"}:
        raise ControlError(422, "attestation: choose from A, B, C")
    leg = calls.start_inbound(
        emulator.world,
        connection,
        from_=from_,
        to=to,
        caller_name=name,
        attestation=attestation,
    )
    emulator.crowd.add_caller(leg, patience, talk)
    return call_ids(leg)


def far_party(emulator: Engine, given: Given, words: Words) -> Any:
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


def _answer(emulator: Engine, leg: Leg, given: Given) -> None:
    if leg.far_party_calls or leg.phase is not Phase.RINGING:
        raise ControlError(422, "only a dialled call that rings can be answered")
    calls.picked_up(emulator.world, leg)


def _decline(emulator: Engine, leg: Leg, given: Given) -> None:
    if leg.far_party_calls or leg.phase is not Phase.RINGING:
        raise ControlError(422, "only a dialled call that rings can be declined")
    _end(emulator, leg, given, declined(leg, emulator.settings))


def _fail(emulator: Engine, leg: Leg, given: Given) -> None:
    """The network cannot deliver the leg, or loses it."""
    _end(emulator, leg, given, undelivered(emulator.settings))


def _hangup(emulator: Engine, leg: Leg, given: Given) -> None:
    _end(emulator, leg, given, far_parties.far_party_ending(leg, emulator.settings))


def _end(emulator: Engine, leg: Leg, given: Given, usual: Ending) -> None:
    said = {name: value for name, value in given.items() if value != ""}
    only(said, *WORDING)
    ending = parse_wording(said).of(usual, emulator.settings)
    end_leg(emulator.world, leg, ending)


def _dtmf(emulator: Engine, leg: Leg, given: Given) -> None:
    digits = required_text(given, "digits")
    if not DTMF.fullmatch(digits) or "w" in digits.lower():
        raise ControlError(422, "digits: 0-9, A-D, * and #")
    _require_answered(leg)
    far_parties.press_digits(emulator.world, leg, digits)
    emulator.send(Keys(leg.call_control_id, digits))


def _hold(emulator: Engine, leg: Leg, given: Given) -> None:
    _require_answered(leg)
    far_parties.far_party_holds(emulator.world, leg, held=True)


def _unhold(emulator: Engine, leg: Leg, given: Given) -> None:
    _require_answered(leg)
    far_parties.far_party_holds(emulator.world, leg, held=False)


def _require_answered(leg: Leg) -> None:
    if not leg.is_answered:
        raise ControlError(422, "the call is not answered")


ACTS = {
    "answer": _answer,
    "decline": _decline,
    "fail": _fail,
    "hangup": _hangup,
    "dtmf": _dtmf,
    "hold": _hold,
    "unhold": _unhold,
}


def script_callee(emulator: Engine, given: Given, words: Words) -> Any:
    """``address`` is a SIP URI, a number, or ``*`` for everybody without a script."""
    only(given, "address", "behaviour", "after_secs", "talk_secs", *WORDING)
    address = required_text(given, "address")
    script = parse_script(given)
    emulator.crowd.scripts[plain_address(address)] = script
    return {"address": address, **script.as_json()}


def describe_media(emulator: Engine, given: Given, words: Words) -> Any:
    """Give a URL or a media name its length, or let it be missing."""
    only(given, "name", "secs", "missing")
    name = required_text(given, "name")
    secs = seconds(given, "secs")
    default = emulator.settings.default_media_secs
    emulator.world.media_files[name] = MediaFile(
        default if secs is None else secs, bool(given.get("missing", False))
    )
    return {"status": "ok"}


def set_faults(emulator: Engine, given: Given, words: Words) -> Any:
    """Replace all faults; an empty object clears them."""
    now = emulator.clock.now()
    emulator.set_faults(parse_faults(given, now))
    return emulator.deliverer.faults.as_json(now)


def drop(emulator: Engine, given: Given, words: Words) -> Any:
    """Drop webhooks besides what is dropped already: a rule of the fault ``drop``."""
    now, faults = emulator.clock.now(), emulator.deliverer.faults
    rule = parse_webhook_fault("drop", given, now)
    faults.webhooks.setdefault("drop", []).append(rule)
    return faults.as_json(now)


def choose(emulator: Engine, given: Given, words: Words) -> Any:
    """Change settings for what happens from now on."""
    emulator.choose(**checked_changes(given, running=True))
    return as_json(emulator.settings)


def set_traffic(emulator: Engine, given: Given, words: Words) -> Any:
    """Replace the traffic plan; ``{"off": true}`` or a rate of 0 stops it."""
    if given.get("off"):
        emulator.traffic.start(None)
        return {"traffic": "off"}
    plan = parse_plan(given)
    emulator.traffic.start(plan)
    return plan.as_json()
