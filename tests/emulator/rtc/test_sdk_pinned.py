"""The protocol was read in one version of the SDK; another one is looked at first."""

import json
import re

from emulator.rtc.methods import METHODS
from tests.support.processes import ROOT

PACKAGE = ROOT / "node_modules/@telnyx/webrtc"
VERSION = "2.27.10"
METHODS_OF_THE_SDK = {
    "answer", "attach", "broadcast", "bye", "candidate", "clientReady", "display",
    "endOfCandidates", "event", "gatewayState", "info", "invite", "media", "modify",
    "ping", "pong", "punt", "ringing", "subscribe", "unsubscribe",
}  # fmt: skip
OF_VERTO_CONFERENCES = {"broadcast", "subscribe", "unsubscribe"}
FROM_THE_GATEWAY = {
    "clientReady", "display", "event", "media", "pong", "punt", "ringing",
}  # fmt: skip


def test_version_is_the_one_that_was_read():
    assert json.loads((PACKAGE / "package.json").read_text())["version"] == VERSION
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert asked["@telnyx/webrtc"] == VERSION


def test_it_knows_these_methods_and_no_others():
    bundle = (PACKAGE / "lib/bundle.js").read_text()
    found = set(re.findall(r"telnyx_rtc\.([a-zA-Z]+)", bundle))
    assert found == METHODS_OF_THE_SDK


def test_gateway_answers_all_that_the_sdk_asks():
    asked = METHODS_OF_THE_SDK - OF_VERTO_CONFERENCES - FROM_THE_GATEWAY
    answered = {name.removeprefix("telnyx_rtc.") for name in METHODS}
    assert answered == asked | {"login"}
