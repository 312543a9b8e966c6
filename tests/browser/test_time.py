"""Times on a page are right, whatever the reader does to the page and to their clock."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scene import BILLING, available, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARL = ("Carl Stone", "+14155550132", BILLING)
# Every age on the page, as it stands there, and since when it runs.
AGES = """() => [...document.querySelectorAll("main time[data-since]")]
  .filter(time => time.checkVisibility())
  .map(time => [time.dataset.since, time.textContent])"""


def seconds_of(text: str) -> int:
    """Read 1:02 or 1:02:03."""
    seconds = 0
    for part in text.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def wrong_ages(page: Page) -> list[str]:
    """Return the ages that are off by more than a second, and the second they show."""
    read_at = time.time()
    ages = page.evaluate(AGES)
    assert ages
    return [
        f"{text} since {since}"
        for since, text in ages
        if not -1 <= read_at - parsed(since) - seconds_of(text) <= 2
    ]


def parsed(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


@pytest.fixture
def talking(person, quiet):
    """An agent who has been on a call for some seconds."""
    ana = person("agent1")
    available(ana)
    quiet.call_in(*CARL)
    pick(ana, CARL[0])
    ana.page.wait_for_timeout(3_000)
    return ana


def test_ages_are_right_at_once_after_the_back_button(talking):
    page = talking.page
    page.get_by_role("link", name="Calls", exact=True).click()
    expect(page.get_by_role("heading", name="Calls", level=1)).to_be_visible()
    page.wait_for_timeout(6_000)
    page.go_back(wait_until="domcontentloaded")
    assert wrong_ages(page) == []


def test_pages_are_not_kept_by_the_browser(person):
    sofia = person("supervisor")
    for path in ("/board/", "/calls/", "/no-such-page/", "/accounts/login/"):
        answer = sofia.page.goto(sofia.product.url + path)
        assert answer is not None
        assert "no-store" in answer.headers["cache-control"], path


@pytest.mark.parametrize("hours", [-1, 1])
def test_ages_are_right_when_the_reader_sets_their_clock(person, quiet, hours):
    sofia = person("supervisor")
    sofia.page.clock.install()
    page = sofia.open_live("/board/")
    quiet.call_in(*CARL)
    expect(page.locator("#waiting-callers")).to_contain_text(CARL[0])
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours))
    for _ in range(4):
        page.wait_for_timeout(1_000)
        assert wrong_ages(page) == []
        expect(page.locator("#cc-fresh")).to_have_text(re.compile(r"^Live · \d"))


def test_ages_are_right_after_the_machine_slept(person, quiet):
    sofia = person("supervisor")
    sofia.page.clock.install()
    page = sofia.open_live("/board/")
    quiet.call_in(*CARL)
    expect(page.locator("#waiting-callers")).to_contain_text(CARL[0])
    # What the page counts stands still in sleep.
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    time.sleep(6)
    page.clock.resume()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1_000)
    assert wrong_ages(page) == []


def test_chip_turns_after_ten_seconds_of_silence(person, quiet):
    sofia = person("supervisor")
    sofia.page.clock.install()
    page = sofia.open_live("/board/")
    chip = page.locator("#cc-fresh")
    with quiet.frozen():
        page.clock.fast_forward(7_000)
        expect(chip).to_have_text(re.compile(r"^Live · \d+ s$"))
        page.clock.fast_forward(3_000)
        expect(chip).to_have_text(re.compile(r"^No answer for 1\d s$"))
        expect(page.locator("#cc-banner")).to_be_hidden()
    expect(chip).to_have_text(re.compile(r"^Live · \d"), timeout=30_000)


def test_hour_that_comes_twice_is_told_apart(person):
    page = person("supervisor", timezone_id="Europe/Berlin").open("/calls/")
    shown = page.evaluate(
        """() => ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"]
        .map((at) => {
          const time = document.createElement("time");
          time.setAttribute("datetime", at);
          time.dataset.local = "time";
          document.querySelector("main").append(time);
          cc.tick();
          return time.textContent;
        })"""
    )
    first, second, after = shown
    assert first != second
    assert {text[:8] for text in (first, second)} == {"02:30:00"}
    assert after == "03:30:00"
