"""The web process: which address goes where, and what a client cannot move."""

from typing import Any

import pytest

from callcontrol import applier
from contactcenter.application import WEBHOOK_PATH, WebProcess
from live import doorbell


class Ear:
    """Stands for the pages; remembers what it was asked."""

    def __init__(self) -> None:
        self.scopes: list[dict[str, Any]] = []

    async def __call__(self, scope, receive, send) -> None:
        self.scopes.append(scope)


@pytest.fixture
def pages() -> Ear:
    return Ear()


@pytest.fixture
def process(pages, monkeypatch):
    starts = []
    monkeypatch.setattr(applier, "start", lambda: starts.append(1))
    process = WebProcess(pages)
    process.starts = starts
    yield process
    doorbell.forget()


def http(path: str, **more) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "headers": [], **more}


async def nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def ignore(message) -> None:
    pass


async def test_root_path_of_a_client_is_ignored(process, pages):
    await process(http("/board/", root_path="/elsewhere"), nothing, ignore)
    assert pages.scopes[0]["root_path"] == ""


async def test_applier_starts_once_with_the_first_request(process):
    await process(http("/a/"), nothing, ignore)
    await process(http("/b/"), nothing, ignore)
    assert process.starts == [1]


async def test_webhooks_do_not_reach_django(process, pages):
    answers = []

    async def take(message) -> None:
        answers.append(message)

    await process(http(WEBHOOK_PATH), nothing, take)
    assert answers[0]["status"] == 405
    assert pages.scopes == []


async def test_worker_threads_ring_through_the_servers_loop(process):
    assert doorbell.sending_loop() is None
    await process(http("/"), nothing, ignore)
    assert doorbell.sending_loop() is not None
