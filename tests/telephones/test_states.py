"""What the phone in the page is and what it can do: the pure part, without a site."""

from typing import Any

import pytest

from tests.support.processes import ROOT

pytestmark = pytest.mark.browser

STATES = ROOT / "static/js/phone/states.js"
UP = {"type": "line", "line": "up"}
OPEN = {"type": "mic", "mic": "open"}
RUN = """events => {
  const state = events.reduce(ccPhone.step, ccPhone.START);
  const call = ccPhone.current(state);
  return {
    words: ccPhone.words(state),
    acts: ccPhone.acts(state),
    readiness: ccPhone.readiness(state),
    phases: state.calls.map(({ phase }) => phase),
    isOpen: call ? ["", "monitor", "whisper"].map((role) => ccPhone.isOpen(call, role)) : [],
  };
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.add_script_tag(path=STATES)
    yield page
    page.close()


@pytest.fixture
def after(page):
    """Return a function that tells what the phone is after these events."""

    def told(*events: dict[str, Any]) -> dict[str, Any]:
        return dict(page.evaluate(RUN, list(events)))

    return told


def call(sdk: str, **facts: Any) -> dict[str, Any]:
    given = {"id": "a", "direction": "inbound", "who": "Carla"}
    return {"type": "call", "sdk": sdk, **given, **facts}


@pytest.mark.parametrize(
    ("events", "words", "readiness"),
    [
        ([], "Phone off", "unregistered"),
        ([{"type": "line", "line": "connecting"}], "Phone is connecting", "unregistered"),
        ([UP], "Phone connected", "ready"),
        ([UP, OPEN], "Phone connected", "ready"),
        (
            [UP, {"type": "mic", "mic": "refused"}],
            "This page may not use the microphone. Allow it in the browser's address bar.",
            "microphone",
        ),
        (
            [UP, {"type": "mic", "mic": "missing"}],
            "No microphone was found. Plug one in, or choose another.",
            "microphone",
        ),
        (
            [{"type": "line", "line": "refused", "sentence": "Telnyx is away."}],
            "Telnyx is away.",
            "unregistered",
        ),
        ([UP, {"type": "line", "line": "lost"}], "Phone lost its connection", "unregistered"),
    ],
)  # fmt: skip
def test_line_and_microphone_decide_whether_it_could_ring(
    after, events, words, readiness
):
    told = after(*events)
    assert (told["words"], told["readiness"]) == (words, readiness)


@pytest.mark.parametrize(
    ("sdk", "phases", "acts"),
    [
        ("ringing", ["ringing"], ["answer", "decline"]),
        ("answering", ["answering"], ["hangup"]),
        ("active", ["talking"], ["mute", "hold", "keypad", "hangup"]),
        ("held", ["held"], ["mute", "hold", "keypad", "hangup"]),
        ("recovering", ["recovering"], ["mute", "hold", "keypad", "hangup"]),
        ("hangup", [], []),
        ("destroy", [], []),
        ("purge", [], []),
    ],
)
def test_each_state_of_the_sdk_allows_what_it_should(after, sdk, phases, acts):
    told = after(UP, call("ringing"), call(sdk))
    assert (told["phases"], told["acts"]) == (phases, acts)


def test_call_that_comes_in_rings_only_once_its_headers_are_known(after):
    assert after(UP, call("new"))["phases"] == []
    assert after(UP, call("new", direction="outbound"))["phases"] == ["calling"]


def test_ringing_call_is_at_hand_before_the_one_that_is_held(after):
    told = after(UP, call("held"), call("ringing", id="b", who="Ben"))
    assert told["words"] == "Ben rings"
    assert told["acts"] == ["answer", "decline"]


@pytest.mark.parametrize(
    ("role", "is_open"),
    [
        ("", [True, True, True]),
        ("monitor", [False, False, False]),
        ("whisper", [False, False, True]),
    ],
)
def test_supervisor_is_heard_only_by_a_confirmed_role(after, role, is_open):
    assert after(UP, call("active", role=role))["isOpen"] == is_open


def test_who_is_muted_is_heard_by_nobody(after):
    muted = {"type": "muted", "id": "a", "muted": True}
    told = after(UP, call("active", role="whisper"), muted)
    assert told["isOpen"] == [False, False, False]


@pytest.mark.parametrize(
    ("facts", "level", "words"),
    [
        ({"mic": "missing"}, "bad", "No microphone was found"),
        ({"line": "lost"}, "bad", "Phone lost its connection: nobody can ring you."),
        ({"level": 0.001}, "bad", "Your microphone hears nothing"),
        ({"level": 0.05}, "warn", "You are hard to hear"),
        ({}, "ok", "All is well: callers will hear you."),
    ],
)
def test_verdict_of_a_check_says_what_to_do(page, facts, level, words):
    measured = {"line": "up", "mic": "open", "level": 0.4, **facts}
    told = page.evaluate("facts => ccPhone.verdict(facts)", measured)
    assert told["level"] == level
    assert words in told["words"]


TROUBLE = (
    "events => ccPhone.trouble("
    "ccPhone.current(events.reduce(ccPhone.step, ccPhone.START)))"
)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (31003, "Most likely it is this network"),
        (31005, "Is it switched off at the headset?"),
        # That the other side says nothing for a while is no trouble.
        (31006, ""),
        (0, ""),
    ],
)
def test_what_the_sdk_measures_is_said_with_the_likely_cause(page, code, words):
    warning = {"type": "warning", "id": "a", "code": code}
    told = page.evaluate(TROUBLE, [UP, call("active"), warning])
    assert (words in told) if words else told == ""


def test_silence_of_ones_own_making_is_no_trouble(page):
    muted = {"type": "muted", "id": "a", "muted": True}
    warning = {"type": "warning", "id": "a", "code": 31005}
    assert page.evaluate(TROUBLE, [UP, call("active"), muted, warning]) == ""


def test_listener_has_no_microphone_to_switch(after):
    assert after(UP, call("active", role="monitor"))["acts"] == ["hangup"]
