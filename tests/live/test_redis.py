"""Two processes with Redis between them, played by two loops."""

import asyncio
import itertools
import json
from typing import Any

import pytest
import redis.asyncio as redis
from channels.layers import channel_layers

from accounts.roles import Role
from live import doorbell, hub
from live.announce import announce
from tests.factories import make_user
from tests.live import stage
from tests.live.conftest import Browser, in_thread, session_of

pytestmark = pytest.mark.redis


@pytest.fixture
async def redis_hub(redis_url, transactional_db, settings, monkeypatch):
    """A hub on Redis; what is announced in this process comes from another loop."""
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "live.redis_layer.RedisLayer",
            "CONFIG": {"hosts": [redis_url]},
        }
    }
    monkeypatch.setattr(channel_layers, "backends", {})
    monkeypatch.setattr(hub, "SECONDS_BETWEEN_BEATS", 0.1)
    # That everything is rendered anew now and then would hide what was lost.
    monkeypatch.setattr(hub, "SECONDS_BETWEEN_REFRESHES", 600.0)
    running = hub.current()
    await has_heard_itself(running)
    # As in a worker process, which has no server.
    doorbell.forget()
    yield running
    await running.close()
    await doorbell.layer().flush()
    doorbell.forget()


async def has_heard_itself(running: hub.Hub) -> None:
    """Wait for the first heartbeat: what is sent before it listens is lost."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "hear", heard.put_nowait)
        await heard.get()


async def test_worker_process_reaches_the_screens(redis_hub):
    browser = Browser("/live/stage/", await key_of_ana())
    assert await browser.open() == "accepted"
    await until(browser, "one")
    stage.values["tile"] = "two"
    await in_thread(announce)("tiles")
    await until(browser, "two")


async def test_heartbeat_comes_through_redis(redis_hub):
    browser = Browser("/live/stage/", await key_of_ana())
    assert await browser.open() == "accepted"
    await beats(browser, 1)


async def test_every_screen_is_true_again_after_redis_cut_the_connection(
    redis_hub, redis_url
):
    """The layer connects again by itself, and says nothing of what it missed."""
    browser = Browser("/live/stage/", await key_of_ana())
    assert await browser.open() == "accepted"
    unsaid = await change_that_is_not_shown(browser)
    async with redis.from_url(redis_url) as operator:
        assert await operator.client_kill_filter(_type="pubsub") >= 1
    await until(browser, unsaid)


async def change_that_is_not_shown(browser: Browser) -> str:
    """Change the tile as if the word of it was lost, once nothing else renders it."""
    for number in itertools.count():
        unsaid = f"unsaid {number}"
        stage.values["tile"] = unsaid
        await beats(browser, 3)
        if f">{unsaid}<" not in browser.screen["tile"]:
            return unsaid
    raise AssertionError


async def test_message_is_small_and_holds_no_content(redis_hub, monkeypatch):
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    monkeypatch.setattr(redis_hub, "hear", heard.put_nowait)
    await in_thread(announce)("call.1", "queues")
    while (message := await heard.get())["type"] != "changed":
        pass
    assert message == {"type": "changed", "topics": ["call.1", "queues"]}
    assert len(json.dumps(message)) < 200


async def key_of_ana() -> str:
    ana = await in_thread(make_user)("ana", Role.AGENT)
    return str(await in_thread(session_of)(ana))


async def beats(browser: Browser, number: int) -> None:
    for _ in range(number):
        while "heartbeat" not in await browser.frame():
            pass


async def until(browser: Browser, text: str) -> None:
    while f">{text}<" not in browser.screen.get("tile", ""):
        await browser.frame()
