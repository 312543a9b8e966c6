"""A morning at the contact center: enough on every page to look at."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.pages import Person
from tests.browser.product import Product

BILLING, SUPPORT, SALES = "+15550100100", "+15550100101", "+15550100102"
CALLERS = (
    ("Margaret Oyelaran", "+14155550132", BILLING),
    ("Tobias Renner", "+16175550166", SUPPORT),
    ("Lucía Ferrer", "+525555550112", SALES),
    ("Hollis & Vane LLP", "+12125550177", BILLING),
    ("Riverbend Dental", "+13035550144", SUPPORT),
    ("Devon Achterberg", "+16465550109", BILLING),
    ("Kestrel Freight", "+17205550121", SALES),
    ("Priya Raman", "+18325550138", SUPPORT),
)
FINISHED = ("Ines Duarte", "+13125550190", BILLING)
Open = Callable[..., Person]


@dataclass
class Scene:
    """Who looks on, and where there is something to see."""

    supervisor: Person
    agent: Person
    call_path: str
    room_path: str
    assign_path: str


def available(person: Person) -> Page:
    """Open an agent's desk and have them say that they are Available."""
    page = person.open_live("/desk/")
    state = page.locator("#own-state-menu")
    expect(state.locator("summary")).not_to_contain_text(re.compile("On call|Ringing"))
    if "Available" not in state.locator("summary").inner_text():
        state.locator("summary").click()
        state.get_by_role("button", name="Available", exact=True).click()
    expect(state.locator("summary")).to_contain_text("Available")
    return page


def pick(person: Person, caller: str) -> None:
    """Have a person pick a waiting caller, and wait until the two talk."""
    page = person.page
    row = page.locator("#desk-waiting tr", has_text=caller)
    row.get_by_role("button", name=re.compile("^Pick")).click()
    expect(page.locator("#desk-call")).to_contain_text(caller, timeout=15_000)


def play_scene(open_person: Open, product: Product) -> Scene:
    """Let calls come in, be taken, be recorded, be joined; return what to look at."""
    sofia = open_person("supervisor")
    ana, ben, chloe = (open_person(f"agent{n}") for n in (1, 2, 3))
    for agent in (ana, ben, chloe):
        available(agent)
    finished = product.call_in(*FINISHED)
    expect(ana.page.locator("#desk-waiting")).to_contain_text(FINISHED[0])
    pick(ana, FINISHED[0])
    record_and_end(ana, product, finished)
    for caller in CALLERS:
        product.call_in(*caller)
    expect(
        sofia.open_live("/board/").locator("#waiting-callers tbody tr")
    ).to_have_count(len(CALLERS), timeout=20_000)
    pick(ben, CALLERS[3][0])
    pick(chloe, CALLERS[2][0])
    available(ana)
    pick(ana, CALLERS[1][0])
    ana.press("Record")
    room_path = make_room(ben, product)
    listen(sofia, CALLERS[1][0])
    call_path = sofia.page.get_by_role("link", name=CALLERS[1][0]).first.get_attribute(
        "href"
    )
    assign = sofia.page.get_by_role("link", name=re.compile("^Assign")).first
    assign_path = assign.get_attribute("href")
    return Scene(sofia, ana, call_path or "", room_path, assign_path or "")


def record_and_end(agent: Person, product: Product, call_control_id: str) -> None:
    agent.press("Record")
    expect(agent.page.locator("#desk-recording")).to_contain_text("REC")
    agent.page.wait_for_timeout(3_000)
    product.far_party(call_control_id, "hangup")
    expect(agent.page.locator("#topbar-state")).to_contain_text("Wrap-up")


def make_room(agent: Person, product: Product) -> str:
    agent.press("Add somebody")
    link = agent.page.get_by_role("link", name="Open the room")
    expect(link).to_be_visible(timeout=15_000)
    agent.page.get_by_label("Add somebody by number").fill("+15550100999")
    agent.press("Dial in")
    return link.get_attribute("href") or ""


def listen(supervisor: Person, caller: str) -> None:
    row = supervisor.page.locator("#live-calls li", has_text=caller)
    row.get_by_role("button", name=re.compile("^Listen")).click()
    dock = supervisor.page.locator("#supervision-dock")
    expect(dock).to_contain_text("Listening to", timeout=15_000)
