"""The product's application, counting what its hub renders.

`daphne tests.bench.watched:application`; GET /bench/renders answers with a JSON object
of fragment name → how often it was rendered since the start.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from contactcenter.asgi import application as product
from live import rendering
from live.index import View

COUNTS = "/bench/renders"
render = rendering.render
renders: Counter[str] = Counter()


def counted(view: View, now: datetime) -> rendering.Rendered | None:
    renders[view.fragment.name] += 1
    return render(view, now)


rendering.render = counted


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    if scope.get("path") != COUNTS:
        await product(scope, receive, send)
        return
    body = json.dumps(renders).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
