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


def read_json(raw: bytes) -> Any:
    """The content of a JSON body.

    Raises UnicodeError for what is no text, ValueError for all else that is not JSON:
    also NaN, a number of thousands of digits, and lists in lists without end.
    """
    try:
        content = json.loads(raw.decode(), parse_constant=_refuse_constant)
        # Half of a surrogate pair can be written as an escape, but is no character.
        json.dumps(content, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return content


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def json_response(
    status: int, content: Any, headers: dict[str, str] | None = None
) -> Response:
    """A response with a JSON body."""
    body = json.dumps(content).encode()
    return Response(
        status, body, {"content-type": "application/json", **(headers or {})}
    )
