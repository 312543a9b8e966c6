"""The emulator behind an httpx client of the same process."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from emulator.core import Emulator


def mock_handler(emulator: Emulator) -> Callable[[httpx.Request], httpx.Response]:
    """For ``httpx.MockTransport``; lost answers become ``httpx.ReadTimeout``."""

    def handle(request: httpx.Request) -> httpx.Response:
        answer = emulator.handle(
            request.method,
            request.url.raw_path.decode(),
            dict(request.headers),
            request.read(),
        )
        if answer.is_lost:
            raise httpx.ReadTimeout("the emulator never answers", request=request)
        return httpx.Response(
            answer.status, headers=answer.headers, content=answer.body
        )

    return handle
