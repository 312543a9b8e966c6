"""Blind transfer, REFER and SIP INFO."""

from __future__ import annotations

from typing import Any

from emulator.world import calls
from emulator.world.departures import end_leg
from emulator.world.model import World
from emulator.world.state import Leg
from emulator.world.values import Ending, WebhookOverride


def transfer(
    world: World,
    leg: Leg,
    *,
    to: str,
    from_: str,
    options: dict[str, Any],
    client_state: str | None,
    webhooks: WebhookOverride,
) -> Leg:
    """Dial ``to`` and bridge on answer; the leg keeps its place until then.

    Returns the new leg. When it fails, only that leg reports a hangup.
    """
    target = calls.new_leg(
        world,
        leg.connection,
        "outgoing",
        from_=from_,
        to=to,
        session=leg.call_session_id,
        caller_name=options.get("from_display_name"),
        client_state=client_state,
        webhooks=webhooks,
        custom_headers=options.get("custom_headers", []),
        sip_headers=options.get("sip_headers", []),
        options=options,
        link_to=leg,
        bridges_when_answered=leg,
        bridge_issuer=leg,
        transfer_of=leg,
    )
    leg.transfers_to = target
    leg.parks_after_unbridge = options.get("park_after_unbridge") == "self"
    calls.start_outgoing(world, target, timeout_secs=options.get("timeout_secs", 30))
    return target


def refer(world: World, leg: Leg, sip_address: str) -> None:
    """Ask the far party to call somebody else; it leaves when that succeeds."""
    response = world.people.refer_outcome(sip_address)
    world.emit("call.refer.started", leg, sip_notify_response=100)

    def conclude() -> None:
        if not leg.is_alive:
            return
        if response == 200:
            world.emit("call.refer.completed", leg, sip_notify_response=200)
            end_leg(world, leg, Ending("normal_clearing", leg.far_side, "200"))
        else:
            world.emit("call.refer.failed", leg, sip_notify_response=response)

    leg.set_timer("refer", world.after(world.settings.refer_secs, conclude))


def send_sip_info(world: World, leg: Leg, content_type: str, body: str) -> None:
    """Report the message on the bridged leg, which is where it arrives."""
    if leg.peer is not None:
        world.emit(
            "call.sip_info.received", leg.peer, content_type=content_type, body=body
        )
