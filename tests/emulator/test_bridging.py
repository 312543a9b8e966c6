"""Bridges: who is told, who is protected when they end."""

import pytest

from tests.emulator.stage import SOFIA, Stage


def test_bridge_by_call_takes_the_caller_out_of_the_queue(stage):
    carl, ana = stage.caller(), stage.agent()
    stage.act(carl, "enqueue", queue_name="support")
    stage.act(
        carl, "playback_start", audio_url="http://x.test/hold.mp3", loop="infinity"
    )
    stage.advance()
    stage.heard()
    stage.act(ana, "bridge", call_control_id=carl)
    stage.advance()
    dequeued = stage.last("call.dequeued")
    assert (dequeued["reason"], dequeued["queue_position"]) == ("bridged", 1)
    assert stage.last("call.playback.ended")["status"] == "cancelled"
    assert stage.heard() == [
        "carl call.dequeued",
        "carl call.playback.ended",
        "ana call.bridged",
        "carl call.bridged",
    ]
    assert stage.hears(carl, ana) == {"carl": {"ana"}, "ana": {"carl"}}


def test_bridge_by_queue_serves_the_first(stage):
    first, second = stage.caller("first"), stage.caller("second")
    for call in (first, second):
        stage.act(call, "enqueue", queue_name="support")
    ana = stage.agent()
    stage.act(ana, "bridge", queue="support")
    assert stage.leg(first)["place"] == {"kind": "bridged", "with": ana}
    assert stage.leg(second)["place"]["position"] == 1


@pytest.mark.parametrize("queue", ["empty", "unknown"])
def test_bridge_with_no_waiting_call_is_refused(stage, queue):
    stage.ok("POST", "/queues", queue_name="empty")
    assert stage.act_refused(stage.agent(), "bridge", queue=queue) == (422, "90037")


def test_bridge_needs_two_answered_calls(stage):
    carl, ringing = stage.caller(), stage.dial()
    assert stage.act_refused(carl, "bridge", call_control_id=ringing) == (422, "90034")
    assert stage.act_refused(ringing, "bridge", call_control_id=carl) == (422, "90034")


def test_bridge_with_ringtone_waits_for_the_answer(stage):
    carl, ringing = stage.caller(), stage.dial()
    stage.act(carl, "bridge", call_control_id=ringing, play_ringtone=True)
    assert stage.place(carl) == "parked"
    stage.advance(4)
    assert stage.leg(carl)["place"] == {"kind": "bridged", "with": ringing}


def test_bridge_with_a_caller_who_has_left_is_refused(stage):
    carl, ana = stage.caller(), stage.agent()
    stage.control(f"calls/{carl}/hangup")
    assert stage.act_refused(ana, "bridge", call_control_id=carl) == (422, "90018")


def test_queued_call_cannot_serve_itself(stage):
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support")
    assert stage.act_refused(carl, "bridge", queue="support") == (422, "90033")
    assert stage.place(carl) == "queued"


def test_bridge_names_a_target(stage):
    ana = stage.agent()
    room = {"video_room_id": "00000000-0000-4000-8000-000000000000"}
    assert stage.act_refused(ana, "bridge", **room) == (422, "90033")
    assert stage.act_refused(ana, "bridge") == (422, "10004")
    assert stage.act_refused(ana, "bridge", call_control_id=ana) == (422, "90033")


def test_double_bridge_can_be_prevented(stage):
    carl, _ = stage.talk()
    ben = stage.agent("sip:ben@sip.telnyx.com", "ben")
    refusal = stage.act_refused(
        ben, "bridge", call_control_id=carl, prevent_double_bridge=True
    )
    assert refusal == (422, "90033")
    assert stage.place(ben) == "parked"


def test_bridging_the_same_two_again_keeps_them_together(stage):
    carl, ana = stage.talk()
    stage.heard()
    stage.act(ana, "bridge", call_control_id=carl, park_after_unbridge="self")
    stage.advance()
    assert stage.heard() == ["ana call.bridged", "carl call.bridged"]
    stage.act(carl, "hangup")
    assert stage.place(ana) == "parked"


def test_bridging_elsewhere_ends_the_call_left_alone(stage):
    carl, ana = stage.talk()
    ben = stage.agent("sip:ben@sip.telnyx.com", "ben")
    stage.act(ben, "bridge", call_control_id=carl)
    assert stage.place(ana) == "ended"
    assert stage.hears(carl) == {"carl": {"ben"}}


@pytest.mark.parametrize(("leaver", "other"), [("carl", "ana"), ("ana", "carl")])
def test_end_of_a_bridge_ends_both(stage, leaver, other):
    calls = dict(zip(("carl", "ana"), stage.talk(), strict=True))
    stage.heard()
    stage.control(f"calls/{calls[leaver]}/hangup")
    stage.advance()
    assert stage.heard() == [f"{leaver} call.hangup", f"{other} call.hangup"]


def protected_talk(stage: Stage, **protection):
    carl, ana = stage.caller(), stage.agent()
    stage.act(ana, "bridge", call_control_id=carl, **protection)
    stage.advance()
    stage.heard()
    return carl, ana


def test_park_after_unbridge_protects_the_leg_it_was_asked_for(stage):
    carl, ana = protected_talk(stage, park_after_unbridge="self")
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.heard() == ["carl call.hangup"]
    assert stage.place(ana) == "parked"


def test_park_after_unbridge_protects_nobody_else(stage):
    _carl, ana = protected_talk(stage, park_after_unbridge="self")
    stage.control(f"calls/{ana}/hangup")
    stage.advance()
    assert stage.heard() == ["ana call.hangup", "carl call.hangup"]


def test_hold_after_unbridge_keeps_the_leg_on_hold(stage):
    carl, ana = protected_talk(stage, hold_after_unbridge=True)
    stage.act(carl, "hangup")
    leg = stage.leg(ana)
    assert (leg["is_alive"], leg["on_hold"]) == (True, True)


def test_dial_bridges_on_answer(stage):
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support")
    stage.advance()
    stage.heard()
    stage.agent(link_to=carl, bridge_on_answer=True)
    assert stage.heard() == [
        "ana call.initiated",
        "ana call.answered",
        "carl call.dequeued",
        "ana call.bridged",
        "carl call.bridged",
    ]


def test_dial_hangs_up_rather_than_bridge_twice(stage):
    carl = stage.caller()
    rivals = [
        stage.dial(
            f"sip:{name}@sip.telnyx.com", name, link_to=carl, bridge_on_answer=True,
            prevent_double_bridge=True,
        )
        for name in ("ana", "ben")
    ]  # fmt: skip
    stage.advance(4)
    places = sorted(stage.place(rival) for rival in rivals)
    assert places == ["bridged", "ended"]
    assert stage.place(carl) == "bridged"


def test_dial_parks_after_the_bridge_that_it_asked_for(stage):
    carl = stage.caller()
    ana = stage.agent(link_to=carl, bridge_on_answer=True, park_after_unbridge="self")
    stage.act(carl, "hangup")
    assert stage.place(ana) == "parked"


def test_bridge_can_record_from_now(stage):
    carl, ana = stage.caller(), stage.agent()
    stage.act(ana, "bridge", call_control_id=carl, record="record-from-answer")
    stage.advance(3)
    stage.act(carl, "hangup")
    stage.advance(2)
    assert stage.get("/recordings")[0]["duration_millis"] == 3000


def test_supervisor_follows_the_agent_to_another_caller(stage):
    carl, ana = protected_talk(stage, park_after_unbridge="self")
    stage.agent(
        SOFIA, "sofia", supervise_call_control_id=ana, supervisor_role="monitor"
    )
    dora = stage.caller("dora")
    stage.act(carl, "hangup")
    stage.act(ana, "bridge", call_control_id=dora)
    assert stage.hears()["sofia"] == {"ana", "dora"}
