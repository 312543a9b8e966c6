"""The page "My phone": a check before the shift, devices, and the figures of a call."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import axe_violations
from tests.telephones.floor import until
from tests.telephones.test_calls import ANA, taken

pytestmark = pytest.mark.browser


def test_check_says_that_all_is_well(floor):
    ana = floor.person("agent1", ANA)
    page = ana.open("/phone/")
    ana.is_connected()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Check the phone").click()
    verdict = page.locator("[data-part=verdict]")
    expect(verdict).to_have_text("All is well: callers will hear you.")


def test_figures_of_the_call_at_hand_are_shown_and_saved(floor):
    ana = floor.at_desk("agent1", ANA)
    taken(floor, ana)
    ana.page.get_by_role("button", name="More of the phone").click()
    ana.page.get_by_role("link", name=re.compile("^My phone")).click()
    page = ana.page
    expect(page.locator("#cc-phone-more")).to_be_hidden()
    expect(page.locator("[data-figure=ice]")).to_have_text(
        re.compile("connected|completed")
    )
    until(lambda: int(page.locator("[data-figure=received]").inner_text() or 0) > 100,
          "packets")  # fmt: skip
    expect(page.locator("[data-part=told]")).to_contain_text("telnyx_rtc.invite")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save a report").click()
    report = json.loads(saving.value.path().read_text())
    assert report["call"]["state"] == "active"
    assert "token" not in json.dumps(report)
    ana.has_phase("talking")
