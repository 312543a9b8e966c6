"""The unmodified SDK in a real Chromium telephones through the gateway."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.emulator.rtc.tabs import Network, site, until
from tests.emulator.test_server import Process
from tests.support.chromium import LAUNCH_ARGUMENTS
from tests.support.fixtures import chromium

__all__ = ["chromium"]
pytestmark = pytest.mark.browser

CARLA, ANA, SOFIA = 440, 700, 1010
NOTES = (CARLA, ANA, SOFIA)
# Without the second, a machine that has no network but itself finds no candidates.
ARGUMENTS = [
    *LAUNCH_ARGUMENTS,
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]


@pytest.fixture(scope="module")
def telephones(chromium, tmp_path_factory) -> Iterator[Network]:
    process = Process(tmp_path_factory.mktemp("emulator"), "--rtc-port", "0").wait()
    with sync_playwright() as playwright, site() as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield Network(process, browser, address)
        browser.close()
    process.stop()


@pytest.fixture
def network(telephones) -> Iterator[Network]:
    yield telephones
    outside = [url for tab in telephones.tabs for url in tab.outside]
    for tab in telephones.tabs:
        tab.close()
    telephones.tabs.clear()
    assert outside == [], "nothing but this machine is asked"


def test_two_browsers_talk_mute_hold_and_press_keys(network):
    carla, other = network.talking(CARLA)
    ana, leg = network.talking(ANA)
    network.act(leg, "bridge", call_control_id=other)
    ana.hears({CARLA}, ANA)
    carla.hears({ANA}, CARLA)
    ana.run("call.muteAudio()")
    carla.hears(set(), *NOTES)
    ana.run("call.unmuteAudio()")
    carla.hears({ANA}, CARLA)
    network.process.post("/_emulator/settings", telephone_hold_music="")
    ana.run("call.hold()")
    ana.until("call.state === 'held'")
    network.wait_for(leg, "call.hold")
    carla.hears(set(), *NOTES)
    ana.hears(set(), *NOTES)
    ana.run("call.unhold()")
    ana.until("call.state === 'active'")
    ana.hears({CARLA}, ANA)
    ana.run("call.dtmf('7')")
    assert network.wait_for(leg, "call.dtmf.received")["digit"] == "7"
    ana.run("call.hangup()")
    assert network.wait_for(leg, "call.hangup")["hangup_cause"] == "normal_clearing"
    carla.until("call.state === 'destroy'")
    assert carla.value("[call.cause, call.sipCode]") == ["NORMAL_CLEARING", 200]


def test_ringing_call_tells_who_it_is_and_is_declined(network):
    ana = network.registered(ANA)
    headers = [{"name": "X-Call", "value": "7"}]
    leg = network.dial(ana, custom_headers=headers)
    ana.until("call && call.state === 'ringing'")
    assert ana.value("call.telnyxIDs.telnyxCallControlId") == leg
    assert ana.value("call.options.remoteCallerNumber") == "+15550100100"
    assert ana.value("call.options.customHeaders") == headers
    ana.run("call.hangup()")
    ended = network.wait_for(leg, "call.hangup")
    assert (ended["hangup_cause"], ended["sip_hangup_cause"]) == ("user_busy", "486")


def test_ringing_stops_when_the_caller_gives_up(network):
    ana = network.registered(ANA)
    leg = network.dial(ana)
    ana.until("call && call.state === 'ringing'")
    network.act(leg, "hangup")
    ana.until("call.state === 'destroy'")
    assert ana.value("call.cause") == "ORIGINATOR_CANCEL"


def test_browser_calls_out(network):
    ana = network.registered(ANA)
    ana.run(
        "client.newCall({destinationNumber: '+13125550199',"
        " callerNumber: '+15550100101', clientState: btoa('hello')})"
    )
    ana.until("call && call.state === 'early'")
    ana.hears({440, 480}, ANA)
    leg = ana.value("call.telnyxIDs.telnyxCallControlId")
    said = network.wait_for(leg, "call.initiated")
    assert (said["state"], said["to"]) == ("parked", "+13125550199")
    network.act(leg, "answer")
    ana.until("call.state === 'active'")
    network.act(leg, "hangup")
    ana.until("call.state === 'destroy'")


def test_call_out_may_be_busy(network):
    ana = network.registered(ANA)
    ana.run("client.newCall({destinationNumber: '+13125550199'})")
    ana.until("call && call.state === 'early'")
    leg = ana.value("call.telnyxIDs.telnyxCallControlId")
    network.act(leg, "reject", cause="USER_BUSY")
    ana.until("call.state === 'destroy'")
    assert ana.value("[call.cause, call.sipCode]") == ["USER_BUSY", 486]


def test_second_call_while_the_first_is_held(network):
    ana, first = network.talking(ANA)
    ana.run("window.first = call; call.hold()")
    ana.until("first.state === 'held'")
    second = network.dial(ana)
    ana.until("calls.length === 2 && call.state === 'ringing'")
    ana.run("call.answer()")
    network.wait_for(second, "call.answered")
    assert network.leg(first)["on_hold"]
    ana.run("call.hangup()")
    network.wait_for(second, "call.hangup")
    ana.run("first.unhold()")
    network.wait_for(first, "call.unhold")


def test_call_goes_on_after_the_network_dropped_and_after_a_reload(network):
    carla, other = network.talking(CARLA)
    stays = {"hangupOnBeforeUnload": False}
    ana, leg = network.talking(ANA, browser=stays)
    network.act(leg, "bridge", call_control_id=other)
    ana.run("sockets.at(-1).close()")
    ana.until("states.includes('inbound recovering') && call.state === 'active'")
    ana.hears({CARLA}, ANA)
    carla.hears({ANA}, CARLA)
    ana.page.reload()
    ana.register(login=ana.username, password=ana.password, **stays)
    ana.until("call && call.state === 'active'")
    ana.hears({CARLA}, ANA)
    carla.hears({ANA}, CARLA)
    assert network.leg(leg)["is_alive"]
    ana.run("call.hangup()")
    network.wait_for(leg, "call.hangup")


def test_wrong_token_is_refused_in_the_sdks_words(network):
    ana = network.registered(ANA)
    ana.page.reload()
    ana.register(login_token="a.b.c")
    ana.until("errors.length > 0")
    assert ana.value("errors[0]") == 46001


def test_unregistered_gateway_is_asked_again(network):
    network.process.post("/_emulator/settings", gateway_states=["NOREG", "REGED"])
    network.registered(ANA)
    network.process.post("/_emulator/settings", gateway_states=["REGED"])


def test_microphone_of_chromium_is_heard(network):
    """Beeps of its fake device, through its own processing of sound."""
    _, other = network.talking(0)
    ana, leg = network.talking(ANA)
    network.act(leg, "bridge", call_control_id=other)
    loudest = "listen([400, 440, 600, 800, 1000]).then(all => Math.max(...all) > -60)"
    until(lambda: ana.value(loudest), "beeps")


def supervised(network):
    """Carla and Ana, who talk, Sofia, who listens, and Sofia's leg."""
    carla, other = network.talking(CARLA)
    ana, leg = network.talking(ANA)
    network.act(leg, "bridge", call_control_id=other)
    sofia, supervising = network.talking(
        SOFIA, supervise_call_control_id=leg, supervisor_role="monitor"
    )
    return carla, ana, sofia, supervising


def test_three_browsers_hear_whom_they_should(network):
    carla, ana, sofia, leg = supervised(network)
    sofia.hears({CARLA, ANA}, SOFIA)
    ana.hears({CARLA}, *NOTES)
    carla.hears({ANA}, *NOTES)
    network.act(leg, "switch_supervisor_role", role="whisper")
    ana.hears({CARLA, SOFIA}, *NOTES)
    carla.hears({ANA}, *NOTES)
    network.act(leg, "switch_supervisor_role", role="barge")
    ana.hears({CARLA, SOFIA}, *NOTES)
    carla.hears({ANA, SOFIA}, *NOTES)
    network.act(leg, "switch_supervisor_role", role="monitor")
    carla.hears({ANA}, *NOTES)
    ana.hears({CARLA}, *NOTES)


def test_whisper_may_be_heard_by_the_other_side(network):
    network.process.post("/_emulator/settings", whisper_is_heard_by="opposite")
    carla, ana, _, leg = supervised(network)
    network.act(leg, "switch_supervisor_role", role="whisper")
    carla.hears({ANA, SOFIA}, *NOTES)
    ana.hears({CARLA}, *NOTES)
    network.process.post("/_emulator/settings", whisper_is_heard_by="supervised")
