"""One call's whole life, seen by three people whose pages are never loaded again."""

import re
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Person
from tests.browser.product import Product, eventually
from tests.browser.scene import BILLING, available

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARL = ("Carl Stone", "+14155550132", BILLING)
PUSHED_WITHIN_MS = 1_000
# Telnyx's side: a dial rings for up to 3 s, and then everything is a webhook away.
SETTLED_WITHIN_MS = 8_000


def test_call_is_picked_coached_recorded_and_finished(person, quiet):
    sofia, ana, ben = (person(name) for name in ("supervisor", "agent1", "agent2"))
    sofia.open_live("/board/")
    for agent in (ana, ben):
        available(agent)
    watch = [somebody.watch_loads() for somebody in (sofia, ana, ben)]

    carl = caller_appears_everywhere(quiet, sofia, ana, ben)
    winner, loser_name = both_pick(quiet, ana, ben)
    talks(sofia, winner)
    supervisor_listens_coaches_joins_leaves(quiet, sofia, carl)
    recording_runs_pauses_resumes_stops(sofia, winner)
    call_ends(sofia, winner)

    assert loser_name in ("Ana Ruiz was faster.", "Ben Okafor was faster.")
    assert watch == [[], [], []], "a page fetched what should have been pushed"
    recording_appears_plays_and_downloads(sofia)


def caller_appears_everywhere(product: Product, *people: Person) -> str:
    carl = product.call_in(*CARL)
    eventually(lambda: product.has_happened("call.enqueued", carl), 20)
    for somebody in people:
        place = "#waiting-callers" if somebody is people[0] else "#desk-waiting"
        row = somebody.page.locator(f"{place} tr", has_text="Carl Stone")
        expect(row).to_be_visible(timeout=PUSHED_WITHIN_MS)
        expect(row).to_contain_text("Billing")
    return carl


def both_pick(product: Product, ana: Person, ben: Person) -> tuple[Person, str]:
    """Let both press before the server can answer either; return who has the call."""
    rows = [
        somebody.page.locator("#desk-waiting tr", has_text="Carl Stone")
        for somebody in (ana, ben)
    ]
    buttons = [row.get_by_role("button", name=re.compile("^Pick")) for row in rows]
    for button in buttons:
        expect(button).to_be_enabled()
    with product.frozen():
        for button in buttons:
            button.click()
    answers = [somebody.page.locator("#cc-outcome") for somebody in (ana, ben)]
    eventually(lambda: sum(answer.is_visible() for answer in answers) == 1)
    ben_won = answers[0].is_visible()
    sentence = answers[0 if ben_won else 1].inner_text()
    return (ben if ben_won else ana), sentence


def talks(sofia: Person, winner: Person) -> None:
    expect(winner.page.locator("#desk-call")).to_contain_text(
        "Carl Stone", timeout=SETTLED_WITHIN_MS
    )
    expect(winner.page.locator("#topbar-state")).to_contain_text("On call")
    expect(live_call(sofia.page)).to_be_visible(timeout=PUSHED_WITHIN_MS)
    expect(sofia.page.locator("#waiting-callers")).not_to_contain_text("Carl Stone")


def live_call(page: Page):
    return page.locator("#live-calls li", has_text="Carl Stone")


def supervisor_listens_coaches_joins_leaves(
    product: Product, sofia: Person, carl: str
) -> None:
    dock = sofia.page.locator("#supervision-dock")
    live_call(sofia.page).get_by_role("button", name=re.compile("^Listen")).click()
    for role, words, button, is_heard in (
        ("monitor", "Listening to", "Coach", False),
        ("whisper", re.compile(r"Only .+ hears you"), "Join", False),
        ("barge", "Everybody hears you", "Leave", True),
    ):
        expect(dock).to_contain_text(words, timeout=SETTLED_WITHIN_MS)
        eventually(partial(has_role, product, role))
        assert product.is_supervisor_heard_by(carl) is is_heard
        dock.get_by_role("button", name=button, exact=True).click()
    expect(dock).to_be_hidden(timeout=SETTLED_WITHIN_MS)
    eventually(lambda: product.supervisor_roles() == [])


def has_role(product: Product, role: str) -> bool:
    return product.supervisor_roles() == [role]


def recording_runs_pauses_resumes_stops(sofia: Person, winner: Person) -> None:
    desk = winner.page.locator("#desk-recording")
    board = live_call(sofia.page)
    for button, words, on_the_board in (
        ("Record", re.compile(r"REC \d"), "REC"),
        ("Pause", "REC paused", "REC paused"),
        ("Resume", re.compile(r"REC \d"), "REC"),
        ("Stop", "Not recorded", "Record"),
    ):
        desk.get_by_role("button", name=re.compile(f"^{button}")).click()
        expect(desk).to_contain_text(words, timeout=SETTLED_WITHIN_MS)
        expect(board).to_contain_text(on_the_board)
        winner.page.wait_for_timeout(1_500)


def call_ends(sofia: Person, winner: Person) -> None:
    winner.press("Hang up")
    state = winner.page.locator("#topbar-state")
    expect(state).to_contain_text("Wrap-up", timeout=SETTLED_WITHIN_MS)
    expect(live_call(sofia.page)).to_have_count(0)
    winner.press("Done")
    expect(state).to_contain_text("Available")


def recording_appears_plays_and_downloads(sofia: Person) -> None:
    page = sofia.open_live("/recordings/")
    row = page.locator("#recordings-list tr", has_text="Carl Stone").first
    expect(row).to_contain_text("Saved", timeout=SETTLED_WITHIN_MS)
    row.get_by_role("link", name=re.compile("^Play")).click()
    eventually(
        lambda: (
            page.evaluate("document.querySelector('#cc-player audio').currentTime")
            > 0.5
        )
    )
    with page.expect_download() as download:
        row.get_by_role("link", name=re.compile("^Download")).click()
    assert download.value.path().stat().st_size > 10_000
