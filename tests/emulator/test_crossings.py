"""What random telephony found: two things at once that got in each other's way."""

from tests.emulator.stage import CARL, SOFIA


def ends_conference(stage, conference, call):
    """Let the conference end when this call leaves it."""
    path = f"/conferences/{conference}/participants"
    members = {one["call_control_id"]: one["id"] for one in stage.get(path)}
    change = {"end_conference_on_exit": True}
    stage.ok("PATCH", f"{path}/{members[call]}", **change)


def test_dialled_leg_ends_when_its_call_cannot_leave_alive(stage):
    conference, carl, ana = stage.conference()
    ends_conference(stage, conference, carl)
    sofia = stage.agent(SOFIA, "sofia", link_to=carl, bridge_on_answer=True)
    for call in (carl, ana, sofia):
        assert not stage.leg(call)["is_alive"]
    assert stage.heard()[-1] == "sofia call.hangup"


def test_dialled_leg_is_not_bridged_with_a_supervisor(stage):
    _, ana = stage.talk()
    sofia = stage.agent(SOFIA, "sofia", supervise_call_control_id=ana)
    ben = stage.agent(CARL, "ben", link_to=sofia, bridge_on_answer=True)
    assert not stage.leg(ben)["is_alive"]
    assert stage.leg(sofia)["is_alive"]


def test_sound_for_a_participant_ends_when_the_participant_leaves(stage):
    conference, carl, ana = stage.conference()
    both = {"call_control_ids": [carl, ana]}
    stage.room(conference, "play", media_name="news", **both)
    stage.advance()
    stage.heard()
    for call, name in ((ana, "ana"), (carl, "carl")):
        stage.room(conference, "leave", call_control_id=call)
        stage.advance()
        ended = f"{name} conference.participant.playback.ended"
        assert stage.heard().count(ended) == 1
    stage.advance(10)
    assert stage.heard() == []


def test_gather_goes_on_when_its_prompt_is_cut_off(stage):
    call = stage.caller()
    prompt = {"payload": "Press one.", "voice": "female"}
    stage.act(
        call, "gather_using_speak", **prompt, timeout_millis=2000, maximum_tries=1
    )
    stage.act(call, "playback_start", media_name="hold", stop="all")
    stage.advance(2.1)
    assert stage.last("call.gather.ended")["status"] == "timeout"
