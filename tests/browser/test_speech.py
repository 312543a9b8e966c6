"""What a screen reader says of a day at work: each thing once, and nothing else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.listening import POLITE, URGENT, Listener
from tests.browser.pages import Person
from tests.browser.scene import BILLING, SUPPORT, available, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARL = ("Carl Stone", "+14155550132", BILLING)
ANAS_PHONE = "sip:agent1@sip.telnyx.com"


def test_agent_hears_a_missed_call_a_coached_one_and_their_wrap_up(person, quiet):
    sofia, ana = person("supervisor"), person("agent1")
    listener, page = listening(ana)
    sofia.open_live("/board/")
    quiet.script_phone(ANAS_PHONE, "decline", sip_code=603)
    carl = quiet.call_in(*CARL)
    take_next(page)
    listener.wait_for("You declined the call from Billing.")
    quiet.script_phone(ANAS_PHONE, "answer")
    page.keyboard.press("Alt+a")
    take_next(page)
    listener.wait_for("You are connected with Carl Stone.")
    coach_and_join(sofia)
    listener.wait_for("Sofia Lindqvist has joined")
    quiet.far_party(carl, "hangup")
    listener.wait_for("Wrap-up")
    expect_reason(page, "Set yourself Available first.")
    page.keyboard.press("Alt+d")
    expect_reason(page, "Nobody is waiting")
    page.keyboard.press("Alt+n")
    listener.wait_for("Nobody is waiting")

    ringing = "Call from Billing: Carl Stone. Answer it on your phone."
    assert listener.heard(URGENT) == [
        ringing,
        "You declined the call from Billing.",
        ringing,
        "Carl Stone hung up.",
        "Nobody is waiting for you now.",
    ]
    assert listener.heard(POLITE) == [
        "Your state is Not responding.",
        "Your state is Available.",
        "You are connected with Carl Stone.",
        "Sofia Lindqvist coaches you: only you hear them.",
        "Sofia Lindqvist has joined the call: everybody hears them.",
        "Wrap-up for 30 seconds.",
        "Your state is Available.",
    ]


def take_next(page: Page) -> None:
    expect(page.get_by_role("button", name="Take next")).to_be_enabled()
    page.keyboard.press("Alt+n")


def listening(agent: Person) -> tuple[Listener, Page]:
    """Hear what is said on a desk whose agent is Available.

    What was said until then is left out: the page may be older than the state.
    """
    listener = Listener(agent)
    page = available(agent)
    listener.forget()
    return listener, page


def expect_reason(page: Page, words: str) -> None:
    """Wait until *Take next* says why it cannot be pressed."""
    button = page.get_by_role("button", name="Take next")
    expect(button).to_have_attribute("data-reason", re.compile(f"^{words}"))


def coach_and_join(sofia: Person) -> None:
    call = sofia.page.locator("#live-calls li", has_text=CARL[0])
    call.get_by_role("button", name=re.compile("^Coach")).click()
    dock = sofia.page.locator("#supervision-dock")
    expect(dock).to_contain_text("hears you")
    dock.get_by_role("button", name="Join", exact=True).click()
    expect(dock).to_contain_text("Everybody hears you")


def test_offer_is_heard_on_every_page_and_not_again_on_the_next(person, quiet):
    ana = person("agent1")
    quiet.script_phone(ANAS_PHONE, "ignore")
    available(ana)
    listener = Listener(ana)
    page = ana.open_live("/calls/")
    quiet.call_in(*CARL)
    other = ana.context.new_page()
    other.goto(f"{quiet.url}/desk/")
    take_next(other)
    listener.wait_for("Call from Billing: Carl Stone.")
    ana.open_live("/recordings/")
    page.wait_for_timeout(1_000)
    assert listener.heard(URGENT) == []
    quiet.script_phone(ANAS_PHONE, "answer")


def test_supervisor_hears_that_a_queue_crosses_its_thresholds(person, quiet):
    sofia = person("supervisor")
    listener = Listener(sofia)
    with strict_support(person("admin")):
        sofia.open_live("/board/")
        leg = quiet.call_in("Dora Field", "+14155550133", SUPPORT)
        listener.wait_for("Support: Breached.")
        quiet.far_party(leg, "hangup")
        expect(sofia.page.locator("#waiting-callers")).not_to_contain_text("Dora")
        # With its own limits back, the queue may be in trouble by calls before.
        heard = listener.heard(POLITE)
    assert [text for text in heard if "Support" in text] == [
        "Support: At risk.",
        "Support: Breached.",
    ]


@contextmanager
def strict_support(admin: Person) -> Iterator[None]:
    """Let nobody wait for longer than 8 s at Support; the calls before count for it."""
    before = set_queue(
        admin, "Support", target_wait_secs="8", sl_threshold_secs="600", sl_goal="1"
    )
    yield
    set_queue(admin, "Support", **before)


def set_queue(admin: Person, name: str, **values: str) -> dict[str, str]:
    """Change fields of a queue; return what they were."""
    page = admin.open("/queues/")
    page.get_by_role("link", name=name, exact=True).click()
    fields = {field: page.locator(f"#id_{field}") for field in values}
    before = {field: place.input_value() for field, place in fields.items()}
    for field, value in values.items():
        fields[field].fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Queues", level=1)).to_be_visible()
    return before


def test_lost_connection_and_its_return_are_said(person, quiet):
    sofia = person("supervisor")
    listener = Listener(sofia)
    sofia.page.clock.install()
    page = sofia.open_live("/board/")
    with quiet.frozen():
        page.clock.fast_forward(26_000)
        expect(page.locator("#cc-banner")).to_be_visible()
    expect(page.locator("#cc-banner")).to_be_hidden(timeout=30_000)
    assert len(listener.heard(URGENT)) == 1
    assert listener.heard(URGENT)[0].startswith("Live data stopped at ")
    assert listener.heard(POLITE) == ["Live data is back."]


def test_failure_of_a_command_is_heard_once(person, quiet):
    ben = person("agent2")
    listener = Listener(ben)
    page = available(ben)
    quiet.call_in(*CARL)
    pick(ben, CARL[0])
    address = "**/recordings/**"
    refusal = '<output class="is-refusal">Somebody was faster.</output>'
    page.route(address, lambda route: route.fulfill(status=409, body=refusal))
    page.keyboard.press("Alt+r")
    listener.wait_for("Somebody was faster.")
    assert listener.heard(URGENT).count("Somebody was faster.") == 1
