"""The plain HTTP answer that every door of the emulator gives."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Response:
    """An HTTP answer. ``wait_secs`` delays it; ``is_lost`` means it never arrives."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait_secs: float = 0.0
    is_lost: bool = False

    def json(self) -> Any:
        return json.loads(self.body)


def json_response(
    status: int, content: Any, headers: dict[str, str] | None = None
) -> Response:
    """A response with a JSON body."""
    body = json.dumps(content).encode()
    return Response(
        status, body, {"content-type": "application/json", **(headers or {})}
    )
