"""From an announced topic to the frames on the screens."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Grant
from accounts.roles import Role
from live import hub, topics
from live.announce import announce
from live.sessions import close_sockets_of
from queues.actions.administration import save_queue
from queues.models import Queue
from tests.factories import become, make_agent, make_user
from tests.live import stage
from tests.live.conftest import Browser, in_thread, session_of


@pytest.fixture
def ana(transactional_db):
    return make_user("ana", Role.AGENT)


@pytest.fixture
def key(ana):
    return session_of(ana)


async def opened(key, path="/live/stage/") -> Browser:
    browser = Browser(path, key)
    assert await browser.open() == "accepted"
    while set(browser.screen) != {"tile", "own"}:
        await browser.frame()
    return browser


async def test_new_socket_is_sent_every_fragment(running_hub, key, ana):
    browser = await opened(key)
    oob = ' hx-swap-oob="outerMorph"'
    assert browser.screen == {
        "tile": f'<section id="tile"{oob}>one</section>',
        "own": f'<section id="own"{oob}>user {ana.pk} a</section>',
    }


async def test_change_is_rendered_once_for_all_screens(running_hub, key):
    browsers = [await opened(key) for _ in range(5)]
    stage.renders.clear()
    stage.values["tile"] = "two"
    await in_thread(announce)("tiles")
    for browser in browsers:
        await browser.frame()
    assert stage.renders == {"tile": 1}
    assert {browser.screen["tile"] for browser in browsers} == {
        '<section id="tile" hx-swap-oob="outerMorph">two</section>'
    }


async def test_burst_of_changes_is_gathered(running_hub, key):
    browser = await opened(key)
    stage.renders.clear()
    for number in range(50):
        stage.values["tile"] = str(number)
        await in_thread(announce)("tiles")
    assert await browser.frames_within(0.4) <= 3
    assert ">49<" in browser.screen["tile"]


async def test_unchanged_fragment_is_not_sent(running_hub, key):
    browser = await opened(key)
    stage.renders.clear()
    await in_thread(announce)("tiles")
    assert await browser.frames_within(0.3) == 0
    assert stage.renders == {"tile": 1}


async def test_topics_follow_what_is_shown(running_hub, key, ana):
    browser = await opened(key)
    stage.values["own"] = "b"
    await in_thread(announce)(topics.user(ana.pk))
    await browser.frame()
    await browser.frames_within(0.3)
    stage.renders.clear()
    await in_thread(announce)("own.a")
    assert await browser.frames_within(0.3) == 0
    assert stage.renders == {}
    await in_thread(announce)("own.b")
    await browser.frames_within(0.3)
    assert stage.renders == {"own": 1}


async def test_broken_fragment_leaves_the_others_alone(running_hub, key, caplog):
    browser = await opened(key)
    stage.values["tile"] = "broken"
    await in_thread(announce)("tiles")
    assert await browser.frames_within(0.3) == 0
    assert "fragment tile could not be rendered" in caplog.text
    stage.values["tile"] = "repaired"
    await in_thread(announce)("tiles")
    await browser.frame()
    assert ">repaired<" in browser.screen["tile"]


async def test_versions_count_up_by_one(running_hub, key):
    browser = await opened(key)
    for number in range(3):
        stage.values["tile"] = str(number)
        await in_thread(announce)("all")
        await browser.frame()
    assert browser.versions == list(range(1, len(browser.versions) + 1))


async def test_heartbeat_travels_through_the_layer(transactional_db, key, monkeypatch):
    monkeypatch.setattr(hub, "SECONDS_BETWEEN_BEATS", 0.05)
    running = hub.current()
    browser = await opened(key)
    assert set(await browser.frame()) == {"heartbeat", "now"}
    deaf = get_channel_layer()
    await deaf.flush()
    await browser.frames_within(0.1)
    assert await browser.frames_within(0.3) == 0
    await running.close()


@pytest.mark.parametrize("days", [-2, 2])
async def test_clock_that_is_set_by_days_leaves_no_screen_deaf(
    transactional_db, key, monkeypatch, days
):
    monkeypatch.setattr(hub, "SECONDS_BETWEEN_BEATS", 0.05)
    running = hub.current()
    browser = await opened(key)
    set_by = timedelta(days=days).total_seconds()
    monkeypatch.setattr("channels.layers.time", ShiftedTime(set_by))
    await browser.frames_within(0.04)
    assert set(await browser.frame()) == {"heartbeat", "now"}
    stage.values["tile"] = "two"
    await in_thread(announce)("tiles")
    while ">two<" not in browser.screen["tile"]:
        await browser.frame()
    await running.close()


class ShiftedTime:
    """The module `time` on a machine whose clock was set."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def time(self) -> float:
        return time.time() + self.seconds


async def test_layer_that_went_deaf_is_asked_anew(transactional_db, key, monkeypatch):
    monkeypatch.setattr(hub, "SECONDS_BETWEEN_BEATS", 0.05)
    monkeypatch.setattr(hub, "SECONDS_OF_SILENCE", 0.5)
    running = hub.current()
    browser = await opened(key)
    await get_channel_layer().flush()
    stage.values["tile"] = "missed"
    while ">missed<" not in browser.screen["tile"]:
        await browser.frame()
    await running.close()


async def test_what_was_lost_with_a_beat_is_rendered_again(
    transactional_db, key, monkeypatch
):
    running = hub.current()
    browser = await opened(key)
    stage.values["tile"] = "unannounced"
    running.hear({"type": "beat", "hub": running._name, "number": 1})
    assert await browser.frames_within(0.3) == 1
    running.hear({"type": "beat", "hub": running._name, "number": 3})
    await browser.frame()
    await browser.frame()
    assert ">unannounced<" in browser.screen["tile"]
    await running.close()


async def test_announcing_from_a_worker_thread_is_prompt(running_hub, key):
    browser = await opened(key)
    delays = []
    for number in range(20):
        stage.values["tile"] = str(number)
        asked_at = time.monotonic()
        threading.Thread(target=announce, args=("tiles",)).start()
        await browser.frame()
        delays.append(time.monotonic() - asked_at)
        await asyncio.sleep(hub.SECONDS_BETWEEN_FLUSHES)
    assert sorted(delays)[len(delays) // 2] < 0.1


async def test_lost_message_is_repaired_by_the_refresh(
    transactional_db, key, monkeypatch
):
    monkeypatch.setattr(hub, "SECONDS_BETWEEN_REFRESHES", 0.2)
    running = hub.current()
    browser = await opened(key)
    stage.values["tile"] = "unannounced"
    await browser.frame()
    assert ">unannounced<" in browser.screen["tile"]
    await running.close()


async def test_leaving_forgets_everything(running_hub, key):
    browser = await opened(key)
    await browser.leave()
    assert running_hub.sockets == set()
    assert set(running_hub.index.shown()) == set()
    assert dict(running_hub.index.listeners) == {}


async def test_signing_out_closes_the_socket(running_hub, key, ana):
    browser = await opened(key)
    await in_thread(end_session)(key)
    await in_thread(close_sockets_of)(ana.pk)
    assert await browser.frame() == {"type": "websocket.close", "code": 4401}


async def test_other_role_has_the_page_loaded_anew(running_hub, key, ana):
    browser = await opened(key)
    await in_thread(make_supervisor)(ana)
    assert await browser.frame() == {"type": "websocket.close", "code": 4001}


async def test_another_queue_makes_the_screen_come_back(running_hub, key, ana):
    browser = await opened(key)
    await in_thread(join_a_queue)(ana)
    assert await browser.frame() == {"type": "websocket.close", "code": 4000}


async def test_lost_role_closes_the_socket(running_hub, key, ana):
    browser = await opened(key)
    await in_thread(lose_the_role)(ana)
    assert await browser.frame() == {"type": "websocket.close", "code": 4403}


async def test_permission_is_checked_again_without_a_bell(
    running_hub, key, ana, monkeypatch
):
    monkeypatch.setattr("live.permission_checks.SECONDS_BETWEEN_CHECKS", 0.1)
    monkeypatch.setattr("live.permission_checks.SECONDS_BETWEEN_ROUNDS", 0.1)
    await asyncio.sleep(1.1)
    browser = await opened(key)
    await in_thread(end_session)(key)
    assert await browser.frame() == {"type": "websocket.close", "code": 4401}


async def test_closing_hub_asks_screens_to_come_back(transactional_db, key):
    running = hub.current()
    browser = await opened(key)
    await running.close()
    assert await browser.frame() == {"type": "websocket.close", "code": 4000}


def end_session(key):
    Session.objects.filter(pk=key).delete()


def make_supervisor(user):
    become(user, Role.SUPERVISOR)


def lose_the_role(user):
    Grant.objects.filter(user=user).delete()


def join_a_queue(user):
    agent, now = make_agent(user), timezone.now()
    queue = Queue(name="Billing", telnyx_name="billing")
    save_queue(queue, agents=[agent], phone_numbers=[], requested_by=None, now=now)
