"""A good day at the contact center, for the pictures: callers are answered at once."""

import re

from playwright.sync_api import expect

from tests.browser.pages import Person
from tests.browser.product import Product
from tests.browser.scene import (
    BILLING,
    CALLERS,
    FINISHED,
    SALES,
    SUPPORT,
    Open,
    Scene,
    available,
    listen,
    make_room,
    pick,
    record_and_end,
)

# Who called before, who of the agents took it, and how.
MORNING = (
    ("Petra Novak", "+13125550174", BILLING, "agent1"),
    ("Northgate Optics", "+16025550118", SUPPORT, "agent4"),
    ("Jonas Lindahl", "+15035550171", SALES, "agent2"),
    ("Amara Nwosu", "+14045550153", BILLING, "agent3"),
    ("Birch & Stone", "+12065550149", SUPPORT, "agent5"),
    ("Mateo Silva", "+13055550127", SUPPORT, "agent6"),
    ("Harbor Foods", "+16195550186", SALES, "agent6"),
    ("Claire Dubois", "+15045550162", SUPPORT, "agent4"),
)
TALK_MS = 4_000
# Some have waited for a while when the pictures are taken, nobody for too long.
PAUSE_MS = 3_000


def play_good_day(open_person: Open, product: Product) -> Scene:
    """Let a morning go by and leave a calm noon; return what to look at."""
    agents = {name: open_person(name) for name in {who for *_, who in MORNING}}
    for agent in agents.values():
        available(agent)
    finished = product.call_in(*FINISHED)
    pick(agents["agent1"], FINISHED[0])
    record_and_end(agents["agent1"], product, finished)
    for *caller, who in MORNING:
        answer_and_end(agents[who], product, caller)
    goes_to_lunch(agents["agent6"])
    return noon(open_person, product, agents)


def noon(open_person: Open, product: Product, agents: dict[str, Person]) -> Scene:
    """Three talk, one of them in a room and one recorded; one wraps up, three wait."""
    margaret, tobias, lucia, hollis, riverbend, *_ = CALLERS
    for caller, who in ((hollis, "agent2"), (lucia, "agent3"), (tobias, "agent1")):
        product.call_in(*caller)
        available(agents[who])
        pick(agents[who], caller[0])
    agents["agent1"].press("Record")
    room_path = make_room(agents["agent2"], product)
    sofia = open_person("supervisor")
    sofia.open_live("/board/")
    listen(sofia, tobias[0])
    available(agents["agent5"])
    answer_and_end(agents["agent4"], product, list(MORNING[1][:3]))
    for caller in (riverbend, margaret, CALLERS[7]):
        product.call_in(*caller)
        sofia.page.wait_for_timeout(PAUSE_MS)
    waiting = sofia.open_live("/board/").locator("#waiting-callers tbody tr")
    expect(waiting).to_have_count(3)
    link = sofia.page.get_by_role("link", name=tobias[0]).first
    assign = sofia.page.get_by_role("link", name=re.compile("^Assign")).first
    return Scene(
        sofia,
        agents["agent1"],
        link.get_attribute("href") or "",
        room_path,
        assign.get_attribute("href") or "",
    )


def answer_and_end(agent: Person, product: Product, caller: list[str]) -> None:
    available(agent)
    leg = product.call_in(*caller)
    pick(agent, caller[0])
    agent.page.wait_for_timeout(TALK_MS)
    product.far_party(leg, "hangup")
    expect(agent.page.locator("#topbar-state")).to_contain_text("Wrap-up")


def goes_to_lunch(agent: Person) -> None:
    agent.press("Done")
    menu = agent.page.locator("#own-state-menu")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Lunch", exact=True).click()
    expect(menu.locator("summary")).to_contain_text("Lunch")
