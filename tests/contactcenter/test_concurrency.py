"""How many requests are let in, and what happens to the others."""

import asyncio

import pytest

from contactcenter import concurrency
from contactcenter.concurrency import ConcurrencyLimit


class Pages:
    """Answers when it is told to; counts who is inside."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.may_answer = asyncio.Event()
        self.may_finish = asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.may_answer.wait()
        self.inside -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.may_finish.wait()
        await send({"type": "http.response.body", "body": b""})


class Visitor:
    def __init__(self, application) -> None:
        self.messages: list[dict[str, object]] = []
        self.task = asyncio.create_task(application({}, self.receive, self.send))

    async def receive(self):
        return {}

    async def send(self, message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> object:
        return self.messages[0]["status"] if self.messages else None


@pytest.fixture
def pages(monkeypatch) -> Pages:
    monkeypatch.setattr(concurrency, "AT_ONCE", 2)
    monkeypatch.setattr(concurrency, "MOST_WAITING", 3)
    return Pages()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_no_more_than_a_few_are_inside(pages):
    application = ConcurrencyLimit(pages)
    visitors = [Visitor(application) for _ in range(5)]
    await settle()
    assert pages.inside == 2
    pages.may_answer.set()
    pages.may_finish.set()
    await asyncio.gather(*[visitor.task for visitor in visitors])
    assert pages.most == 2
    assert [visitor.status for visitor in visitors] == [200] * 5


async def test_who_would_wait_too_long_is_turned_away(pages):
    application = ConcurrencyLimit(pages)
    visitors = [Visitor(application) for _ in range(2)]
    await settle()
    visitors += [Visitor(application) for _ in range(4)]
    await settle()
    assert visitors[-1].status == 503
    assert [visitor.status for visitor in visitors[:-1]] == [None] * 5
    pages.may_answer.set()
    pages.may_finish.set()
    await asyncio.gather(*[visitor.task for visitor in visitors])


async def test_long_download_keeps_nobody_out(pages):
    application = ConcurrencyLimit(pages)
    pages.may_answer.set()
    slow = [Visitor(application) for _ in range(2)]
    await settle()
    quick = Visitor(application)
    await settle()
    assert quick.status == 200
    assert not slow[0].task.done()
    pages.may_finish.set()
    await asyncio.gather(*[visitor.task for visitor in [*slow, quick]])


async def test_failing_request_gives_its_place_back(pages):
    async def fail(scope, receive, send):
        raise ZeroDivisionError

    application = ConcurrencyLimit(fail)
    for _ in range(5):
        visitor = Visitor(application)
        with pytest.raises(ZeroDivisionError):
            await visitor.task
