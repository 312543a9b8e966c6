"""An agent's desk in Chromium: notes that nothing loses, and an outcome by key."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scene import BILLING, available, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARL = ("Carl Stone", "+14155550132", BILLING)
NOTES = "Charged twice for the Business plan."


def notes(page: Page):
    return page.get_by_label("Notes", exact=True)


def state_of_notes(page: Page):
    return page.locator("[data-notes-state]")


@pytest.fixture
def ana(person, quiet):
    """Ana, who talks with Carl."""
    somebody = person("agent1")
    available(somebody)
    somebody.carl = quiet.call_in(*CARL)
    pick(somebody, CARL[0])
    return somebody


def test_notes_are_saved_as_typed_and_survive_a_reload_at_once(ana):
    page = ana.page
    page.keyboard.press("Alt+0")
    expect(notes(page)).to_be_focused()
    page.keyboard.type(NOTES)
    expect(state_of_notes(page)).to_contain_text("Saved at")
    page.keyboard.type(" Refund promised.")
    # Nothing was sent yet.
    page.reload()
    expect(notes(page)).to_have_value(f"{NOTES} Refund promised.")
    expect(state_of_notes(page)).to_contain_text(re.compile("Saved"))
    page.reload()
    expect(notes(page)).to_have_value(f"{NOTES} Refund promised.")


def test_notes_outlive_a_server_that_does_not_answer(ana, quiet):
    page = ana.page
    with quiet.frozen():
        notes(page).fill(NOTES)
        expect(state_of_notes(page)).to_contain_text(re.compile("Saving|Not saved"))
    expect(state_of_notes(page)).to_contain_text("Saved at")


def test_no_push_takes_what_somebody_types(ana, quiet):
    page = ana.page
    notes(page).focus()
    page.keyboard.type("Char")
    quiet.call_in("Dora Field", "+14155550133", BILLING)
    expect(page.locator("#desk-waiting")).to_contain_text("Dora Field")
    page.keyboard.type("ged twice")
    expect(notes(page)).to_have_value("Charged twice")
    expect(notes(page)).to_be_focused()


def test_an_outcome_by_key_while_talking_and_after_it(ana, quiet):
    page = ana.page
    chips = page.locator(".cc-outcomes")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("Alt+2")
    chosen = chips.locator("button[aria-pressed=true]")
    expect(chosen).to_have_text("Changed")
    quiet.far_party(ana.carl, "hangup")
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    page.keyboard.press("Alt+3")
    expect(chosen).to_have_text("Refunded")
    page.get_by_role("link", name="Timeline").click()
    expect(page.locator("#call-remarks")).to_contain_text("Solved: Refunded")


def test_own_keys_are_pressed_instead_of_the_usual_ones(ana):
    page = ana.page
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("?")
    page.get_by_role("link", name="Choose your own").click()
    field = page.get_by_label("Go to the notes")
    field.fill("Ctrl+Shift+Y")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your keys are saved.")).to_be_visible()
    ana.open_live("/desk/")
    page.keyboard.press("Alt+0")
    expect(notes(page)).not_to_be_focused()
    page.keyboard.press("Control+Shift+Y")
    expect(notes(page)).to_be_focused()
    expect(notes(page)).to_have_attribute("aria-keyshortcuts", "Control+Shift+Y")
    ana.open("/accounts/keys/?preset=usual")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your keys are saved.")).to_be_visible()
