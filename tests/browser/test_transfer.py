"""An agent holds a caller, asks a colleague, and leaves the caller to them: by keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Person, axe_violations
from tests.browser.scene import BILLING, available, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CARL = ("Carl Stone", "+14155550132", BILLING)
# A dial rings for up to 3 s, and then everything is a webhook away.
SETTLED_WITHIN_MS = 12_000


def test_hold_consult_and_complete(person, quiet):
    ana, ben = person("agent1"), person("agent2")
    for agent in (ana, ben):
        available(agent)
    quiet.call_in(*CARL)
    expect(ana.page.locator("#desk-waiting")).to_contain_text("Carl", timeout=20_000)
    pick(ana, "Carl Stone")
    holds_by_key(ana)
    consults(ana)
    call = ben.page.locator("#desk-call")
    expect(call).to_contain_text("Carl Stone", timeout=SETTLED_WITHIN_MS)
    expect(ben.page.locator("#desk-transfer")).to_contain_text("Charged twice")

    ana.page.keyboard.press("Alt+C")
    expect(ana.page.locator("#topbar-state")).to_contain_text(
        "Wrap-up", timeout=SETTLED_WITHIN_MS
    )
    expect(call).to_contain_text("Carl Stone")


def holds_by_key(ana: Person) -> None:
    desk = ana.page.locator("#desk-call")
    for key, words in (("Alt+K", "hears the hold music"), ("Alt+K", "")):
        expect(
            desk.get_by_role("button", name=re.compile("hold", re.IGNORECASE))
        ).to_be_enabled()
        ana.page.keyboard.press(key)
        hearing = ana.page.locator("#desk-hearing")
        if words:
            expect(hearing).to_contain_text(words, timeout=SETTLED_WITHIN_MS)
        else:
            expect(hearing).to_have_count(0, timeout=SETTLED_WITHIN_MS)


def consults(ana: Person) -> None:
    page = ana.page
    page.keyboard.press("Alt+T")
    panel = page.locator("#transfer-panel")
    expect(panel).to_be_visible()
    panel.locator("#transfer-find").fill("ben")
    expect(panel.locator("#transfer-targets .cc-target:visible")).to_have_count(1)
    panel.locator("#transfer-note").fill("Charged twice")
    assert axe_violations(page) == []
    panel.get_by_role("button", name=re.compile("^Consult Ben")).click()
    expect(panel).to_be_hidden()
    cards = page.locator("#desk-transfer .cc-lane")
    expect(cards).to_have_count(2, timeout=SETTLED_WITHIN_MS)
    expect(cards.first).to_contain_text("On hold")
    assert axe_violations(page) == []
