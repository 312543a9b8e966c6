"""Conferences, their participants and the commands on them."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations import audio_files
from emulator.operations.common import (
    BEEP,
    COMMAND,
    COMMAND_ID,
    CURSOR_PAGE,
    OK,
    REGION,
    Answer,
    Operation,
    Request,
    client_state_of,
)
from emulator.operations.filters import SHARED, a_leg_matches, connection_matches
from emulator.operations.pagination import page_of
from emulator.operations.params import Param, choice, flag, text, texts, whole
from emulator.operations.views import conference
from emulator.world import conferencing
from emulator.world.conferences import (
    chosen_participants,
    find_conference,
    require_open,
)
from emulator.world.departures import end_conference
from emulator.world.lists import lag_of
from emulator.world.model import require_answered
from emulator.world.state import Conference, Leg

ROLES = ("barge", "monitor", "none", "whisper")
CALL = text("call_control_id", required=True)
IDS = texts("call_control_ids")
HOLD_NAMES = ("hold_audio_url", "hold_media_name")
HOLD_AUDIO = tuple(text(name) for name in HOLD_NAMES)


def by_id(request: Request) -> Conference:
    """The conference whose UUID is in the path; raises Refusal 90058."""
    return find_conference(request.world, request.path["id"], by_name=False)


def by_id_or_name(request: Request) -> Conference:
    """The conference of the path, by UUID or active name; raises Refusal 90058."""
    return find_conference(request.world, request.path["id"])


def open_conference(request: Request) -> Conference:
    """The path's conference, which must not be over; raises Refusal 90019."""
    found: Conference = request.target
    require_open(found)
    return found


def legs_ever_in(one: Conference) -> list[Leg]:
    members = (*one.participants, *one.former_participants)
    return [one.creator, *(member.leg for member in members)]


def list_conferences(request: Request) -> Answer:
    world, query = request.world, request.query
    now, lag = world.now(), lag_of(world, "conferences.list")
    found = [
        one
        for one in world.conferences.values()
        if query.get("filter[name]", one.name) == one.name
        and connection_matches(one.connection, query)
        and a_leg_matches(legs_ever_in(one), query)
        and one.created_at <= now - lag.late_secs
    ]
    found.sort(key=lambda one: one.expires_at, reverse=True)
    rows = [
        conference(one, seems_open=(one.ended_at or 0.0) > now - lag.lingers_secs)
        for one in found
    ]
    wanted = query.get("filter[status]")
    rows = [row for row in rows if wanted in {None, row["status"]}]
    return Answer(page_of(rows, query))


def create(request: Request) -> Answer:
    world, body = request.world, dict(request.body)
    leg = world.answered_leg(body.pop("call_control_id"))
    if leg.supervises is not None:
        raise errors.supervisor_commands(world.settings.code_supervisor_commands)
    audio_files.require_in_conference(world, body, *HOLD_NAMES)
    with client_state_of(leg, body):
        made = conferencing.create(world, leg, body.pop("name"), **body)
    status = world.settings.conference_created_status
    return Answer({"data": conference(made)}, status=status)


def retrieve(request: Request) -> Answer:
    return Answer({"data": conference(request.target)})


def join(request: Request) -> Answer:
    world, body = request.world, dict(request.body)
    found = open_conference(request)
    leg = world.live_leg(body.pop("call_control_id"))
    require_answered(leg)
    if leg.supervises is not None:
        raise errors.supervisor_commands(world.settings.code_supervisor_commands)
    audio_files.require_in_conference(world, body, *HOLD_NAMES)
    with client_state_of(leg, body):
        conferencing.join(world, found, leg, **body)
    return Answer(OK)


def leave(request: Request) -> Answer:
    found = open_conference_or_soft_ended(request)
    leg = request.world.live_leg(request.body["call_control_id"])
    conferencing.leave(request.world, found, leg)
    return Answer(OK)


def open_conference_or_soft_ended(request: Request) -> Conference:
    """Who stayed after a soft end can still be told to leave."""
    found: Conference = request.target
    if not found.participants:
        require_open(found)
    return found


def _change(request: Request, **changes: Any) -> Answer:
    world = request.world
    found = open_conference_or_soft_ended(request)
    ids = request.body.get("call_control_ids")
    for one in chosen_participants(world, found, ids):
        for name, value in changes.items():
            setattr(one, name, value)
        one.updated_at = world.now()
    return Answer(OK)


def hold(request: Request) -> Answer:
    names = ("audio_url", "media_name")
    audio_files.require_in_conference(request.world, request.body, *names)
    audio = request.body.get("audio_url") or request.body.get("media_name")
    return _change(request, is_on_hold=True, hold_audio=audio)


def unhold(request: Request) -> Answer:
    return _change(request, is_on_hold=False, hold_audio=None)


def mute(request: Request) -> Answer:
    return _change(request, is_muted=True)


def unmute(request: Request) -> Answer:
    return _change(request, is_muted=False)


def update(request: Request) -> Answer:
    world, body = request.world, request.body
    found = open_conference_or_soft_ended(request)
    leg = world.live_leg(body["call_control_id"])
    one = conferencing.participant_or_refuse(world, found, leg)
    conferencing.set_role(
        world, one, body["supervisor_role"], body.get("whisper_call_control_ids")
    )
    return Answer(OK)


def end(request: Request) -> Answer:
    world = request.world
    end_conference(
        world,
        open_conference(request),
        reason="ended_via_api",
        webhook_reason=world.settings.api_end_webhook_reason,
    )
    return Answer(OK)


ROOM = "/conferences/{id}"
ROOM_ERRORS = ("90058", "90019", "90015", "90018")
LEAVERS = ("conference.participant.left", "conference.ended", "call.hangup")


def action(
    name: str,
    run: Any,
    *body: Param,
    target: Any = by_id_or_name,
    errors: tuple[str, ...] = ROOM_ERRORS,
    events: tuple[str, ...] = (),
) -> Operation:
    """A row for ``POST /conferences/{id}/actions/{name}``."""
    return Operation(
        f"conferences.{name}",
        "POST",
        f"{ROOM}/actions/{name}",
        run,
        body=body,
        target=target,
        remembers="conference",
        errors=errors,
        events=events,
    )


OPERATIONS = (
    Operation(
        "conferences.list", "GET", "/conferences", list_conferences,
        query=(
            *CURSOR_PAGE, REGION, *SHARED,
        ),
    ),
    Operation(
        "conferences.create", "POST", "/conferences", create,
        body=(
            CALL, text("name", required=True), *COMMAND, BEEP, flag("comfort_noise", is_simulated=False),
            whole("duration_minutes", minimum=1),
            whole("max_participants", minimum=2, maximum=800),
            *HOLD_AUDIO, REGION, flag("start_conference_on_create"),
        ),
        remembers="conferences",
        errors=("10005", "90015", "90018", "90033", "90034", "90043"),
        events=(
            "conference.created", "conference.participant.joined",
            "conference.floor.changed", *LEAVERS,
        ),
    ),
    Operation(
        "conferences.retrieve", "GET", ROOM, retrieve, query=(REGION,), target=by_id,
        errors=("90058",),
    ),
    action(
        "join", join, CALL, *COMMAND, BEEP, flag("mute"), flag("hold"), *HOLD_AUDIO,
        REGION, flag("start_conference_on_enter"), flag("end_conference_on_exit"),
        flag("soft_end_conference_on_exit"), choice("supervisor_role", *ROLES),
        texts("whisper_call_control_ids"),
        errors=(*ROOM_ERRORS, "10005", "90032", "90034", "90043", "90044"),
        events=("conference.participant.joined", "conference.participant.left"),
    ),
    action(
        "leave", leave, CALL, COMMAND_ID, BEEP, REGION,
        errors=(*ROOM_ERRORS, "90033"), events=LEAVERS[:2],
    ),
    action(
        "hold", hold, IDS, text("audio_url"), text("media_name"), REGION,
        errors=(*ROOM_ERRORS, "10005", "90033"),
    ),
    action(
        "unhold", unhold, texts("call_control_ids", required=True), REGION,
        errors=(*ROOM_ERRORS, "90033"),
    ),
    action("mute", mute, IDS, REGION, errors=(*ROOM_ERRORS, "90033")),
    action("unmute", unmute, IDS, REGION, errors=(*ROOM_ERRORS, "90033")),
    action(
        "update", update, CALL, choice("supervisor_role", *ROLES, required=True),
        texts("whisper_call_control_ids"), COMMAND_ID, REGION,
        errors=(*ROOM_ERRORS, "90033"),
    ),
    action(
        "end", end, COMMAND_ID, target=by_id, errors=("90058", "90019"), events=LEAVERS
    ),
)  # fmt: skip
