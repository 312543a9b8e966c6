"""The frame, the theme and the keyboard, which every page shares."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.scene import BILLING, available

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_follows_the_system(person, scheme):
    page = person("supervisor", color_scheme=scheme).open("/calls/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)


def test_chosen_theme_is_remembered_before_the_first_paint(person):
    sofia = person("supervisor", color_scheme="light")
    sofia.page.locator("summary", has_text="Sofia").click()
    sofia.page.get_by_role("button", name="Dark theme").click()
    # The body does not exist yet when the theme is set: nothing can flash.
    sofia.page.add_init_script(
        "new MutationObserver((_, observer) => { if (document.body) {"
        " window.atBody = document.documentElement.dataset.bsTheme;"
        " observer.disconnect(); } }).observe(document, {childList: true, subtree: true})"
    )
    page = sofia.open("/calls/")
    assert page.evaluate("window.atBody") == "dark"


def test_skip_link_is_the_first_stop(person):
    page = person("supervisor").open("/calls/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_question_mark_lists_the_keys(person):
    page = person("supervisor").open("/calls/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_menu_closes_with_escape_and_gives_the_focus_back(person):
    page = person("supervisor").open("/calls/")
    summary = page.locator("summary", has_text="Sofia")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_wrong_password_is_said_in_words(person):
    stranger = person(None)
    page = stranger.open("/accounts/login/")
    page.get_by_label("User name").fill("supervisor")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("User name")).to_have_value("supervisor")


def test_take_next_has_a_key(person, quiet):
    ana = person("agent1")
    page = available(ana)
    quiet.call_in("Carl Stone", "+14155550132", BILLING)
    button = page.get_by_role("button", name="Take next")
    expect(button).to_be_enabled()
    page.keyboard.press("Alt+n")
    expect(page.locator("#topbar-state")).to_contain_text("Ringing")
    expect(page).to_have_title(re.compile(r"^\(Call\) Desk"))


def test_command_of_a_session_that_ended_leads_to_the_login_page(person):
    ana = person("agent1")
    page = ana.open_live("/desk/")
    ana.context.clear_cookies(name="session")
    page.locator("#own-state-menu summary").click()
    page.get_by_role("button", name="Lunch", exact=True).click()
    page.wait_for_url("**/accounts/login/?next=/desk/")


@pytest.mark.parametrize(
    ("status", "words"), [(500, "The server failed."), (404, "That is gone")]
)
def test_page_instead_of_an_answer_is_told_in_words(person, status, words):
    ana = person("agent2")
    page = ana.open_live("/desk/")
    page.route(
        "**/agents/me/state/",
        lambda route: route.fulfill(status=status, body="<html><body>no</body></html>"),
    )
    page.locator("#own-state-menu summary").click()
    page.get_by_role("button", name="Lunch", exact=True).click()
    expect(page.locator("#cc-outcome")).to_contain_text(words)
    ana.complaints.clear()


def test_refusal_is_not_said_again_after_a_command_that_was_taken(person, quiet):
    ana = person("agent1")
    page = available(ana)
    address = "**/queues/take-next/"
    words = "Somebody was faster."
    refusal = f'<output class="is-refusal">{words}</output>'
    page.route(address, lambda route: route.fulfill(status=409, body=refusal))
    quiet.call_in("Carl Stone", "+14155550132", BILLING)
    button = page.get_by_role("button", name="Take next")
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator("#cc-outcome")).to_have_text(words)
    page.unroute(address)
    button.click()
    expect(page.locator("#topbar-state")).to_contain_text("Ringing")
    # Not merely hidden: an answer hides by itself after a while.
    expect(page.locator("#cc-outcome")).to_have_text("")
