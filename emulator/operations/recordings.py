"""Saved recordings: list, fetch, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator import errors
from emulator.operations.common import PAGE, Answer, Operation, Request
from emulator.operations.pagination import page_of
from emulator.operations.params import Param, text, texts
from emulator.operations.views import recording
from emulator.times import micros, parse
from emulator.world.lists import as_listed
from emulator.world.state import Recording


def recording_target(request: Request) -> Recording:
    """The recording of the path; raises Refusal 404."""
    found = request.world.recordings.get(request.path["recording_id"])
    if found is None:
        raise not_listed()
    return found


def not_listed() -> errors.Refusal:
    """docs: these operations alone have the HTTP status as their code."""
    detail = "The requested recording could not be found."
    return errors.Refusal(404, "404", "Not Found", detail, pointer="/recording_id")


EQUAL: dict[str, Callable[[Recording], str | None]] = {
    "filter[call_control_id]": lambda one: one.leg.call_control_id,
    "filter[call_leg_id]": lambda one: one.leg.call_leg_id,
    "filter[call_session_id]": lambda one: one.leg.call_session_id,
    "filter[conference_id]": lambda one: one.conference.id if one.conference else None,
    "filter[connection_id]": lambda one: one.leg.connection.id,
    "filter[from]": lambda one: one.leg.from_,
    "filter[to]": lambda one: one.leg.to,
}
TIMES: dict[str, Callable[[Recording], float]] = {
    "created_at": lambda one: one.ended_at or 0.0,
    "start_time": lambda one: one.started_at,
    "end_time": lambda one: one.ended_at or 0.0,
}


def is_time(value: Any, pointer: str) -> errors.Refusal | None:
    try:
        parse(value)
    except ValueError:
        return errors.invalid("The value must be an ISO 8601 time.", pointer)
    return None


def _matches(one: Recording, query: dict[str, Any]) -> bool:
    for name, fact in EQUAL.items():
        if name in query and query[name] != fact(one):
            return False
    for name, moment in TIMES.items():
        first, last = (
            query.get(f"filter[{name}][gte]"),
            query.get(f"filter[{name}][lte]"),
        )
        if first is not None and micros(moment(one)) < micros(parse(first)):
            return False
        if last is not None and micros(moment(one)) > micros(parse(last)):
            return False
    return True


def list_recordings(request: Request) -> Answer:
    world, query = request.world, request.query
    listed = as_listed(
        world,
        "recordings.list",
        world.recordings.values(),
        world.past_recordings,
        lambda one: one.ended_at or 0.0,
    )
    found = [one for one in listed if _matches(one, query)]
    found.sort(key=lambda one: one.ended_at or 0.0, reverse=True)
    by_id = {one.id: one for one in found}
    page = page_of([{"id": one_id} for one_id in by_id], query)
    page["data"] = [
        recording(by_id[row["id"]], request.links, world.now()) for row in page["data"]
    ]
    return Answer(page)


def retrieve(request: Request) -> Answer:
    view = recording(request.target, request.links, request.world.now())
    return Answer({"data": view})


def delete(request: Request) -> Answer:
    one: Recording = request.target
    view = recording(one, request.links, request.world.now())
    _remove(request, one)
    return Answer({"data": view})


def delete_many(request: Request) -> Answer:
    """All or nothing: an unknown id refuses the whole command."""
    world = request.world
    ids = request.body["ids"]
    if any(one not in world.recordings for one in ids):
        raise not_listed()
    for one in ids:
        _remove(request, world.recordings[one])
    return Answer({"status": "ok"})


def _remove(request: Request, one: Recording) -> None:
    one.is_deleted = True
    request.world.recordings.pop(one.id, None)
    request.world.past_recordings.add(one, request.world.now())


ONE = "/recordings/{recording_id}"
FILTERS: tuple[Param, ...] = (
    *(text(name) for name in EQUAL),
    *(
        text(f"filter[{name}][{bound}]", check=is_time)
        for name in TIMES
        for bound in ("gte", "lte")
    ),
    text("filter[conference_region]"),
    text("filter[sip_call_id]"),
)
OPERATIONS = (
    Operation(
        "recordings.list", "GET", "/recordings", list_recordings, query=(*PAGE, *FILTERS)
    ),
    Operation(
        "recordings.retrieve", "GET", ONE, retrieve, target=recording_target,
        errors=("404",),
    ),
    Operation(
        "recordings.delete", "DELETE", ONE, delete, target=recording_target,
        errors=("404",),
    ),
    Operation(
        "recordings.actions.delete", "POST", "/recordings/actions/delete", delete_many,
        body=(texts("ids", required=True),), errors=("10004", "404"),
    ),
)  # fmt: skip
