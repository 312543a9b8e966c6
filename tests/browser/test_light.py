"""One light sums up what connects a screen; a press says what it is."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import axe_violations
from tests.browser.product import Product

pytestmark = pytest.mark.browser

LIGHT = "#cc-light"
PANEL = "#cc-light-panel"
BAR = "#provider-key-refused"
TEN_SECONDS = 10_000


@pytest.fixture
def refusing(quiet) -> Iterator[Product]:
    """The product whose key Telnyx refuses, until the end of the test."""
    refuse(quiet)
    yield quiet
    accept(quiet)


def refuse(product: Product) -> None:
    fault = {"kind": "status", "status": 401, "operation": "*", "count": 100_000}
    product.tell_emulator("POST", "faults", api=[fault])


def accept(product: Product) -> None:
    product.tell_emulator("POST", "faults", api=[])


def line(page: Page, name: str) -> str:
    return page.locator(f"{PANEL} li", has_text=name).inner_text()


def test_light_tells_what_every_connection_was_last_good_for(person, quiet):
    page = person("supervisor").open_live("/board/")
    page.locator(LIGHT).focus()
    page.keyboard.press("Enter")
    expect(page.locator(PANEL)).to_be_visible()
    for name in ("Live updates", "Requests to Telnyx"):
        assert re.search(r"last good \d+ s ago", line(page, name))
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_be_hidden()
    expect(page.locator(LIGHT)).to_be_focused()


def test_worst_wins_and_the_bar_comes_and_goes_by_itself(person, quiet):
    page = person("supervisor").open_live("/board/")
    expect(page.locator(LIGHT)).to_have_attribute("data-level", "ok")
    refuse(quiet)
    try:
        expect(page.locator(BAR)).to_be_visible(timeout=TEN_SECONDS)
        expect(page.locator(LIGHT)).to_have_attribute("data-level", "bad")
        expect(page.locator(LIGHT)).to_contain_text("API key refused")
        page.locator(LIGHT).click()
        assert "API key refused" in line(page, "Requests to Telnyx")
        assert axe_violations(page) == []
    finally:
        accept(quiet)
    expect(page.locator(BAR)).to_have_count(0, timeout=TEN_SECONDS)
    expect(page.locator(LIGHT)).to_have_attribute("data-level", "ok")
    # It was open all the while: a push changes it and does not close it.
    expect(page.locator(PANEL)).to_be_visible()


def test_light_works_when_the_server_is_dead(person, quiet):
    sofia = person("supervisor")
    sofia.page.clock.install()
    page = sofia.open_live("/board/")
    expect(page.locator(LIGHT)).to_have_attribute("data-level", "ok")
    with quiet.frozen():
        page.clock.fast_forward(25_000)
        expect(page.locator(LIGHT)).to_have_attribute("data-level", "bad")
        page.locator(LIGHT).click()
        assert "Stopped" in line(page, "Live updates")
        assert re.search(r"last good 2\d s ago", line(page, "Live updates"))
        expect(page.locator("#cc-light-old")).to_be_visible()


def test_pages_without_live_parts_tell_it_as_they_are_opened(person, refusing):
    adam = person("admin")
    page = adam.open_live("/board/")
    expect(page.locator(BAR)).to_be_visible(timeout=TEN_SECONDS)
    page = adam.open("/callcontrol/numbers/")
    expect(page.locator(BAR)).to_contain_text("Set TELNYX_API_KEY")
    assert axe_violations(page) == []
