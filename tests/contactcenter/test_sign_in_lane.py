"""One password at a time, an address after the other; nobody waits behind a flood."""

import asyncio

import pytest

from contactcenter import sign_in_lane
from contactcenter.sign_in_lane import SignInLane, is_signing_in

FLOOD, OFFICE = "192.0.2.1", "198.51.100.7"


class Checking:
    """Checks a password when it is told to; tells in which order they came."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.inside = 0
        self.most = 0
        self.steps = asyncio.Semaphore(0)

    async def __call__(self, scope, receive, send) -> None:
        self.order.append(scope["client"][0])
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.steps.acquire()
        self.inside -= 1
        await send({"type": "http.response.start", "status": 302, "headers": []})


@pytest.fixture
async def checking() -> Checking:
    return Checking()


@pytest.fixture
async def lane(checking) -> SignInLane:
    return SignInLane(checking)


def sign_in(lane: SignInLane, address: str) -> "asyncio.Task[int]":
    async def answer() -> int:
        statuses: list[int] = []

        async def send(message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        async def receive() -> None:
            return None

        await lane({"client": [address, 1]}, receive, send)
        return statuses[0]

    return asyncio.create_task(answer())


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_password_is_checked_at_a_time(lane, checking):
    people = [sign_in(lane, f"192.0.2.{number}") for number in range(5)]
    await settle()
    for _ in people:
        checking.steps.release()
    assert await asyncio.gather(*people) == [302] * 5
    assert checking.most == 1


async def test_somebody_elses_flood_is_not_waited_for(lane, checking):
    flood = [sign_in(lane, FLOOD) for _ in range(10)]
    await settle()
    colleague = sign_in(lane, OFFICE)
    await settle()
    # The one that is being checked, one more of the flood, and then it is their turn.
    for _ in range(3):
        checking.steps.release()
    assert await colleague == 302
    assert checking.order[:3] == [FLOOD, FLOOD, OFFICE]
    for _ in flood:
        checking.steps.release()
    await asyncio.gather(*flood)


async def test_an_address_that_posts_more_is_turned_away(lane, checking, monkeypatch):
    monkeypatch.setattr(sign_in_lane, "TURNED_AWAY_AFTER_SECS", 0)
    flood = [sign_in(lane, FLOOD) for _ in range(sign_in_lane.MOST_OF_ADDRESS + 3)]
    await settle()
    assert [one.result() for one in flood if one.done()] == [503, 503]
    for _ in flood:
        checking.steps.release()
    await asyncio.gather(*flood)


async def test_many_addresses_wait_up_to_a_number(lane, checking, monkeypatch):
    monkeypatch.setattr(sign_in_lane, "TURNED_AWAY_AFTER_SECS", 0)
    crowd = [sign_in(lane, f"10.0.0.{number}") for number in range(250)]
    await settle()
    refused = [one for one in crowd if one.done()]
    assert len(refused) == 250 - 1 - sign_in_lane.MOST_WAITING
    for _ in crowd:
        checking.steps.release()
    await asyncio.gather(*crowd)


async def test_who_waits_for_too_long_is_turned_away(lane, checking, monkeypatch):
    monkeypatch.setattr(sign_in_lane, "PATIENCE_SECS", 0.01)
    first, second = sign_in(lane, FLOOD), sign_in(lane, OFFICE)
    assert await second == 503
    checking.steps.release()
    assert await first == 302
    third = sign_in(lane, OFFICE)
    checking.steps.release()
    assert await third == 302


async def test_who_goes_away_leaves_the_line(lane, checking):
    first, second, third = [sign_in(lane, FLOOD) for _ in range(3)]
    await settle()
    second.cancel()
    await settle()
    checking.steps.release()
    checking.steps.release()
    assert await asyncio.gather(first, third) == [302, 302]


async def test_the_lane_rests_after_a_try_that_failed(monkeypatch):
    monkeypatch.setattr(sign_in_lane, "REST_SECS", 0)
    answered: list[str] = []

    async def refuse(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 422, "headers": []})
        answered.append(scope["client"][0])

    lane = SignInLane(refuse)
    first, second = sign_in(lane, FLOOD), sign_in(lane, OFFICE)
    assert await first == 422
    assert answered == [FLOOD]
    assert lane.is_taken
    assert await second == 422


async def test_what_fails_gives_the_lane_back(monkeypatch):
    monkeypatch.setattr(sign_in_lane, "REST_SECS", 0)

    async def fail(scope, receive, send):
        raise ZeroDivisionError

    lane = SignInLane(fail)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await sign_in(lane, OFFICE)


@pytest.mark.parametrize(
    ("method", "path", "is_one"),
    [
        ("POST", "/accounts/login/", True),
        ("POST", "/accounts/reauthenticate/", True),
        ("GET", "/accounts/login/", False),
        ("POST", "/accounts/logout/", False),
        ("POST", "/board/", False),
    ],
)
def test_what_may_check_a_password_takes_the_lane(method, path, is_one):
    assert is_signing_in({"method": method, "path": path}) is is_one
