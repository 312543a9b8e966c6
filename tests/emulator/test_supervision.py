"""Supervising legs: a caller must never hear a whisper."""

import pytest

from tests.emulator.stage import SOFIA, Stage, state


def supervised(stage, role) -> tuple[str, str, str]:
    carl, ana = stage.talk()
    sofia = stage.agent(
        SOFIA, "sofia", supervise_call_control_id=ana, supervisor_role=role
    )
    return carl, ana, sofia


@pytest.mark.parametrize(
    ("role", "who_hears"),
    [("monitor", set()), ("whisper", {"ana"}), ("barge", {"ana", "carl"})],
)
def test_supervisor_hears_both_and_is_heard_by(stage, role, who_hears):
    supervised(stage, role)
    hears = stage.hears()
    assert hears["sofia"] == {"ana", "carl"}
    assert {name for name, voices in hears.items() if "sofia" in voices} == who_hears
    assert {"ana"} <= hears["carl"]
    assert {"carl"} <= hears["ana"]


def test_supervisor_barges_unless_told_otherwise(stage):
    _, ana = stage.talk()
    sofia = stage.agent(SOFIA, "sofia", supervise_call_control_id=ana)
    assert stage.leg(sofia)["supervisor_role"] == "barge"


def test_supervisor_reports_no_bridge(stage):
    carl, ana = stage.talk()
    stage.heard()
    stage.agent(SOFIA, "sofia", supervise_call_control_id=ana)
    assert stage.heard() == ["sofia call.initiated", "sofia call.answered"]
    assert stage.place(carl) == "bridged"


def test_role_can_be_switched_on_the_leg(stage):
    carl, _ana, sofia = supervised(stage, "barge")
    stage.act(sofia, "switch_supervisor_role", role="whisper")
    assert stage.hears(carl) == {"carl": {"ana"}}


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("speak", {"payload": "hello", "voice": "female"}),
        ("enqueue", {"queue_name": "support"}),
        ("record_start", {"format": "mp3", "channels": "dual"}),
        ("transfer", {"to": "+15550100105"}),
    ],
)
def test_supervising_leg_takes_no_commands(stage, action, body):
    _, _, sofia = supervised(stage, "barge")
    assert stage.act_refused(sofia, action, **body) == (422, "90043")


def test_supervising_leg_cannot_be_bridged_or_join(stage):
    _carl, ana, sofia = supervised(stage, "barge")
    assert stage.act_refused(ana, "bridge", call_control_id=sofia) == (422, "90043")
    body = {"call_control_id": sofia, "name": "room"}
    assert stage.refused("POST", "/conferences", **body) == (422, "90043")


def test_setting_lets_supervising_legs_take_commands():
    stage = Stage(supervisors_refuse_commands=False)
    _, _, sofia = supervised(stage, "barge")
    stage.act(sofia, "speak", payload="hello", voice="female")


def test_supervisor_leaves_without_a_trace(stage):
    carl, _ana, sofia = supervised(stage, "barge")
    stage.heard()
    stage.act(sofia, "hangup", client_state=state("leaving"))
    stage.advance()
    assert stage.heard() == ["sofia call.hangup"]
    assert stage.hears(carl) == {"carl": {"ana"}}


def test_end_of_the_supervised_leg_ends_the_supervisor(stage):
    _, ana, _sofia = supervised(stage, "monitor")
    stage.heard()
    stage.control(f"calls/{ana}/hangup")
    stage.advance()
    assert stage.heard() == ["ana call.hangup", "carl call.hangup", "sofia call.hangup"]
    assert stage.leg(ana)["hangup_cause"] == "normal_clearing"


def test_supervisor_who_answers_too_late_is_hung_up(stage):
    carl, ana = stage.talk()
    sofia = stage.dial(SOFIA, "sofia", supervise_call_control_id=ana)
    stage.act(carl, "hangup")
    assert stage.place(sofia) == "ended"


def test_supervision_needs_an_answered_leg(stage):
    ringing = stage.dial()
    body = {
        "to": SOFIA, "from": "+15550100100", "connection_id": stage.app,
        "supervise_call_control_id": ringing,
    }  # fmt: skip
    assert stage.refused("POST", "/calls", **body) == (422, "90034")


def test_two_supervisors_do_not_reach_the_caller_by_whispering(stage):
    carl, ana, _ = supervised(stage, "whisper")
    stage.agent(
        "sip:two@sip.telnyx.com", "two", supervise_call_control_id=ana,
        supervisor_role="whisper",
    )  # fmt: skip
    assert stage.hears(carl, ana) == {"carl": {"ana"}, "ana": {"carl", "sofia", "two"}}


def test_whisper_stays_private_in_a_conference(stage):
    _, _carl, ana = stage.conference()
    stage.agent(
        SOFIA, "sofia", supervise_call_control_id=ana, supervisor_role="whisper"
    )
    hears = stage.hears()
    assert hears["carl"] == {"ana"}
    assert hears["ana"] == {"carl", "sofia"}
    assert hears["sofia"] == {"ana", "carl"}


def test_whisper_may_be_heard_by_the_other_end():
    """Two texts of Telnyx disagree; a client has to be safe under both."""
    stage = Stage(whisper_is_heard_by="opposite")
    carl, ana, sofia = supervised(stage, "whisper")
    hears = stage.hears(carl, ana, sofia)
    assert hears["carl"] == {"ana", "sofia"}
    assert hears["ana"] == {"carl"}
    assert hears["sofia"] == {"ana", "carl"}
