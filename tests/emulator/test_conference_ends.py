"""How conferences end, and what that does to their legs."""

import pytest

from tests.emulator.stage import SOFIA, Stage


def test_last_leaver_ends_the_conference(stage):
    conference, carl, ana = stage.conference()
    stage.heard()
    for call in (carl, ana):
        stage.room(conference, "leave", call_control_id=call)
    stage.advance()
    assert stage.last("conference.ended")["reason"] == "all_left"
    assert stage.heard()[-1] == "carl conference.ended"
    assert stage.get(f"/conferences/{conference}")["end_reason"] == "all_left"
    assert {stage.place(carl), stage.place(ana)} == {"parked"}


def test_participant_leaves_after_hanging_up(stage):
    _, carl, _ = stage.conference()
    stage.heard()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.heard() == ["carl call.hangup", "carl conference.participant.left"]


def test_participant_may_leave_before_the_hangup():
    stage = Stage(hangup_before_left=False)
    conference, carl, _ = stage.conference()
    stage.heard()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.heard() == ["carl conference.participant.left", "carl call.hangup"]
    stage.room(conference, "end")
    stage.advance()
    assert stage.heard() == [
        "ana conference.participant.left",
        "ana call.hangup",
        "carl conference.ended",
    ]


def test_last_one_to_hang_up_ends_the_conference(stage):
    _, carl, ana = stage.conference()
    stage.heard()
    for call in (ana, carl):
        stage.control(f"calls/{call}/hangup")
    stage.advance()
    assert stage.heard() == [
        "ana call.hangup",
        "ana conference.participant.left",
        "carl call.hangup",
        "carl conference.participant.left",
        "carl conference.ended",
    ]


def test_sound_for_one_ends_before_the_hangup(stage):
    conference, carl, _ = stage.conference()
    alone = {"call_control_ids": [carl]}
    stage.room(conference, "play", media_name="news", **alone)
    stage.advance()
    stage.heard()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.heard() == [
        "carl conference.participant.playback.ended",
        "carl call.hangup",
        "carl conference.participant.left",
    ]


def test_end_command_hangs_everybody_up(stage):
    conference, _, _ = stage.conference()
    stage.heard()
    stage.room(conference, "end")
    stage.advance()
    assert stage.last("call.hangup")["hangup_cause"] == "time_limit"
    assert stage.last("conference.ended")["reason"] == "all_left"
    assert stage.heard() == [
        "carl call.hangup",
        "carl conference.participant.left",
        "ana call.hangup",
        "ana conference.participant.left",
        "carl conference.ended",
    ]
    room = stage.get(f"/conferences/{conference}")
    assert (room["status"], room["end_reason"]) == ("completed", "ended_via_api")
    assert "ended_by" not in room
    assert stage.room_refused(conference, "end") == (422, "90019")


@pytest.mark.parametrize("how", ["leave", "hangup"])
def test_host_ends_the_conference_by_leaving(stage, how):
    conference, carl, _ = stage.conference()
    sofia = stage.agent(SOFIA, "sofia")
    stage.room(conference, "join", call_control_id=sofia, end_conference_on_exit=True)
    if how == "leave":
        stage.room(conference, "leave", call_control_id=sofia)
    else:
        stage.control(f"calls/{sofia}/hangup")
    stage.advance()
    assert stage.last("conference.ended")["reason"] == "host_left"
    room = stage.get(f"/conferences/{conference}")
    assert room["ended_by"]["call_control_id"] == sofia
    assert stage.place(carl) == "ended"
    assert stage.place(sofia) == ("parked" if how == "leave" else "ended")


def test_soft_end_lets_the_others_talk_on(stage):
    conference, carl, ana = stage.conference()
    sofia = stage.agent(SOFIA, "sofia")
    stage.room(
        conference, "join", call_control_id=sofia, soft_end_conference_on_exit=True
    )
    stage.room(conference, "leave", call_control_id=sofia)
    stage.advance()
    assert stage.last("conference.ended")["reason"] == "host_left"
    assert stage.hears(carl, ana) == {"carl": {"ana"}, "ana": {"carl"}}
    assert stage.room_refused(conference, "join", call_control_id=sofia) == (
        422,
        "90019",
    )
    stage.room(conference, "leave", call_control_id=ana)
    assert stage.place(ana) == "parked"


@pytest.mark.parametrize(
    ("hours", "options", "secs"),
    [(3, {}, 3 * 3600), (3, {"duration_minutes": 10}, 600)],
)
def test_conference_expires(hours, options, secs):
    stage = Stage(conference_hours=hours)
    conference, _carl, ana = stage.conference(**options)
    stage.advance(secs - 1)
    assert stage.get(f"/conferences/{conference}")["status"] == "in_progress"
    stage.advance(1)
    assert stage.last("conference.ended")["reason"] == "time_exceeded"
    assert stage.place(ana) == "ended"


def moved_creator(stage) -> tuple[str, str, str]:
    """Carl, whose leg made the first conference, has moved on to a second one."""
    first, carl, ana = stage.conference()
    stage.room(first, "leave", call_control_id=carl)
    ben = stage.agent("sip:ben@sip.telnyx.com", "ben")
    second = stage.ok("POST", "/conferences", call_control_id=ben, name="two")["id"]
    stage.room(second, "join", call_control_id=carl)
    return first, carl, ana


def test_forced_end_reaches_the_creator_wherever_it_is(stage):
    first, carl, _ = moved_creator(stage)
    stage.room(first, "end")
    assert stage.place(carl) == "ended"


def test_creator_survives_a_conference_that_merely_empties(stage):
    first, carl, ana = moved_creator(stage)
    stage.room(first, "leave", call_control_id=ana)
    assert stage.get(f"/conferences/{first}")["end_reason"] == "all_left"
    assert stage.place(carl) == "conference"


def test_creators_bond_can_be_switched_off():
    stage = Stage(creator_leg_stays_bound=False)
    first, carl, _ = moved_creator(stage)
    stage.room(first, "end")
    assert stage.place(carl) == "conference"


def test_unbridging_through_a_throw_away_conference(stage):
    carl, ana = stage.caller(), stage.agent()
    stage.act(ana, "bridge", call_control_id=carl, park_after_unbridge="self")
    room = stage.ok("POST", "/conferences", call_control_id=carl, name="aside")["id"]
    stage.room(room, "leave", call_control_id=carl)
    assert {stage.place(carl), stage.place(ana)} == {"parked"}


def test_setting_chooses_the_reason_after_an_end_command():
    stage = Stage(api_end_webhook_reason="host_left")
    conference, _, _ = stage.conference()
    stage.room(conference, "end")
    stage.advance()
    assert stage.last("conference.ended")["reason"] == "host_left"


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("enqueue", {"queue_name": "support"}),
        ("bridge", {"call_control_id": "ben"}),
    ],
)
def test_creator_who_ends_the_conference_by_moving_on_is_hung_up(stage, action, body):
    conference, carl, _ = stage.conference()
    ben = stage.agent("sip:ben@sip.telnyx.com", "ben")
    body = {key: ben if value == "ben" else value for key, value in body.items()}
    for row in stage.get(f"/conferences/{conference}/participants"):
        path = f"/conferences/{conference}/participants/{row['id']}"
        stage.ok("PATCH", path, end_conference_on_exit=True)
    assert stage.act_refused(carl, action, **body) == (422, "90018")
    assert (stage.place(carl), stage.place(ben)) == ("ended", "parked")
    assert stage.control("world")["queues"] == []


def test_beep_and_hold_audio_come_from_the_conference_or_the_participant(stage):
    conference, _carl, ana = stage.conference(
        beep_enabled="always", hold_media_name="calm"
    )
    stage.room(conference, "hold")
    stage.room(conference, "hold", call_control_ids=[ana], audio_url="http://x.test/a")
    (room,) = stage.control("world")["conferences"]
    carls, anas = room["participants"]
    assert (carls["beep"], carls["hold_audio"]) == ("always", "calm")
    assert anas["hold_audio"] == "http://x.test/a"
