"""The route table: every operation of the emulated API, and how a path finds one."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

from emulator import errors
from emulator.operations import (
    active_calls,
    applications,
    calls,
    conferences,
    credential_connections,
    credentials,
    dial,
    media,
    numbers,
    participants,
    queues,
    recordings,
    room_media,
)
from emulator.operations.common import Operation

OPERATIONS: tuple[Operation, ...] = (
    *dial.OPERATIONS,
    *calls.OPERATIONS,
    *active_calls.OPERATIONS,
    *media.OPERATIONS,
    *queues.OPERATIONS,
    *conferences.OPERATIONS,
    *participants.OPERATIONS,
    *room_media.OPERATIONS,
    *recordings.OPERATIONS,
    *applications.OPERATIONS,
    *numbers.OPERATIONS,
    *credential_connections.OPERATIONS,
    *credentials.OPERATIONS,
)


OTHERS = (
    "/phone_numbers/csv_downloads",
    "/phone_numbers/jobs",
    "/phone_numbers/messaging",
    "/phone_numbers/slim",
)
"""Real endpoints without an operation here, which are no ids of the one beside them."""


@dataclass
class Node:
    """One step of a path: the fixed words that may follow, and the one parameter."""

    fixed: dict[str, Node] = field(default_factory=dict)
    parameter: Node | None = None
    operations: dict[str, tuple[Operation, list[str]]] = field(default_factory=dict)


class Routes:
    """Finds the operation of a method and a path under ``/v2``."""

    def __init__(self, operations: tuple[Operation, ...]) -> None:
        self._root = Node()
        for operation in operations:
            self._add(operation)
        for path in OTHERS:
            self._node(path)

    def _add(self, operation: Operation) -> None:
        node, names = self._node(operation.path)
        if operation.method in node.operations:
            raise ValueError(f"two operations for {operation.method} {operation.path}")
        node.operations[operation.method] = (operation, names)

    def _node(self, path: str) -> tuple[Node, list[str]]:
        """The end of a path, made if need be, and the names of its parameters."""
        node, names = self._root, []
        for step in path.strip("/").split("/"):
            if step.startswith("{"):
                names.append(step.strip("{}"))
                node.parameter = node.parameter or Node()
                node = node.parameter
            else:
                node = node.fixed.setdefault(step, Node())
        return node, names

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation and its path parameters, percent-decoded.

        Raises Refusal 404 or 405 that names the path.
        """
        node: Node | None = self._root
        values: list[str] = []
        for step in path.strip("/").split("/"):
            if node is None:
                break
            if step in node.fixed:
                node = node.fixed[step]
            else:
                node = node.parameter
                values.append(unquote(step))
        if node is None or not node.operations:
            raise errors.unknown_endpoint(method, path)
        if method not in node.operations:
            allowed = ", ".join(sorted(node.operations))
            raise errors.method_not_allowed(method, path, allowed)
        operation, names = node.operations[method]
        return operation, dict(zip(names, values, strict=True))
