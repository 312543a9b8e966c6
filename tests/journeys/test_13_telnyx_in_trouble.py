"""Whoever watches is told within ten seconds that Telnyx is in trouble, and that it is over."""

import re
from html import unescape

import pytest

from callcontrol.refusals import refusals
from queues.models import QueueEntry
from tests.queues.stage import Floor
from tests.support.screens import element
from tests.support.world import WEBHOOKS

TROUBLES = {
    "key": ({"kind": "status", "status": 401}, "Telnyx refuses the API key."),
    "rights": ({"kind": "status", "status": 403}, "Telnyx does not allow what"),
    "own": ({"kind": "status", "status": 503}, "Telnyx has trouble of its own."),
    "silence": ({"kind": "timeout_before"}, "Telnyx does not answer in time."),
    "limit": ({"kind": "status", "status": 429}, "Telnyx limits our requests."),
}


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture
def screens(floor, world, cast, screen):
    """Sofia's board, Ana's desk and Adam's board, on a quiet floor."""
    world.run(5)
    return [
        screen(cast.sofia, "board"),
        screen(cast.ana, "desk"),
        screen(cast.adam, "board"),
    ]


def bar_of(page) -> str:
    page.assert_equals_reload()
    return unescape(re.sub(r"<[^>]+>|\s+", " ", element(page.html, "provider-bar")))


def light_of(page) -> str:
    found = re.search(r'id="provider-light"[^>]*data-level="(\w+)"', page.html)
    assert found
    return found[1]


def strike(world, operation: str = "*", **fault) -> None:
    world.control("faults", api=[{**fault, "operation": operation, "count": 1000}])


@pytest.mark.parametrize("trouble", TROUBLES)
def test_everybody_is_told_in_time_and_told_that_it_is_over(screens, world, trouble):
    fault, words = TROUBLES[trouble]
    for page in screens:
        assert (bar_of(page).strip(), light_of(page)) == ("", "ok")
    strike(world, **fault)
    world.run(9)
    for page in screens:
        assert words in bar_of(page)
        assert light_of(page) == "bad"

    world.control("faults", api=[])
    world.run(9)
    for page in screens:
        assert (bar_of(page).strip(), light_of(page)) == ("", "ok")


def test_only_an_administrator_is_sent_to_the_set_up(screens, world):
    strike(world, kind="status", status=401)
    world.run(9)
    sofia, ana, adam = (bar_of(page) for page in screens)
    assert "Set TELNYX_API_KEY to a valid key and restart." in adam
    assert "Tell an administrator." in sofia
    assert "Tell an administrator." in ana
    assert "/callcontrol/setup/" in element(screens[2].html, "provider-bar")
    assert "/callcontrol/setup/" not in element(screens[0].html, "provider-bar")


def test_refusal_of_commands_alone_is_told_while_reading_works(screens, floor, world):
    strike(world, "calls.*", kind="status", status=401)
    floor.call_in()
    world.run(9)
    assert "Telnyx refuses the API key." in bar_of(screens[0])
    world.control("faults", api=[])
    world.run(30)
    assert bar_of(screens[0]).strip() == ""


def test_one_failure_that_is_repeated_with_success_is_no_news(screens, floor, world):
    world.control(
        "faults", api=[{"kind": "status", "status": 503, "operation": "calls.answer"}]
    )
    floor.wait_in_line()
    for _ in range(10):
        assert bar_of(screens[0]).strip() == ""
        world.run(1)


def test_webhooks_that_are_not_signed_are_told(screens, floor, world, settings):
    settings.TELNYX_PUBLIC_KEYS = ["qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="]
    floor.call_in()
    for _ in range(3):
        world.run(3)
        # Written by a timer of the server's loop, which no test has.
        refusals.write()
    assert "they do not carry Telnyx's signature" in bar_of(screens[0])
    assert "Check TELNYX_PUBLIC_KEY" in bar_of(screens[2])

    settings.TELNYX_PUBLIC_KEYS = [world.emulator.signer.public_key]
    world.run(10)
    floor.wait_in_line(from_="+15557770002")
    assert bar_of(screens[0]).strip() == ""


def test_strangers_that_knock_do_not_frighten_anybody(screens, floor, world):
    floor.wait_in_line()
    for n in range(12):
        world.receive(WEBHOOKS, {"telnyx-timestamp": "1"}, b"{}")
        refusals.write()
        world.run(1)
        if n % 3 == 0:
            floor.wait_in_line(from_=f"+1555777{n:04}")
        assert bar_of(screens[0]).strip() == ""


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (3, "clock is 3 s ahead of Telnyx's."),
        (-60, "clock is 1 min behind Telnyx's."),
        (400, "clock is 6 min 40 s ahead of Telnyx's, so webhooks are put aside."),
        (-400, "clock is 6 min 40 s behind Telnyx's, so webhooks are put aside."),
    ],
)
def test_clock_that_differs_is_told_at_the_first_delivery(
    floor, world, cast, screen, ahead, words
):
    world.set_clock_ahead(ahead)
    board = screen(cast.sofia, "board")
    floor.call_in()
    world.run(2)
    assert words in bar_of(board)
    assert light_of(board) == ("warn" if abs(ahead) < 30 else "bad")


@pytest.mark.parametrize("ahead", [-60, -5, 5, 60])
def test_waits_and_wrap_up_last_as_long_as_they_did(floor, world, cast, ahead):
    world.set_clock_ahead(ahead)
    floor.queue.wrap_up_secs = 30
    floor.queue.save()
    entry = floor.wait_in_line()
    assert 0 <= (world.now - entry.entered_at).total_seconds() < 2.5

    world.script("sip:ana@sip.telnyx.com", behaviour="answer", after_secs=1)
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")
    world.run(10)
    entry.refresh_from_db()
    assert entry.state == "answered"
    world.act(entry.leg.call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
    ended_at = world.now
    world.run_until(lambda: floor.state_of(floor.ana) == "available", within=60)
    assert 28 <= (world.now - ended_at).total_seconds() <= 32


def test_clock_that_is_set_in_the_middle_of_a_call_loses_nothing(floor, world, cast):
    entry = floor.wait_in_line()
    world.set_clock_ahead(60)
    world.script("sip:ana@sip.telnyx.com", behaviour="answer", after_secs=1)
    floor.pick(cast.ana, entry)
    world.run_until(lambda: QueueEntry.objects.get().state == "answered")
    world.act(entry.leg.call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
