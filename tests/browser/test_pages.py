"""Every page, in both themes and both sizes, on a busy morning."""

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.pages import DESKTOP, PHONE, Person, axe_violations
from tests.browser.product import eventually
from tests.browser.scene import Scene, play_scene

pytestmark = pytest.mark.browser

SUPERVISOR_PAGES = (
    "/board/",
    "/calls/",
    "/calls/?number=nobody",
    "/calls/?state=waiting",
    "/conferences/",
    "/conferences/?page=1",
    "/recordings/",
    "/recordings/?number=nobody",
    "/agents/",
    "/queues/",
    "/queues/move/",
    "call",
    "room",
    "assign",
    "/no-such-page/",
)
ADMIN_PAGES = (
    "/settings/people/",
    "/settings/people/new/",
    "/settings/people/3/",
    "/settings/people/import/",
    "/settings/people/?search=nobody",
    "/settings/teams/",
    "/settings/teams/new/",
    "/settings/reasons/",
    "/settings/reasons/1/",
    "/settings/reasons/new/",
    "/settings/flows/",
    "/settings/flows/new/",
    "/settings/hours/",
    "/settings/hours/new/",
    "/settings/hours/site/",
    "/settings/audit/",
    "/settings/audit/?kind=team",
    "/settings/retention/",
    "/settings/caller/",
    "/queues/new/",
    "/queues/1/",
    "/callcontrol/",
    "/callcontrol/applications/new/",
    "/callcontrol/applications/1/",
    "/callcontrol/numbers/",
    "/callcontrol/events/",
    "/callcontrol/events/1/",
    "/callcontrol/setup/",
)
AGENT_PAGES = (
    "/desk/",
    "/board/",
    "/calls/",
    "/recordings/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/password/change/",
    "/accounts/sessions/",
)
LOOKS: tuple[tuple[Literal["light", "dark"], ViewportSize], ...] = (
    ("light", DESKTOP),
    ("dark", DESKTOP),
    ("dark", PHONE),
    ("light", PHONE),
)


@pytest.fixture(scope="module")
def scene(browser, product) -> Iterator[Scene]:
    people: list[Person] = []

    def open_person(username: str) -> Person:
        people.append(Person(browser.new_context(viewport=DESKTOP), product))
        return people[-1].sign_in(username)

    product.hang_up_everybody()
    yield play_scene(open_person, product)
    product.hang_up_everybody()
    for somebody in people:
        somebody.context.close()


def check(person: Person, path: str) -> None:
    """Open one page and look at it in both themes and both sizes."""
    person.complaints.clear()
    person.open(path)
    look(person)


def look(person: Person) -> None:
    page = person.page
    if page.locator("#cc-fresh").count():
        expect(page.locator("html")).to_have_attribute("data-live", "live")
    for theme, size in LOOKS:
        # Without motion colours do not fade, so axe measures the last ones.
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(size)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        assert axe_violations(page) == [], f"{theme}, {size['width']} wide"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert [line for line in person.complaints if "404" not in line] == []


@pytest.mark.parametrize("path", SUPERVISOR_PAGES)
def test_page_of_a_supervisor(scene, path):
    paths = {
        "assign": scene.assign_path,
        "call": scene.call_path,
        "room": scene.room_path,
    }
    check(scene.supervisor, paths.get(path, path))


@pytest.mark.parametrize("path", AGENT_PAGES)
def test_page_of_an_agent(scene, path):
    check(scene.agent, path)


@pytest.mark.parametrize("path", ADMIN_PAGES)
def test_page_of_an_admin(person, path):
    check(person("admin"), path)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/forgotten/"])
def test_page_of_whoever_comes(person, path):
    check(person(None), path)


def test_link_for_a_password_and_the_page_it_leads_to(person):
    admin = person("admin")
    admin.open("/settings/people/3/")
    admin.press("Make a link")
    link = admin.page.get_by_label("Hand it over")
    expect(link).to_be_visible()
    look(admin)
    check(person(None), urlsplit(link.input_value()).path)


def test_recording_plays_in_the_player_and_downloads(scene, product):
    page = scene.supervisor.open_live("/recordings/")
    page.get_by_role("link", name=re.compile("^Play the recording of Ines")).click()
    player = page.get_by_role("complementary", name="Player")
    expect(player).to_contain_text("Ines Duarte")
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    eventually(lambda: position(page) > 0.5)
    player.get_by_label("Position").fill("2")
    eventually(lambda: position(page) >= 2)
    with page.expect_download() as download:
        page.get_by_role(
            "link", name=re.compile("^Download the recording of Ines")
        ).click()
    assert download.value.path().stat().st_size > 10_000


def position(page: Page) -> float:
    """Return where the player is, in seconds."""
    return float(
        page.evaluate("document.querySelector('#cc-player audio').currentTime")
    )
