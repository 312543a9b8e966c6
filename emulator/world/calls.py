"""The life of a leg from its first ring to its answer, and the ways it can end."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.world import (
    conferencing,
    detection,
    playbacks,
    recordings,
)
from emulator.world.account import Connection
from emulator.world.bridging import bridge, connect_supervisor, require_bridgeable
from emulator.world.channels import BUSY, has_free_channel, is_line_busy
from emulator.world.departures import end_leg
from emulator.world.model import World, require_answered
from emulator.world.state import Leg
from emulator.world.values import Direction, Ending, Phase

MAX_CALL_SECS = 14_400
NUMBER_FLOW = "telnyx_number_cc_app"
SIP_FLOW = "telnyx_sip_uri_cred_connection"
"""``flow_destination`` of what goes to a browser of a credential connection."""
REJECTIONS = {
    "CALL_REJECTED": Ending("call_rejected", "callee", "603"),
    "USER_BUSY": Ending("user_busy", "callee", "486"),
    "NOT_FOUND": Ending("not_found", "callee", "404"),
    "TEMPORARILY_UNAVAILABLE": Ending("unspecified", "callee", "480"),
}


def new_leg(
    world: World,
    connection: Connection,
    direction: Direction,
    *,
    from_: str,
    to: str,
    session: str | None = None,
    **more: Any,
) -> Leg:
    """Make and register a leg; nothing is reported yet."""
    leg = Leg(
        call_control_id=world.ids.call_control_id(),
        call_leg_id=world.ids.uuid(),
        call_session_id=session or world.ids.uuid(),
        connection=connection,
        direction=direction,
        from_=from_,
        to=to,
        started_at=world.now(),
        **more,
    )
    if direction == "outgoing" and world.account.sip_connection(to) is not None:
        leg.flow_destination = SIP_FLOW
    world.legs[leg.call_control_id] = leg
    if leg.supervises is not None:
        leg.supervises.supervisors.append(leg)
    return leg


def start_inbound(
    world: World, connection: Connection, *, from_: str, to: str, **more: Any
) -> Leg:
    """A caller rings one of the account's numbers; the leg is parked.

    ``more`` are fields of the leg.
    """
    leg = new_leg(
        world,
        connection,
        "incoming",
        from_=from_,
        to=to,
        **{"flow_destination": NUMBER_FLOW, **more},
    )
    leg.attestation = leg.attestation or world.settings.shaken_stir_attestation
    world.emit(
        "call.initiated",
        leg,
        direction="incoming",
        state="parked",
    )
    if connection.fields.get("first_command_timeout"):
        secs = float(connection.fields.get("first_command_timeout_secs", 30))
        leg.set_timer(
            "first_command", world.after(secs, lambda: _unattended(world, leg))
        )
    return leg


def _unattended(world: World, leg: Leg) -> None:
    if not leg.commanded:
        end_leg(world, leg, Ending("timeout", "callee", "480"))


def start_at_browser(world: World, connection: Connection, **more: Any) -> Leg:
    """A browser of a connection that parks calls dials; the leg waits to be answered.

    docs: call parking; the webhook says outgoing and parked. ``more`` as for a leg.
    """
    leg = new_leg(world, connection, "outgoing", begins_at_browser=True, **more)
    world.emit("call.initiated", leg, direction="outgoing", state="parked")
    return leg


def start_outgoing(world: World, leg: Leg, *, timeout_secs: float) -> None:
    """Report a dialled leg and let the far party's telephone ring."""
    world.emit(
        "call.initiated",
        leg,
        direction="outgoing",
        state="bridging",
    )
    leg.set_timer("ring", world.after(timeout_secs, lambda: _rang_out(world, leg)))
    config = leg.options.get("conference_config")
    # One of several destinations enters when it has won (choice): nobody who may yet
    # be withdrawn shall end a conference by that.
    if config and config.get("early_media", True) and not leg.rivals:
        conferencing.enter_dialled(world, leg, config)
    application = _own_application(world, leg.to)
    if is_line_busy(world, leg) or not has_free_channel(world, application):
        leg.set_timer("person", world.after(0, lambda: end_leg(world, leg, BUSY)))
    elif application is not None:
        leg.twin = start_inbound(
            world, application, from_=leg.from_, to=leg.to, twin=leg
        )
    else:
        _deliver(world, leg)
        world.people.phone_rings(leg)


def _own_application(world: World, address: str) -> Connection | None:
    """The application that answers a number of the account, unless the settings let a
    person answer it, or a script says that one does."""
    number = world.account.number(address)
    if number is None or not world.settings.own_numbers_ring_inside:
        return None
    if world.people.is_scripted(address):
        return None
    found = world.account.application(number.connection_id or "")
    return found if found is not None and found.is_active else None


def _deliver(world: World, leg: Leg) -> None:
    """Report the second leg that leads to a browser, if the settings say so.

    It comes in at the browser's credential connection, in the same session.
    """
    connection = world.account.sip_connection(leg.to)
    if connection is None or not world.settings.sip_delivery_leg:
        return
    leg.twin = start_inbound(
        world,
        connection,
        from_=leg.from_,
        to=leg.to.partition(":")[2].partition("@")[0],
        session=leg.call_session_id,
        flow_destination=SIP_FLOW,
        twin=leg,
    )


def _rang_out(world: World, leg: Leg) -> None:
    keeps_trying = leg.options.get("retry_on_timeout", True)
    cause = "timeout" if keeps_trying else "no_answer"
    usual = Ending(cause, "callee", world.settings.ring_out_sip_code)
    wording = leg.rings_out_as
    end_leg(world, leg, wording.of(usual, world.settings) if wording else usual)


def answer(world: World, leg: Leg) -> None:
    """Accept an inbound leg; it is answered a moment later.

    Raises Refusal when the leg was dialled or is answered already.
    """
    if not leg.far_party_calls or leg.phase is not Phase.RINGING:
        raise errors.not_possible(
            world.settings.code_not_possible,
            "Only an incoming call that is not answered yet can be answered.",
        )
    leg.phase = Phase.ANSWERING
    leg.set_timer(
        "answer",
        world.after(world.settings.answer_secs, lambda: become_answered(world, leg)),
    )


def picked_up(world: World, leg: Leg) -> None:
    """The far party of a dialled leg answers."""
    if not leg.far_party_calls and leg.phase is Phase.RINGING:
        become_answered(world, leg)


def become_answered(world: World, leg: Leg) -> None:
    """Report the answer and do all that was asked to happen on it."""
    leg.phase = Phase.ANSWERED
    leg.answered_at = world.now()
    for name in ("ring", "answer", "first_command"):
        leg.cancel_timer(name)
    limit = float(leg.options.get("time_limit_secs", MAX_CALL_SECS))
    leg.set_timer("limit", world.after(limit, lambda: _too_long(world, leg)))
    world.emit("call.answered", leg)
    world.people.call_answered(leg)
    if leg.twin is not None and not leg.twin.is_answered:
        become_answered(world, leg.twin)
    _withdraw_rivals(world, leg)
    if leg.options.get("record") == "record-from-answer":
        recordings.start_from_answer(
            world, leg, leg.options, leg.options["initiated_by"]
        )
    if leg.options.get("audio_url") or leg.options.get("media_name"):
        playbacks.play(
            world,
            leg,
            playbacks.file_medium(
                world,
                audio_url=leg.options.get("audio_url"),
                media_name=leg.options.get("media_name"),
            ),
        )
    detection.detect(world, leg)
    _go_where_dialled(world, leg)


def _too_long(world: World, leg: Leg) -> None:
    end_leg(world, leg, Ending("time_limit", leg.our_side, "200"))


def _go_where_dialled(world: World, leg: Leg) -> None:
    """Supervise, join a conference, or bridge: whatever dial asked for."""
    if leg.supervises is not None:
        connect_supervisor(world, leg)
        return
    config = leg.options.get("conference_config")
    if config:
        if leg.place is None:
            conferencing.enter_dialled(world, leg, config)
        return
    target = leg.bridges_when_answered
    leg.bridges_when_answered = None
    if target is None:
        return
    try:
        _bridge_as_dialled(world, leg, target)
    except errors.Refusal:
        # Nobody asks any more: the call that cannot be bridged is over.
        end_leg(world, leg, leg.ended_normally(by_far_party=False))


def _bridge_as_dialled(world: World, leg: Leg, target: Leg) -> None:
    """Bridge a leg that was just answered; raises Refusal when that is impossible."""
    require_answered(target)
    is_single = leg.options.get("prevent_double_bridge", False)
    require_bridgeable(world, leg, target, prevent_double=is_single)
    is_transfer = leg.transfer_of is target
    if is_transfer:
        target.transfers_to = None
    is_silent = is_transfer and not world.settings.transfer_reports_both_legs
    issuer = leg.bridge_issuer or leg
    other = target if issuer is leg else leg
    bridge(world, issuer, other, silent=target if is_silent else None)


def _withdraw_rivals(world: World, leg: Leg) -> None:
    """Let the other destinations of the same dial stop ringing."""
    cause = world.settings.lost_destination_cause
    rivals, leg.rivals = leg.rivals, []
    for rival in rivals:
        if rival is not leg:
            rival.rivals = []
            end_leg(world, rival, Ending(cause, "caller", "487"))


def hang_up(world: World, leg: Leg) -> None:
    """The application ends the leg, and the rings beside it if the settings say so."""
    if not leg.is_answered and world.settings.hangup_ends_all_destinations:
        _withdraw_rivals(world, leg)
    if leg.is_answered:
        ending = leg.ended_normally(by_far_party=False)
    elif not leg.far_party_calls:
        ending = Ending("originator_cancel", "caller", "487")
    else:
        ending = Ending("normal_clearing", "callee", "unspecified")
    end_leg(world, leg, ending)


def reject(world: World, leg: Leg, cause: str) -> None:
    """Refuse an inbound leg; raises Refusal when it is not ringing."""
    if not leg.far_party_calls or leg.phase is not Phase.RINGING:
        raise errors.not_possible(
            world.settings.code_not_possible,
            "Only an incoming call that is not answered yet can be rejected.",
        )
    end_leg(world, leg, REJECTIONS[cause])
