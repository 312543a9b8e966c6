"""The life of a leg from its first ring to its answer, and the ways it can end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator import errors
from emulator.world import (
    conferencing,
    detection,
    gathers,
    playbacks,
    recordings,
)
from emulator.world.account import Connection
from emulator.world.bridging import bridge, connect_supervisor, require_bridgeable
from emulator.world.channels import BUSY, is_line_busy
from emulator.world.departures import end_leg
from emulator.world.legs import Direction, Ending, Leg, Phase
from emulator.world.model import require_answered

if TYPE_CHECKING:
    from emulator.world.model import World

MAX_CALL_SECS = 14_400
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
    world.legs[leg.call_control_id] = leg
    if leg.supervises is not None:
        leg.supervises.supervisors.append(leg)
    return leg


def start_inbound(
    world: World,
    connection: Connection,
    *,
    from_: str,
    to: str,
    caller_name: str | None = None,
) -> Leg:
    """A caller rings one of the account's numbers; the leg is parked."""
    leg = new_leg(
        world, connection, "incoming", from_=from_, to=to, caller_name=caller_name
    )
    world.emit(
        "call.initiated",
        leg,
        direction="incoming",
        state="parked",
        caller_id_name=caller_name or from_,
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


def start_outgoing(world: World, leg: Leg, *, timeout_secs: float) -> None:
    """Report a dialled leg and let the far party's telephone ring."""
    world.emit(
        "call.initiated",
        leg,
        direction="outgoing",
        state="bridging",
        caller_id_name=leg.caller_name or leg.from_,
    )
    leg.set_timer("ring", world.after(timeout_secs, lambda: _rang_out(world, leg)))
    config = leg.options.get("conference_config")
    # One of several destinations enters when it has won (choice): nobody who may yet
    # be withdrawn shall end a conference by that.
    if config and config.get("early_media", True) and not leg.rivals:
        conferencing.enter_dialled(world, leg, config)
    if is_line_busy(world, leg):
        leg.set_timer("person", world.after(0, lambda: end_leg(world, leg, BUSY)))
    else:
        world.people.phone_rings(leg)


def _rang_out(world: World, leg: Leg) -> None:
    keeps_trying = leg.options.get("retry_on_timeout", True)
    cause = "timeout" if keeps_trying else "no_answer"
    end_leg(world, leg, Ending(cause, "callee", "487"))


def answer(world: World, leg: Leg) -> None:
    """Accept an inbound leg; it is answered a moment later.

    Raises Refusal when the leg was dialled or is answered already.
    """
    if leg.direction != "incoming" or leg.phase is not Phase.RINGING:
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
    if leg.direction == "outgoing" and leg.phase is Phase.RINGING:
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
    _withdraw_rivals(world, leg)
    if leg.options.get("record") == "record-from-answer":
        record_from_answer(world, leg, leg.options, leg.options["initiated_by"])
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


def record_from_answer(
    world: World, leg: Leg, options: dict[str, Any], initiated_by: str
) -> None:
    """Start the recording that ``record`` and its companions describe."""
    track = options.get("record_track", "both")
    recordings.start(
        world,
        leg,
        recording_id=options.get("recording_id"),
        fmt=options.get("record_format", "mp3"),
        channels=options.get("record_channels", "dual")
        if track == "both"
        else "single",
        initiated_by=initiated_by,
        file_name=options.get("record_custom_file_name"),
        max_length_secs=float(options.get("record_max_length", 0)),
    )


def hang_up(world: World, leg: Leg) -> None:
    """The application ends the leg, and the rings beside it if the settings say so."""
    if not leg.is_answered and world.settings.hangup_ends_all_destinations:
        _withdraw_rivals(world, leg)
    if leg.is_answered:
        ending = leg.ended_normally(by_far_party=False)
    elif leg.direction == "outgoing":
        ending = Ending("originator_cancel", "caller", "487")
    else:
        ending = Ending("normal_clearing", "callee", "unspecified")
    end_leg(world, leg, ending)


def far_party_hangs_up(world: World, leg: Leg) -> None:
    """The person at the far end hangs up, or gives up before the answer."""
    if leg.is_answered:
        end_leg(world, leg, leg.ended_normally(by_far_party=True))
    elif leg.direction == "incoming":
        end_leg(world, leg, Ending("originator_cancel", "caller", "487"))
    else:
        end_leg(world, leg, Ending("call_rejected", "callee", "603"))


def reject(world: World, leg: Leg, cause: str) -> None:
    """Refuse an inbound leg; raises Refusal when it is not ringing."""
    if leg.direction != "incoming" or leg.phase is not Phase.RINGING:
        raise errors.not_possible(
            world.settings.code_not_possible,
            "Only an incoming call that is not answered yet can be rejected.",
        )
    end_leg(world, leg, REJECTIONS[cause])


def press_digits(world: World, leg: Leg, digits: str) -> None:
    """The far party presses these keys, one after the other."""
    for digit in digits:
        if leg.is_alive:
            gathers.digit_pressed(world, leg, digit)


def far_party_holds(world: World, leg: Leg, *, held: bool) -> None:
    """The person's telephone puts the call on hold or takes it back."""
    if leg.is_answered and leg.on_hold is not held:
        leg.on_hold = held
        world.emit("call.hold" if held else "call.unhold", leg)
