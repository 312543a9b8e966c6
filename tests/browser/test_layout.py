"""What stands where: on a wide screen, and on a telephone in one hand."""

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.pages import PHONE
from tests.browser.scene import BILLING, available, pick

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARL = ("Carl Stone", "+14155550132", BILLING)
DORA = ("Dora Fielding-Huntingdon of Riverbend Dental", "+14155550133", BILLING)
TALLEST_CALLER = 72
TALLEST_LINE = 48


def box(place: Locator) -> FloatRect:
    found = place.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("username", "path", "place"),
    [
        ("supervisor", "/board/", "#waiting-callers"),
        ("agent1", "/desk/", "#desk-waiting"),
    ],
)
def test_waiting_caller_is_two_lines_with_the_button_beside_them(
    person, quiet, username, path, place
):
    page = person(username).open_live(path)
    page.set_viewport_size(PHONE)
    for caller in (CARL, DORA):
        quiet.call_in(*caller)
    rows = page.locator(f"{place} tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first.locator(".cc-acts .btn")).to_be_visible()
    for row in rows.all():
        name, button = box(row.locator("th")), box(row.locator(".cc-acts .btn"))
        assert box(row)["height"] <= TALLEST_CALLER
        assert button["x"] >= name["x"] + name["width"]
        assert button["x"] + button["width"] <= PHONE["width"]
        assert button["y"] >= box(row)["y"]


def test_queue_in_trouble_takes_no_more_room_than_a_calm_one(person, quiet):
    page = person("supervisor").open_live("/board/")
    rows = page.locator("#queue-rows tr")
    heights = {round(box(row)["height"]) for row in rows.all()}
    rows.first.evaluate(
        "row => { const state = row.querySelector('[data-label=State] .cc-pill');"
        " state.lastChild.textContent = 'Breached'; }"
    )
    assert {round(box(row)["height"]) for row in rows.all()} == heights
    assert len(heights) == 1


def test_call_and_its_recording_are_one_entry(person, quiet):
    sofia, ana = person("supervisor"), person("agent1")
    available(ana)
    quiet.call_in(*CARL)
    pick(ana, CARL[0])
    page = sofia.open_live("/board/")
    entries = page.locator("#live-calls li")
    expect(entries).to_have_count(1)
    for name in ("Listen", "Coach", "Join", "Record"):
        button = entries.get_by_role("button", name=re.compile(f"^{name}"))
        expect(button).to_be_visible()
    entries.get_by_role("button", name=re.compile("^Record")).click()
    expect(entries).to_contain_text("REC")
    expect(entries.get_by_role("button", name=re.compile("^Pause"))).to_be_visible()


def test_panel_without_rooms_takes_one_line(person, quiet):
    page = person("supervisor").open_live("/board/")
    panel = page.locator("#conferences-panel")
    expect(panel).to_contain_text("none open")
    assert box(panel)["height"] <= TALLEST_LINE


@pytest.mark.parametrize("path", ["/calls/", "/recordings/"])
def test_filter_is_folded_on_a_telephone_only(person, path):
    page = person("supervisor").open(path)
    field = page.get_by_role("search").get_by_role("textbox").first
    fold = page.locator(".cc-fold > summary")
    expect(field).to_be_visible()
    expect(fold).to_be_hidden()
    page.set_viewport_size(PHONE)
    expect(field).to_be_hidden()
    fold.click()
    expect(field).to_be_visible()
    page.goto(f"{page.url}?number=555")
    expect(field).to_be_visible()


def test_theme_has_a_button_of_its_own(person):
    page = person("supervisor", color_scheme="light").open("/calls/")
    button = page.get_by_role("button", name="Change between light and dark")
    button.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    button.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


@pytest.mark.parametrize("path", ["/queues/1/", "/callcontrol/applications/new/"])
def test_fields_of_a_form_stand_in_line(person, path):
    page = person("admin").open(path)
    assert tops_of_neighbours(page) != []
    assert [tops for tops in tops_of_neighbours(page) if len(set(tops)) > 1] == []


def tops_of_neighbours(page: Page) -> list[list[int]]:
    """Return where the fields begin that stand beside each other, line by line."""
    lines: dict[int, list[int]] = {}
    for place in page.locator(".cc-form > :has(> input, > select)").all():
        field = place.locator("> input, > select").first
        bottom = round(box(place)["y"] + box(place)["height"])
        lines.setdefault(bottom, []).append(round(box(field)["y"]))
    return [tops for tops in lines.values() if len(tops) > 1]


def test_pages_have_one_width_and_selects_one_arrow(person):
    admin = person("admin")
    widths, arrows = set(), set()
    for path in ("/calls/", "/recordings/", "/callcontrol/", "/callcontrol/events/"):
        page = admin.open(path)
        panel = page.locator("main .cc-panel").first
        widths.add(round(box(panel)["width"]))
        arrows |= set(
            page.eval_on_selector_all(
                "main select",
                "all => all.map(one => getComputedStyle(one).backgroundImage)",
            )
        )
    assert len(widths) == 1
    assert len(arrows) == 1
