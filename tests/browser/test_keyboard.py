"""A day at the desk without a mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.pages import PHONE
from tests.browser.product import eventually
from tests.browser.scene import BILLING, available, listen, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARL = ("Carl Stone", "+14155550132", BILLING)
DORA = ("Dora Field", "+14155550133", BILLING)
# Lower than the board is long.
LOW: ViewportSize = {"width": 1440, "height": 600}
# Enter in the field presses it.
DIAL_IN = ".cc-add button"
# A region may be larger than the room between the bars; of a control all has to show.
LARGEST_CONTROL = 60
# Which bar, if any, covers what has the focus.
COVERED_BY = """(largest) => {
  const element = document.activeElement;
  if (element === document.body) return "";
  const box = element.getBoundingClientRect();
  const at = (x, y) => document.elementFromPoint(
    box.left + x * box.width, box.top + y * box.height);
  const bars = [[0.5, 0.5], [0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]].map(([x, y]) =>
    at(x, y)?.closest(".cc-dock, .cc-rail, .cc-top, .cc-banners, .cc-player"));
  const covers = (bar) => bar && !bar.contains(element);
  const isHidden = box.height > largest ? bars.every(covers) : bars.some(covers);
  return isHidden ? element.outerHTML.slice(0, 120) : "";
}"""


def row(page: Page, caller: str) -> Locator:
    return page.locator("#desk-waiting tr", has_text=caller)


def test_focus_goes_where_the_next_action_is(person, quiet):
    ana = person("agent1")
    page = available(ana)
    quiet.call_in(*CARL)
    button = row(page, CARL[0]).get_by_role("button", name=re.compile("^Pick"))
    expect(button).to_be_enabled()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cc-offer")).to_be_focused()
    expect(page.locator("#desk-call")).to_be_focused()

    page.keyboard.press("Alt+h")
    expect(page.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take next")).to_be_focused()


def test_focus_stays_with_somebody_who_types(person, quiet):
    ana = person("agent1")
    page = available(ana)
    quiet.call_in(*CARL)
    pick(ana, CARL[0])
    page.keyboard.press("Alt+p")
    field = page.get_by_label("Add somebody by number")
    expect(field).to_be_visible()
    page.keyboard.press("Alt+p")
    expect(field).to_be_focused()
    field.press_sequentially("+1555")
    page.keyboard.press("Alt+q")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_value("+1555")


def test_every_action_of_the_desk_has_a_key(person, quiet):
    ana = person("agent1")
    page = available(ana)
    assert without_key(page) == []
    quiet.call_in(*CARL)
    expect(row(page, CARL[0]).get_by_role("button")).to_be_enabled()
    assert without_key(page) == []
    page.keyboard.press("Alt+1")
    expect(page.locator("#desk-call")).to_contain_text(CARL[0])
    assert without_key(page) == []
    page.keyboard.press("Alt+r")
    expect(page.locator("#desk-recording")).to_contain_text("REC")
    assert without_key(page) == []
    page.keyboard.press("Alt+p")
    expect(page.locator(".cc-person")).to_have_count(2)
    assert without_key(page) == []
    page.keyboard.press("Alt+j")
    expect(page.locator(".cc-person").first).to_be_focused()
    expect(page.get_by_role("button", name="End for all")).to_be_enabled()
    page.keyboard.press("Alt+q")
    page.get_by_role("dialog").get_by_role("button", name="End for all").click()
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    assert without_key(page) == []


def without_key(page: Page) -> list[str]:
    """Return the names of the buttons of the desk that no key presses."""
    buttons = page.locator(f"main :is(button, a.btn):not([data-key], {DIAL_IN})")
    return [button.inner_text() for button in buttons.all() if button.is_visible()]


@pytest.mark.parametrize("size", [LOW, PHONE])
def test_focus_is_never_under_a_bar(person, quiet, size):
    sofia, ana = person("supervisor"), person("agent1")
    available(ana)
    quiet.call_in(*CARL)
    pick(ana, CARL[0])
    for number in range(6):
        quiet.call_in(f"Caller {number}", f"+1415555{number:04}", BILLING)
    page = sofia.open_live("/board/")
    page.set_viewport_size(size)
    listen(sofia, CARL[0])
    expect(page.locator("#waiting-callers tbody tr")).to_have_count(6)
    stops = set()
    for key in ["Tab"] * 45 + ["Shift+Tab"] * 45:
        page.keyboard.press(key)
        stops.add(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        eventually(lambda: not page.evaluate(COVERED_BY, LARGEST_CONTROL))
    assert len(stops) > 20


def test_rows_stay_where_they_are_under_the_keyboard(person, quiet):
    page = person("supervisor").open_live("/board/")
    first = quiet.call_in(*CARL)
    rows = page.locator("#waiting-callers tbody tr")
    expect(rows).to_have_count(1)
    quiet.call_in(*DORA)
    expect(rows).to_have_count(2)
    rows.nth(0).get_by_role("link").first.focus()
    link = rows.nth(1).get_by_role("link", name=DORA[0], exact=True)
    while not link.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    before = link.bounding_box()
    # Longer than a pointer that rests keeps them.
    page.wait_for_timeout(4_000)
    quiet.far_party(first, "hangup")
    gone = page.locator("#waiting-callers tr[data-gone]")
    expect(gone).to_contain_text(CARL[0])
    page.wait_for_timeout(4_000)
    assert link.bounding_box() == before
    expect(link).to_be_focused()
    page.locator("#waiting-callers-title").click()
    expect(rows).to_have_count(1, timeout=8_000)


def test_focus_survives_the_row_that_it_was_in(person, quiet):
    page = person("supervisor").open_live("/board/")
    carl = quiet.call_in(*CARL)
    row = page.locator("#waiting-callers tr", has_text=CARL[0])
    row.get_by_role("link", name=re.compile("^Assign")).focus()
    quiet.far_party(carl, "hangup")
    eventually(lambda: quiet.has_happened("call.hangup", carl))
    expect(page.locator("#waiting-callers tr[data-gone]")).to_have_count(
        0, timeout=10_000
    )
    assert page.evaluate("document.activeElement !== document.body")
