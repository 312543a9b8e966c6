"""What the modules of operations share."""

from collections.abc import Iterable, Mapping
from typing import Any

from callcontrol.client.bucket import Urgency
from callcontrol.client.results import CommandResult, read_answer
from callcontrol.client.transport import Transport, path_of
from callcontrol.errors import RefusedByClient


class Resource:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport


class Commands(Resource):
    """Operations of the form POST /<collection>/<id>/actions/<verb>."""

    _collection: str

    def _act(
        self, target: str, verb: str, params: Mapping[str, Any], urgency: Urgency
    ) -> CommandResult:
        answer = self._transport.send(
            "POST",
            path_of(self._collection, target, "actions", verb),
            body=params,
            urgency=urgency,
        )
        return read_answer(CommandResult, answer)


def require_people(call_control_ids: Iterable[str]) -> None:
    """Refuse an empty list: to Telnyx it means everybody in the conference."""
    if not any(call_control_ids):
        raise RefusedByClient("No participant was named; that would reach everybody.")
