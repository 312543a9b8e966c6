"""Whoever has the floor in a room is lit, and the light goes on to the next one."""

import pytest
from playwright.sync_api import expect

from tests.browser.scene import BILLING, available, make_room, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_the_floor_passes_from_one_to_the_next(person, quiet):
    sofia, ben = person("supervisor"), person("agent2")
    available(ben)
    quiet.call_in("Carl Stone", "+14155550132", BILLING)
    pick(ben, "Carl Stone")
    page = sofia.open_live(make_room(ben, quiet))
    loads = sofia.watch_loads()

    speaking = page.locator(".cc-person[data-speaking]")
    expect(speaking).to_have_count(1, timeout=30_000)
    expect(speaking).to_contain_text("Speaking")
    first = speaking.get_attribute("id")
    others = page.locator(f".cc-person[data-speaking]:not(#{first})")
    expect(others).to_have_count(1, timeout=45_000)
    expect(speaking).to_have_count(1)
    assert loads == []
