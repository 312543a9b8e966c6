"""A screen that somebody has open, and the proof that pushes keep it true.

`reload equality`: apply what the socket would push to the page as it was loaded, and it
has to equal the page as it would be loaded now. An action that forgets to announce a
topic, and a fragment that prints what it does not listen to, both fail here.
"""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from typing_extensions import override

from accounts.queries import viewer_of
from accounts.viewers import narrowed
from live import doorbell
from live.fragments import OUT_OF_BAND, Fragment
from live.index import View
from live.screens import registry

# What differs between two loads of the same page although nothing has happened: tokens,
# and what the browser's clock goes on with by itself.
VOLATILE = (
    (re.compile(r'(csrfmiddlewaretoken" value=|data-csrf=|nonce=)"[^"]*"'), r'\1""'),
    (re.compile(r'data-now="[^"]*"'), ""),
    (re.compile(r"(<time\b[^>]*>)[^<]*</time>"), r"\1</time>"),
    (re.compile(r'\s+data-grade="[^"]*"'), ""),
    (re.compile(r'(data-tick="[^"]*")\s+x="[^"]*"'), r"\1"),
    (re.compile(r"\s+"), " "),
)


class OpenScreen:
    """Loaded once; `catch_up` pushes what was announced since, as the hub would."""

    def __init__(self, user: User, name: str, pk: int | None, monkeypatch: Any) -> None:
        self.user = user
        self.screen = registry()[name]
        self.pk = pk
        self.client = Client()
        self.client.force_login(user)
        self.announced: set[str] = set()
        self.pushed: list[str] = []
        ring = doorbell.ring

        def listen(topics: set[str]) -> None:
            self.announced |= topics
            ring(topics)

        monkeypatch.setattr(doorbell, "ring", listen)
        self.topics = {part: self.topics_of(part) for part in self.screen.fragments}
        self.html = self.load()

    def load(self) -> str:
        """Return the page as it would be loaded now."""
        response = self.client.get(self.address)
        assert response.status_code == 200, self.address
        return stable(response.content.decode())

    @property
    def address(self) -> str:
        return ADDRESSES[self.screen.name].format(pk=self.pk)

    def catch_up(self) -> None:
        """Apply what the hub would push now: one rendering of each changed fragment."""
        announced, self.announced = self.announced, set()
        for part in self.screen.fragments:
            topics = self.topics_of(part)
            if (self.topics[part] | topics) & announced:
                self.apply(part)
            self.topics[part] = topics

    def apply(self, part: Fragment) -> None:
        pushed = part.render(self.view(part).scope(timezone.now()), is_out_of_band=True)
        self.pushed.append(part.name)
        self.html = replaced(
            self.html, part.name, stable(pushed.replace(OUT_OF_BAND, "").strip())
        )

    def topics_of(self, part: Fragment) -> frozenset[str]:
        return part.topics(self.view(part).scope(timezone.now()))

    def view(self, part: Fragment) -> View:
        user = User.objects.get(pk=self.user.pk)
        return View(part, narrowed(viewer_of(user), part.varies), self.pk)

    def assert_equals_reload(self) -> None:
        """Fail where the page that was kept fresh differs from a fresh one."""
        self.catch_up()
        fresh = self.load()
        for part in self.screen.fragments:
            kept = element(self.html, part.name)
            assert kept == element(fresh, part.name), f"{part.name} is stale"
        assert self.html == fresh


# Where the page of each screen is.
ADDRESSES = {
    "board": "/board/",
    "desk": "/desk/",
    "recordings": "/recordings/",
    "recordings-found": "/recordings/?number=%2B1",
    "agents": "/agents/",
    "agent": "/agents/{pk}/",
    "repair": "/settings/repair/",
    "assign": "/queues/entries/{pk}/assign/",
    "calls": "/calls/",
    "calls-found": "/calls/?number=%2B1",
    "queues": "/queues/",
    "rooms": "/conferences/",
    "rooms-found": "/conferences/?page=1",
    "call": "/calls/{pk}/",
    "room": "/conferences/{pk}/",
}


def stable(html: str) -> str:
    for pattern, replacement in VOLATILE:
        html = pattern.sub(replacement, html)
    return html


class Finder(HTMLParser):
    """Finds where the element with an id begins and ends; `html` is one line."""

    def __init__(self, html: str, wanted: str) -> None:
        super().__init__(convert_charrefs=False)
        self.wanted = wanted
        self.tag = ""
        self.depth = 0
        self.start = self.end = -1
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.start < 0 and dict(attrs).get("id") == self.wanted:
            self.tag, self.depth, self.start = tag, 1, self.getpos()[1]
        elif self.is_inside and tag == self.tag:
            self.depth += 1

    @override
    def handle_endtag(self, tag: str) -> None:
        if self.is_inside and tag == self.tag:
            self.depth -= 1
            if self.depth == 0:
                self.end = self.getpos()[1] + len(f"</{tag}>")

    @property
    def is_inside(self) -> bool:
        return self.start >= 0 and self.end < 0


def span(html: str, wanted: str) -> tuple[int, int]:
    found = Finder(html, wanted)
    assert found.end > 0, f"there is no element with the id {wanted}"
    return found.start, found.end


def element(html: str, wanted: str) -> str:
    start, end = span(html, wanted)
    return html[start:end].strip()


def text_of(html: str) -> str:
    """Return what is read there: without tags, entities and the spaces of the source."""
    return " ".join(unescape(strip_tags(html)).split())


def replaced(html: str, wanted: str, with_this: str) -> str:
    start, end = span(html, wanted)
    return html[:start] + with_this + html[end:]
