"""An agent takes calls in the browser: the product, the SDK as it comes, real sound."""

import re

import pytest
from playwright.sync_api import expect

from tests.telephones.floor import PHONE, Floor, Telephonist
from tests.telephones.tone import tone_server

pytestmark = pytest.mark.browser

CARLA, ANA, SOFIA = 440, 700, 1010
NUMBER = "+14155550132"


@pytest.fixture(scope="module")
def tone():
    with tone_server(CARLA) as address:
        yield address


def taken(floor: Floor, ana: Telephonist, **behaviour: object) -> str:
    """Ana takes the caller who waits; return the caller's leg once they talk."""
    leg = floor.caller("Carla Stone", NUMBER, **behaviour)
    row = ana.page.locator("#desk-waiting tr", has_text="Carla Stone")
    row.get_by_role("button", name=re.compile("^Pick")).click()
    ana.has_phase("talking")
    expect(ana.page.locator("#desk-call")).to_contain_text("Carla Stone")
    return leg


def rung(floor: Floor, ana: Telephonist, sofia: Telephonist) -> str:
    """Sofia gives Ana the caller who waits; return the caller's leg while Ana rings."""
    leg = floor.caller("Carla Stone", NUMBER)
    page = sofia.open_live("/board/")
    row = page.locator("#waiting-callers tr", has_text="Carla Stone")
    row.get_by_role("link", name=re.compile("^Assign")).click()
    page.get_by_label(re.compile("Ana Ruiz")).check()
    page.get_by_role("button", name=re.compile("^Assign")).click()
    ana.has_phase("ringing")
    return leg


def own_leg(ana: Telephonist) -> str:
    """The leg of Ana's phone, as the SDK and the emulator both call it."""
    return str(ana.value("cc.phone.state.calls[0].leg"))


def test_own_pick_is_answered_by_itself_and_heard(floor, tone):
    ana = floor.at_desk("agent1", ANA)
    carla = taken(floor, ana)
    leg = own_leg(ana)
    said = {"audio_url": tone, "loop": "infinity"}
    floor.act(leg, "playback_start", **said)
    ana.hears({CARLA}, ANA)
    ana.act("keypad")
    ana.page.get_by_role("button", name="5", exact=True).click()
    floor.has_happened("call.dtmf.received", leg)
    ana.act("hangup")
    ana.has_phase("")
    floor.has_happened("call.hangup", carla)


def test_rings_until_it_is_answered_by_key(floor):
    ana, sofia = floor.at_desk("agent1", ANA), floor.person("supervisor")
    carla = rung(floor, ana, sofia)
    assert "rings" in ana.words
    expect(ana.page).to_have_title(re.compile(r"^\(Call\)"))
    ana.page.keyboard.press("Alt+I")
    ana.has_phase("talking")
    floor.product.far_party(carla, "hangup")
    ana.has_phase("")
    expect(ana.page).to_have_title("Desk · Contact center")


def test_declined_caller_waits_on(floor):
    ana, sofia = floor.at_desk("agent1", ANA), floor.person("supervisor")
    carla = rung(floor, ana, sofia)
    ana.act("decline")
    ana.has_phase("")
    expect(ana.page.locator("#desk-waiting")).to_contain_text("Carla Stone")
    assert floor.leg(carla)["is_alive"]


def test_stops_ringing_when_the_caller_gives_up(floor):
    ana, sofia = floor.at_desk("agent1", ANA), floor.person("supervisor")
    carla = rung(floor, ana, sofia)
    floor.product.far_party(carla, "hangup")
    ana.has_phase("")


def test_hold_is_told_to_the_site_and_taken_off_again(floor):
    ana = floor.at_desk("agent1", ANA)
    taken(floor, ana)
    leg = own_leg(ana)
    ana.act("hold")
    ana.has_phase("held")
    floor.has_happened("call.hold", leg)
    expect(ana.page.locator("#desk-call")).to_contain_text("You hold the call")
    ana.act("hold")
    ana.has_phase("talking")
    floor.has_happened("call.unhold", leg)


def test_call_goes_on_while_pages_change(floor, tone):
    ana = floor.at_desk("agent1", ANA)
    taken(floor, ana)
    floor.act(own_leg(ana), "playback_start", audio_url=tone, loop="infinity")
    ana.hears({CARLA}, ANA)
    documents = ana.documents
    ana.value("record()")
    for place in ("Calls", "Board", "Recordings", "Desk"):
        ana.page.get_by_role("navigation").get_by_role("link", name=place).click()
        expect(ana.page).to_have_title(re.compile(f"{place} · Contact center$"))
    expect(ana.page.locator("html")).to_have_attribute("data-live", "live")
    ana.page.go_back()
    expect(ana.page).to_have_title(re.compile("Recordings · Contact center$"))
    assert ana.documents == documents, "a page was loaded as a document of its own"
    assert ana.page.evaluate("() => longestSilence()") < 100
    ana.has_phase("talking")
    ana.act("hangup")
    ana.has_phase("")


def test_reload_keeps_the_call(floor, tone):
    ana = floor.at_desk("agent1", ANA)
    carla = taken(floor, ana)
    leg = own_leg(ana)
    ana.page.reload()
    ana.has_phase("talking")
    assert own_leg(ana) == leg
    floor.act(leg, "playback_start", audio_url=tone, loop="infinity")
    ana.hears({CARLA}, ANA)
    ana.act("hangup")
    floor.has_happened("call.hangup", carla)


def test_one_tab_is_the_phone_and_another_can_have_it(floor):
    ana = floor.at_desk("agent1", ANA)
    other = ana.context.new_page()
    other.goto(f"{floor.product.url}/desk/")
    words = other.locator(f"{PHONE} [data-part=words]")
    expect(words).to_have_text("Phone in another tab")
    other.get_by_role("button", name="Use it here").click()
    expect(other.locator(PHONE)).to_have_attribute("data-line", "up")
    expect(ana.page.locator(PHONE)).to_have_attribute("data-line", "elsewhere")


def test_refused_microphone_is_said_and_nobody_is_available_so(floor):
    ana = floor.person("agent1", ANA)
    ana.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('no', 'NotAllowedError'); };"
    )
    ana.open_live("/desk/")
    words = ana.page.locator(f"{PHONE} [data-part=words]")
    expect(words).to_contain_text("may not use the microphone")
    ana.page.get_by_role("button", name="Go available").click()
    expect(ana.page.locator("#cc-outcome")).to_have_text(
        re.compile("Your phone (has no microphone|is not connected yet)")
    )
