"""Which sockets show what, and which topics change it."""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from accounts.viewers import Viewer
from live.fragments import Fragment, Scope
from live.sockets import Socket


@dataclass(frozen=True)
class View:
    """One fragment in one scope: what is rendered once for everybody who shows it.

    `viewer` is narrowed to what the fragment varies by: it is the key of the rendering.
    """

    fragment: Fragment
    viewer: Viewer
    pk: int | None

    def scope(self, now: datetime) -> Scope:
        return Scope(self.viewer, self.pk, now)


class Index:
    def __init__(self) -> None:
        self.sockets: dict[View, set[Socket]] = {}
        self.topics: dict[View, frozenset[str]] = {}
        self.listeners: defaultdict[str, set[View]] = defaultdict(set)

    def add(self, view: View, socket: Socket) -> None:
        self.sockets.setdefault(view, set()).add(socket)

    def remove(self, view: View, socket: Socket) -> None:
        showing = self.sockets.get(view, set())
        showing.discard(socket)
        if not showing:
            self.sockets.pop(view, None)
            self.listen(view, frozenset())
            self.topics.pop(view, None)

    def listen(self, view: View, topics: frozenset[str]) -> frozenset[str]:
        """Have `view` change with `topics`; return those that are new to it."""
        before = self.topics.get(view, frozenset())
        for topic in before - topics:
            self.listeners[topic].discard(view)
            if not self.listeners[topic]:
                del self.listeners[topic]
        for topic in topics - before:
            self.listeners[topic].add(view)
        self.topics[view] = topics
        return topics - before

    def changed_by(self, topics: Iterable[str]) -> set[View]:
        views: set[View] = set()
        for topic in topics:
            views |= self.listeners.get(topic, set())
        return views

    def shown(self) -> Set[View]:
        return self.sockets.keys()
