"""The parts of a screen that say how things are, kept fresh by what is pushed.

Screens are proved to equal a reload elsewhere; a story looks at them every second.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from accounts.queries import viewer_of
from live import doorbell
from live.fragments import Fragment, Scope
from live.screens import registry
from tests.support.screens import stable

# What a person reads, and presses; navigation, news and history are left out.
PARTS = {
    "board": (
        "waiting-callers",
        "live-calls",
        "conferences-panel",
        "agents-panel",
        "supervision-dock",
    ),
    "desk": (
        "desk-state",
        "desk-offer",
        "desk-call",
        "desk-recording",
        "desk-waiting",
    ),
    "call": ("call-head",),
    "room": ("room-participants",),
}


class Pushes:
    """All topics that were announced, for all screens together."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.announced: set[str] = set()
        ring: Callable[[set[str]], Any] = doorbell.ring

        def listen(topics: set[str]) -> None:
            self.announced |= topics
            ring(topics)

        monkeypatch.setattr(doorbell, "ring", listen)

    def take(self) -> set[str]:
        taken, self.announced = self.announced, set()
        return taken


class Glance:
    def __init__(self, user: User, name: str, pk: int | None = None) -> None:
        self.user = user
        self.pk = pk
        shown = {part.name: part for part in registry()[name].fragments}
        self.fragments = [shown[part] for part in PARTS[name]]
        self.parts: dict[str, str] = {}
        self.topics: dict[str, frozenset[str]] = {}
        self.reload()

    def reload(self) -> None:
        for part in self.fragments:
            self.show(part)

    def show(self, part: Fragment) -> None:
        scope = self.scope(part)
        self.topics[part.name] = part.topics(scope)
        self.parts[part.name] = stable(part.render(scope, is_out_of_band=False))

    def catch_up(self, announced: set[str]) -> None:
        """Take in what is pushed when these topics have been announced."""
        for part in self.fragments if announced else ():
            if (self.topics[part.name] | part.topics(self.scope(part))) & announced:
                self.show(part)

    def scope(self, part: Fragment) -> Scope:
        viewer = viewer_of(self.user)
        return part.scope_for(viewer, pk=self.pk, now=timezone.now())

    @property
    def html(self) -> str:
        return " ".join(self.parts.values())
