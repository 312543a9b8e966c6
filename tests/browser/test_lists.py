"""Lists go on while somebody uses them; what was searched says of when it is.

Every 15 s all is rendered again, so what has to be pushed is given less time than that.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Person
from tests.browser.product import Product, eventually
from tests.browser.scene import BILLING, available, make_room, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CARL = ("Carl Stone", "+14155550132", BILLING)
DORA = ("Dora Field", "+14155550133", BILLING)
PUSHED_WITHIN_MS = 2_000


def waits(product: Product, caller: tuple[str, str, str]) -> str:
    """Let somebody call, and wait until they are in the queue; return their leg."""
    leg = product.call_in(*caller)
    eventually(lambda: product.has_happened("call.enqueued", leg), 20)
    return leg


def hangs_up(product: Product, leg: str) -> None:
    product.far_party(leg, "hangup")
    eventually(lambda: product.has_happened("call.hangup", leg))


def goes_to_lunch(agent: Person) -> None:
    menu = agent.page.locator("#own-state-menu")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Lunch", exact=True).click()
    expect(menu.locator("summary")).to_contain_text("Lunch")


def row(page: Page, caller: str):
    """Return the newest row of a caller; earlier tests had callers too."""
    return page.locator("main tbody tr", has_text=caller).first


def test_calls_come_and_go_beside_a_filter_that_is_being_filled_in(person, quiet):
    sofia = person("supervisor")
    page = sofia.open_live("/calls/")
    field = page.get_by_label("Number or name")
    field.press_sequentially("+1 41")
    loads = sofia.watch_loads()

    carl = waits(quiet, CARL)
    expect(row(page, CARL[0])).to_contain_text("Waiting", timeout=PUSHED_WITHIN_MS)
    field.press_sequentially("5")
    hangs_up(quiet, carl)
    expect(row(page, CARL[0])).to_contain_text("Abandoned", timeout=PUSHED_WITHIN_MS)

    expect(field).to_be_focused()
    expect(field).to_have_value("+1 415")
    assert loads == [], "the page fetched what should have been pushed"


def test_focus_stays_on_its_row_when_another_call_comes_in(person, quiet):
    page = person("supervisor").open_live("/calls/")
    waits(quiet, CARL)
    link = row(page, CARL[0]).get_by_role("link")
    link.focus()
    waits(quiet, DORA)
    expect(row(page, DORA[0])).to_contain_text("Waiting", timeout=PUSHED_WITHIN_MS)
    expect(link).to_be_focused()


def is_found_after_refresh(page: Page, caller: str) -> bool:
    page.get_by_role("link", name="Refresh").click()
    return bool(row(page, caller).is_visible())


def test_searched_calls_stand_still_and_hint_at_news(person, quiet):
    page = person("supervisor").open("/calls/?state=waiting")
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    expect(page.locator("main")).to_contain_text(re.compile(r"As of \d\d:\d\d:\d\d"))
    hint = page.locator("[data-news-hint]")
    expect(hint).to_be_empty()

    waits(quiet, CARL)
    expect(hint).to_contain_text("Calls have come in", timeout=PUSHED_WITHIN_MS)
    expect(page.locator("main tbody tr")).to_have_count(0)
    # News come with the first ring, and who waits is found once they wait.
    eventually(lambda: is_found_after_refresh(page, CARL[0]), 20)

    expect(row(page, CARL[0])).to_contain_text("so far")
    expect(hint).to_be_empty()
    assert page.url.endswith("/calls/?state=waiting")


def test_queues_count_who_waits_under_an_open_menu(person, quiet):
    sofia = person("supervisor")
    page = sofia.open_live("/queues/")
    loads = sofia.watch_loads()
    billing = page.locator("#queue-list-rows tr", has_text="Billing")
    waiting = billing.locator("[data-label=Waiting]")
    expect(waiting).to_have_text("0")
    page.locator("summary", has_text="Sofia").click()

    carl = waits(quiet, CARL)
    expect(waiting).to_have_text("1", timeout=PUSHED_WITHIN_MS)
    wait = billing.locator("[data-label=Longest] time")
    expect(wait).to_have_text(re.compile(r"^0:0[2-9]$"))
    hangs_up(quiet, carl)
    expect(waiting).to_have_text("0", timeout=PUSHED_WITHIN_MS)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert loads == []


def test_assign_page_follows_the_agents_and_the_caller(person, quiet):
    names = ("supervisor", "agent1", "agent2", "agent3")
    sofia, ana, ben, chloe = (person(name) for name in names)
    for agent in (ana, ben, chloe):
        available(agent)
    goes_to_lunch(chloe)
    carl = waits(quiet, CARL)
    page = sofia.open_live("/board/")
    page.get_by_role("link", name="Assign Carl Stone").click()
    anas, bens = (page.get_by_label(name) for name in ("Ana Ruiz", "Ben Okafor"))
    anas.check()
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    loads = sofia.watch_loads()

    goes_to_lunch(ben)
    expect(bens).to_be_disabled(timeout=PUSHED_WITHIN_MS)
    expect(anas).to_be_checked()
    goes_to_lunch(ana)
    expect(anas).to_be_disabled(timeout=PUSHED_WITHIN_MS)
    button = page.get_by_role("button", name="Assign")
    expect(button).to_have_count(0)
    available(ana)
    expect(anas).to_be_enabled(timeout=PUSHED_WITHIN_MS)
    expect(button).to_be_enabled()

    hangs_up(quiet, carl)
    panel = page.locator("#assignment")
    expect(panel).to_contain_text("has hung up.", timeout=PUSHED_WITHIN_MS)
    expect(button).to_have_count(0)
    assert loads == []


def test_supervisor_assigns_whom_they_chose(person, quiet):
    sofia, ana = person("supervisor"), person("agent1")
    available(ana)
    waits(quiet, CARL)
    page = sofia.open_live("/board/")
    page.get_by_role("link", name="Assign Carl Stone").click()
    page.get_by_label("Ana Ruiz").check()
    page.get_by_role("button", name="Assign").click()
    page.wait_for_url("**/board/")
    state = ana.page.locator("#topbar-state")
    expect(state).to_contain_text(re.compile("Ringing|On call"))


def test_rooms_count_who_is_in_them(person, quiet):
    sofia, ben = person("supervisor"), person("agent2")
    available(ben)
    waits(quiet, CARL)
    pick(ben, CARL[0])
    page = sofia.open_live("/conferences/")
    loads = sofia.watch_loads()

    make_room(ben, quiet)
    room = row(page, CARL[0])
    expect(room).to_contain_text("Live", timeout=PUSHED_WITHIN_MS)
    expect(room.locator("[data-label='In it now']")).to_have_text("3")
    quiet.hang_up_everybody()
    expect(room).to_contain_text("Ended")
    assert loads == []
