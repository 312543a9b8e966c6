"""What the modules of operations share."""

from collections.abc import Mapping, Sequence
from typing import Any

from provider.client.bucket import Urgency
from provider.client.results import CommandResult, read_answer
from provider.client.transport import Transport, path_of
from provider.errors import RefusedByClient


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


def require_people(call_control_ids: Sequence[str] | None) -> None:
    """Refuse anything but a list of ids.

    To Telnyx an empty list means everybody in the conference, and what it makes of a
    list with an empty id in it, or of a single text, is not documented.
    """
    if isinstance(call_control_ids, str):
        raise RefusedByClient("Participants are named in a list, also a single one.")
    if not call_control_ids or not all(call_control_ids):
        raise RefusedByClient("No participant was named; that would reach everybody.")
