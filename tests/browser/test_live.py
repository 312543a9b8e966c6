"""A live page says how fresh it is, and repairs itself."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.product import eventually

pytestmark = pytest.mark.browser

CHIP = "#cc-fresh"
BANNER = "#cc-banner"


def test_chip_tells_that_data_is_live(person, quiet):
    page = person("supervisor").open_live("/board/")
    expect(page.locator(CHIP)).to_have_text(re.compile(r"^Live · \d"))
    expect(page.locator(BANNER)).to_be_hidden()


def test_silence_of_25_seconds_is_shown_and_stops_commands(person, quiet):
    sofia = person("supervisor")
    sofia.page.clock.install()
    page = sofia.open_live("/board/")
    quiet.call_in("Carl Stone", "+14155550132", "+15550100100")
    expect(page.locator("#waiting-callers")).to_contain_text("Carl Stone")
    with quiet.frozen():
        page.clock.fast_forward(22_000)
        expect(page.locator(BANNER)).to_be_hidden()
        page.clock.fast_forward(3_000)
        expect(page.locator(BANNER)).to_be_visible()
        expect(page.locator(CHIP)).to_have_text(
            re.compile(r"^Data from \d\d:\d\d:\d\d$")
        )
        expect(page.locator("main form button:enabled")).to_have_count(0)
    expect(page.locator(BANNER)).to_be_hidden(timeout=30_000)
    expect(page.locator(CHIP)).to_contain_text("Live")


def test_what_was_missed_while_away_is_repaired(person, quiet):
    sofia = person("supervisor")
    page = sofia.open_live("/board/")
    documents = sofia.documents
    sofia.context.set_offline(True)
    page.evaluate("cc.socket().close(4000)")
    expect(page.locator(CHIP)).to_have_text("Reconnecting…")
    quiet.call_in("Carl Stone", "+14155550132", "+15550100100")
    sofia.context.set_offline(False)
    expect(page.locator("#waiting-callers")).to_contain_text(
        "Carl Stone", timeout=30_000
    )
    assert sofia.documents == documents


def test_tab_that_slept_shows_what_came_meanwhile(person, quiet):
    sofia = person("supervisor")
    page = sofia.open_live("/board/")
    browser = sofia.context.new_cdp_session(page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    carl = quiet.call_in("Carl Stone", "+14155550132", "+15550100100")
    eventually(lambda: quiet.has_happened("call.playback.started", carl), 30)
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    expect(page.locator("#waiting-callers")).to_contain_text("Carl Stone")
    expect(page.locator("html")).to_have_attribute("data-live", "live")


def test_back_button_comes_back_to_live_data(person, quiet):
    page = person("supervisor").open_live("/board/")
    page.get_by_role("link", name="Calls", exact=True).click()
    expect(page.get_by_role("heading", name="Calls", level=1)).to_be_visible()
    page.go_back()
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    quiet.call_in("Carl Stone", "+14155550132", "+15550100100")
    expect(page.locator("#waiting-callers")).to_contain_text("Carl Stone")


def test_page_of_the_back_forward_cache_is_loaded_again(person, quiet):
    sofia = person("supervisor")
    page = sofia.open_live("/board/")
    documents = sofia.documents
    with page.expect_navigation():
        page.evaluate(
            "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
        )
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    assert sofia.documents == documents + 1


def test_signing_out_elsewhere_leads_to_the_login_page(person, quiet):
    sofia = person("supervisor")
    page = sofia.open_live("/board/")
    other = sofia.context.new_page()
    other.goto(quiet.url + "/calls/")
    other.locator("summary", has_text="Sofia").click()
    other.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/?next=/board/")


def test_times_count_on_between_pushes(person, quiet):
    page = person("supervisor").open_live("/board/")
    quiet.call_in("Carl Stone", "+14155550132", "+15550100100")
    wait = page.locator("#waiting-callers time[data-since]").first
    expect(wait).to_have_text(re.compile(r"^0:0[2-9]$"), timeout=10_000)


def test_row_keeps_its_place_under_the_pointer(person, quiet):
    page = person("supervisor").open_live("/board/")
    first = quiet.call_in("Carl Stone", "+14155550132", "+15550100100")
    rows = page.locator("#waiting-callers tbody tr")
    expect(rows).to_have_count(1)
    quiet.call_in("Dora Field", "+14155550133", "+15550100100")
    expect(rows).to_have_count(2)
    dora = rows.filter(has_text="Dora Field")
    dora.hover()
    before = dora.bounding_box()
    quiet.far_party(first, "hangup")
    gone = page.locator("#waiting-callers tr[data-gone]")
    expect(gone).to_contain_text("Carl Stone")
    assert dora.bounding_box() == before
    page.mouse.move(5, 500)
    expect(rows).to_have_count(1, timeout=8_000)


def test_tile_is_calm_again_when_nobody_waits(person, quiet):
    sofia = person("supervisor")
    sofia.page.clock.install()
    page = sofia.open_live("/board/")
    carl = quiet.call_in("Carl Stone", "+14155550132", "+15550100100")
    expect(page.locator("#waiting-callers")).to_contain_text("Carl Stone")
    tile = page.locator("#queues-tiles article", has_text="Longest wait")
    page.evaluate("cc.setServerTime(new Date(Date.now() + 3_600_000).toISOString())")
    page.clock.run_for(1_000)
    expect(tile).to_have_attribute("data-grade", "bad")
    quiet.far_party(carl, "hangup")
    expect(tile).to_contain_text("nobody waits")
    page.clock.run_for(1_000)
    expect(tile).not_to_have_attribute("data-grade", re.compile("."))
