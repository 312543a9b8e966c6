"""Queue commands of a call, and the nine operations on queues."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.calls import STATE_ERRORS, answered, command
from emulator.operations.common import (
    COMMAND,
    CURSOR_PAGE,
    OK,
    PAGE,
    Answer,
    Operation,
    Request,
    client_state_of,
)
from emulator.operations.pagination import page_of
from emulator.operations.params import flag, text, whole
from emulator.operations.views import queue, queue_call
from emulator.world import queueing, queues
from emulator.world.lists import as_listed, lag_of
from emulator.world.model import World
from emulator.world.state import Queue, QueueEntry


def require_bounds(world: World, body: dict[str, Any]) -> None:
    """Raise Refusal 10033 above the settings' bounds of a queue."""
    bounds = {
        "max_size": world.settings.queue_largest_max_size,
        "max_wait_time_secs": world.settings.queue_longest_wait_secs,
    }
    for name, most in bounds.items():
        if most is not None and body.get(name, 0) > most:
            raise errors.out_of_range(f"The maximum is {most}.", f"/{name}")


def enqueue(request: Request) -> Answer:
    body, leg = request.body, answered(request)
    require_bounds(request.world, body)
    with client_state_of(leg, body):
        queueing.enqueue(
            request.world,
            leg,
            body["queue_name"],
            max_size=body.get("max_size"),
            max_wait_time_secs=body.get("max_wait_time_secs"),
            keep_after_hangup=body.get("keep_after_hangup", False),
        )
    return Answer(OK)


def leave_queue(request: Request) -> Answer:
    leg = answered(request)
    with client_state_of(leg, request.body):
        queueing.leave_queue(request.world, leg)
    return Answer(OK)


def queue_target(request: Request) -> Queue:
    """The queue named in the path; raises Refusal 404."""
    found = request.world.queues.get(request.path["queue_name"])
    if found is None:
        raise errors.not_found("queue")
    return found


def entry_target(request: Request) -> QueueEntry:
    """The call in the queue, both named in the path; raises Refusal 404."""
    return queues.find_entry(queue_target(request), request.path["call_control_id"])


def list_queues(request: Request) -> Answer:
    now = request.world.now()
    rows = [queue(one, now) for one in request.world.queues.values()]
    return Answer(page_of(rows, request.query))


def create(request: Request) -> Answer:
    world, body = request.world, request.body
    require_bounds(world, body)
    if body["queue_name"] in world.queues:
        raise errors.Refusal(
            422,
            world.settings.code_duplicate_queue,
            "Invalid value",
            "A queue with this name already exists.",
            pointer="/queue_name",
        )
    size = body.get("max_size", world.settings.create_queue_default_max_size)
    made = queues.create_queue(world, body["queue_name"], size)
    return Answer({"data": queue(made, world.now())})


def retrieve(request: Request) -> Answer:
    return Answer({"data": queue(request.target, request.world.now())})


def update(request: Request) -> Answer:
    found: Queue = request.target
    require_bounds(request.world, request.body)
    found.max_size = request.body["max_size"]
    found.updated_at = request.world.now()
    return Answer({"data": queue(found, request.world.now())})


def delete(request: Request) -> Answer:
    found: Queue = request.target
    if found.entries:
        raise errors.queue_not_empty()
    del request.world.queues[found.name]
    return Answer(status=204)


def list_calls(request: Request) -> Answer:
    world, found = request.world, request.target
    listed = as_listed(
        world,
        "queues.calls.list",
        found.entries,
        found.past_entries,
        lambda entry: entry.enqueued_at,
    )
    moment = world.now() - lag_of(world, "queues.calls.list").lingers_secs
    rows = [
        queue_call(entry, position, max(moment, entry.enqueued_at))
        for position, entry in enumerate(listed, start=1)
    ]
    return Answer(page_of(rows, request.query))


def retrieve_call(request: Request) -> Answer:
    entry: QueueEntry = request.target
    now = request.world.now()
    return Answer({"data": queue_call(entry, entry.position, now)})


def update_call(request: Request) -> Answer:
    entry: QueueEntry = request.target
    if "keep_after_hangup" in request.body:
        entry.keep_after_hangup = request.body["keep_after_hangup"]
    return Answer(status=204)


def remove_call(request: Request) -> Answer:
    """docs: removes an inactive call; a live one is refused (choice)."""
    entry: QueueEntry = request.target
    if entry.leg.is_alive:
        raise errors.not_possible(
            request.world.settings.code_queue_call_alive,
            "Only inactive calls can be removed from a queue.",
        )
    queues.leave(request.world, entry, "leave", is_reported=False)
    return Answer(status=204)


QUEUE = "/queues/{queue_name}"
CALL = QUEUE + "/calls/{call_control_id}"
MAX_SIZE = whole("max_size", minimum=1)
OPERATIONS = (
    command(
        "enqueue", enqueue, *COMMAND, MAX_SIZE, flag("keep_after_hangup"),
        text("queue_name", required=True, min_length=1, max_length=255),
        whole("max_wait_time_secs", minimum=1),
        errors=(*STATE_ERRORS, "90036", "90038"),
        events=("call.enqueued", "call.dequeued"),
    ),
    command(
        "leave_queue", leave_queue, *COMMAND,
        errors=(*STATE_ERRORS, "90033"), events=("call.dequeued",),
    ),
    Operation("queues.list", "GET", "/queues", list_queues, query=PAGE),
    Operation(
        "queues.create", "POST", "/queues", create,
        body=(
            text("queue_name", required=True, min_length=1, max_length=255), MAX_SIZE,
        ),
        errors=("10004", "10015", "10033"),
    ),
    Operation(
        "queues.retrieve", "GET", QUEUE, retrieve,
        target=queue_target, errors=("10007",),
    ),
    Operation(
        "queues.update", "POST", QUEUE, update, target=queue_target,
        body=(whole("max_size", minimum=1, required=True),),
        errors=("10004", "10007", "10033"),
    ),
    Operation(
        "queues.delete", "DELETE", QUEUE, delete,
        target=queue_target, errors=("10007", "90050"),
    ),
    Operation(
        "queues.calls.list", "GET", QUEUE + "/calls", list_calls,
        query=CURSOR_PAGE, target=queue_target, errors=("10007",),
    ),
    Operation(
        "queues.calls.retrieve", "GET", CALL, retrieve_call,
        target=entry_target, errors=("10007",),
    ),
    Operation(
        "queues.calls.update", "PATCH", CALL, update_call, target=entry_target,
        body=(flag("keep_after_hangup"),), errors=("10007",),
    ),
    Operation(
        "queues.calls.remove", "DELETE", CALL, remove_call,
        target=entry_target, errors=("10007", "90051"),
    ),
)  # fmt: skip
