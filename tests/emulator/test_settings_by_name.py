"""Settings are chosen by name: at the start, and while the emulator runs."""

import json

import pytest

from emulator import Settings
from emulator.__main__ import arguments
from emulator.choices import AT_START_ONLY, as_json, checked_changes
from tests.emulator.stage import HOOK


def test_every_setting_fits_itself():
    values = as_json(Settings())
    changed = checked_changes(json.loads(json.dumps(values)), running=False)
    assert changed == values


def test_setting_changes_what_happens_from_now_on(stage):
    stage.statuses[HOOK] = 500
    stage.control("settings", webhook_attempts=1, answer_secs=2)
    carl = stage.ring_in()
    stage.act(carl, "answer")
    stage.advance(1.9)
    assert stage.leg(carl)["phase"] == "answering"
    stage.advance(10)
    assert stage.types() == ["call.initiated", "call.answered"]


def test_people_follow_changed_settings(stage):
    stage.control("settings", browser_decline=["call_rejected", "603"])
    stage.control(f"calls/{stage.dial()}/decline")
    stage.control("settings", ring_min_secs=20, ring_max_secs=20)
    ana = stage.dial()
    stage.advance(19)
    assert stage.last("call.hangup")["sip_hangup_cause"] == "603"
    assert stage.leg(ana)["phase"] == "ringing"


def test_settings_are_shown(stage):
    stage.control("settings", served_reason="bridging-in-process")
    shown = stage.control("settings")
    assert shown["served_reason"] == "bridging-in-process"
    assert set(shown) == set(as_json(Settings()))


def test_reset_takes_changes_back(stage):
    stage.control("settings", webhook_attempts=1)
    stage.control("reset")
    assert stage.control("settings")["webhook_attempts"] == 3


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"speed": 1}, "speed: no such setting"),
        ({"webhook_attempts": "two"}, "webhook_attempts: a whole number"),
        ({"webhook_attempts": -1}, "webhook_attempts: a number, 0 or more"),
        ({"answer_secs": True}, "answer_secs: a number"),
        ({"creator_leg_stays_bound": 1}, "creator_leg_stays_bound: true or false"),
        ({"served_reason": "gone"}, "served_reason: choose from"),
        ({"browser_decline": ["user_busy"]}, "browser_decline: a list of 2"),
        ({"numbers": []}, "numbers: can be set at the start only"),
        ({"account_channel_limit": "x"}, "account_channel_limit: a whole number"),
    ],
)
def test_wrong_settings_are_refused_by_name(stage, given, complaint):
    before = stage.control("settings")
    answer = stage.emulator.handle("POST", "/_emulator/settings", {}, json.dumps(given))
    assert answer.status == 422
    assert answer.json()["error"].startswith(complaint)
    assert stage.control("settings") == before


def test_command_line_sets_any_setting(capsys):
    wanted = ["webhook_attempts=2", "served_reason=bridging-in-process"]
    options = arguments([word for text in wanted for word in ("--set", text)])
    assert options.settings.webhook_attempts == 2
    assert options.settings.served_reason == "bridging-in-process"
    assert arguments(["--set", 'numbers=["+15550100100"]']).settings.numbers == (
        "+15550100100",
    )
    with pytest.raises(SystemExit):
        arguments(["--set", "webhook_attempts=many"])
    assert "webhook_attempts: a whole number" in capsys.readouterr().err


def test_what_is_fixed_at_the_start_is_a_setting():
    assert set(as_json(Settings())) >= AT_START_ONLY
