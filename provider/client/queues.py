"""Operations on Telnyx's queues (Telnyx: Queueing calls).

A queue comes into being with its first call and is forgotten some time after its last.
"""

from collections.abc import Iterator

from provider.client.bucket import Urgency
from provider.client.pages import numbered
from provider.client.resource import Resource
from provider.client.results import Queue, QueueCall, read, read_answer
from provider.client.transport import path_of


class Queues(Resource):
    def list(self) -> Iterator[Queue]:
        items = numbered(self._transport, "/queues")
        return (read(Queue, item) for item in items)

    def create(self, queue_name: str, *, max_size: int | None = None) -> Queue:
        body: dict[str, str | int] = {"queue_name": queue_name}
        if max_size is not None:
            body["max_size"] = max_size
        return read_answer(Queue, self._send("POST", "/queues", body))

    def retrieve(self, queue_name: str) -> Queue:
        path = path_of("queues", queue_name)
        return read_answer(Queue, self._transport.send("GET", path))

    def update(self, queue_name: str, *, max_size: int) -> Queue:
        path = path_of("queues", queue_name)
        return read_answer(Queue, self._send("POST", path, {"max_size": max_size}))

    def delete(self, queue_name: str) -> None:
        """Delete an empty queue; Telnyx refuses any other with code 90050."""
        self._send("DELETE", path_of("queues", queue_name))

    def calls(self, queue_name: str) -> Iterator[QueueCall]:
        items = numbered(self._transport, path_of("queues", queue_name, "calls"))
        return (read(QueueCall, item) for item in items)

    def call(self, queue_name: str, call_control_id: str) -> QueueCall:
        path = path_of("queues", queue_name, "calls", call_control_id)
        return read_answer(QueueCall, self._transport.send("GET", path))

    def update_call(
        self, queue_name: str, call_control_id: str, *, keep_after_hangup: bool
    ) -> None:
        path = path_of("queues", queue_name, "calls", call_control_id)
        self._send("PATCH", path, {"keep_after_hangup": keep_after_hangup})

    def remove_call(self, queue_name: str, call_control_id: str) -> None:
        """Remove a place that was kept after its caller hung up."""
        self._send("DELETE", path_of("queues", queue_name, "calls", call_control_id))

    def _send(
        self, method: str, path: str, body: dict[str, str | int] | None = None
    ) -> dict[str, object]:
        answer = self._transport.send(method, path, body=body, urgency=Urgency.ROLE)
        return dict(answer)
