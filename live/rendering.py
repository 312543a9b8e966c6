"""The work of the rendering thread."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections

from live.index import View
from live.sockets import encode
from logs.figures import Counted

logger = logging.getLogger(__name__)

RENDERS = Counted("renders", "Fragments rendered for open screens.", "fragment")


@dataclass(frozen=True)
class Rendered:
    view: View
    topics: frozenset[str]
    piece: str


def render_all(views: Iterable[View], now: datetime) -> list[Rendered]:
    """Render each view as of `now`; one that fails is logged and left out."""
    close_old_connections()
    try:
        rendered = [render(view, now) for view in views]
    finally:
        close_old_connections()
    return [one for one in rendered if one is not None]


def render(view: View, now: datetime) -> Rendered | None:
    scope = view.scope(now)
    try:
        # The topics first: what changes after they are known is announced again.
        topics = view.fragment.topics(scope)
        html = view.fragment.render(scope, is_out_of_band=True)
    except Exception:
        logger.exception("The fragment %s could not be rendered", view.fragment.name)
        return None
    RENDERS.add(view.fragment.name)
    return Rendered(view, topics, encode(html))
