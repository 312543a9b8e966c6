"""A supervisor hears, and is heard by whom the role says, once Telnyx has confirmed it."""

import re

import pytest
from playwright.sync_api import expect

from tests.telephones.test_calls import ANA, SOFIA, taken

pytestmark = pytest.mark.browser


def test_supervisor_is_rung_by_themselves_and_heard_by_role(floor):
    ana = floor.at_desk("agent1", ANA)
    sofia = floor.person("supervisor", SOFIA)
    taken(floor, ana)
    live = sofia.open_live("/board/").locator("#live-calls li", has_text="Carla Stone")
    live.get_by_role("button", name=re.compile("^Listen")).click()
    dock = sofia.page.locator("#supervision-dock")
    expect(dock).to_contain_text("Listening to")
    sofia.has_phase("talking")
    sofia.hears({ANA}, SOFIA)
    assert sofia.value("[...cc.phone.line.calls.values()][0].isAudioMuted") is True
    ana.hears(set(), SOFIA)
    # What Ana's microphone hears is what Sofia does.
    ana.act("mute")
    sofia.hears(set(), ANA)
    ana.act("mute")
    sofia.hears({ANA}, SOFIA)
    dock.get_by_role("button", name="Coach", exact=True).click()
    expect(dock).to_contain_text(re.compile(r"Only .+ hears you"))
    ana.hears({SOFIA}, ANA)
    dock.get_by_role("button", name="Listen", exact=True).click()
    expect(dock).to_contain_text("your microphone is off")
    ana.hears(set(), SOFIA)
    dock.get_by_role("button", name="Leave", exact=True).click()
    sofia.has_phase("")
    ana.has_phase("talking")
