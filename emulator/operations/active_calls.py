"""The living calls of one application (docs: List all active calls for given connection)."""

from __future__ import annotations

from emulator import errors
from emulator.operations.common import CURSOR_PAGE, Answer, Operation, Request
from emulator.operations.pagination import cursor_page_of
from emulator.operations.views import active_call
from emulator.world.lists import as_listed


def list_active(request: Request) -> Answer:
    world, connection_id = request.world, request.path["connection_id"]
    if connection_id not in world.account.connections:
        raise errors.invalid_connection()
    living = [leg for leg in world.legs.values() if leg.is_alive]
    listed = as_listed(
        world,
        "connections.active_calls",
        living,
        world.past_legs,
        lambda leg: leg.started_at,
    )
    now = world.now()
    rows = [
        active_call(leg, now) for leg in listed if leg.connection.id == connection_id
    ]
    path = f"/v2/connections/{connection_id}/active_calls"
    return Answer(cursor_page_of(rows, request.query, path=path))


OPERATIONS = (
    Operation(
        "connections.active_calls", "GET",
        "/connections/{connection_id}/active_calls", list_active,
        query=CURSOR_PAGE, errors=("10015",),
    ),
)  # fmt: skip
