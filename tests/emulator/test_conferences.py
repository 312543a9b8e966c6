"""Conferences while they last: joining, leaving, muting, holding, roles."""

import pytest

from tests.emulator.stage import SOFIA, Stage, state


def participants(stage, conference, query=""):
    """The listed participants by name."""
    rows = stage.get(f"/conferences/{conference}/participants?{query}")
    return {stage.names[row["call_control_id"]]: row for row in rows}


def test_create_makes_the_leg_the_first_participant(stage):
    carl = stage.caller()
    stage.heard()
    room = stage.ok(
        "POST", "/conferences", call_control_id=carl, name="room",
        client_state=state("owner"),
    )  # fmt: skip
    stage.advance()
    assert (room["record_type"], room["status"]) == ("conference", "in_progress")
    assert stage.last("conference.created")["client_state"] == state("owner")
    assert stage.heard() == [
        "carl conference.floor.changed",
        "carl conference.created",
        "carl conference.participant.joined",
    ]


def test_floor_may_change_last():
    stage = Stage(floor_before_created=False)
    carl = stage.caller()
    stage.heard()
    stage.ok("POST", "/conferences", call_control_id=carl, name="room")
    stage.advance()
    assert stage.heard() == [
        "carl conference.created",
        "carl conference.participant.joined",
        "carl conference.floor.changed",
    ]


def test_nobody_has_the_floor_before_the_conference_starts(stage):
    carl, ana = stage.caller(), stage.agent()
    given = {"call_control_id": carl, "start_conference_on_create": False}
    room = stage.ok("POST", "/conferences", name="room", **given)["id"]
    stage.advance()
    assert "conference.floor.changed" not in stage.types()
    stage.room(room, "join", call_control_id=ana, start_conference_on_enter=True)
    stage.advance()
    assert stage.types().count("conference.floor.changed") == 1


@pytest.mark.parametrize("status", [200, 201])
def test_status_of_a_new_conference_can_be_chosen(status):
    stage = Stage(conference_created_status=status)
    body = {"call_control_id": stage.caller(), "name": "room"}
    assert stage.request("POST", "/conferences", **body).status == status


@pytest.mark.parametrize("created", ["beside", "inside"])
def test_conference_events_say_when_beside_or_inside_their_payload(created):
    stage = Stage(conference_created_time=created)
    conference, *_ = stage.conference()
    stage.room(conference, "end")
    stage.advance()
    places = {
        one.type: "beside" if "occurred_at" in one.data else "inside"
        for one in stage.posted
    }
    assert places["conference.created"] == created
    assert places["conference.participant.joined"] == "beside"
    assert places["conference.participant.left"] == "beside"
    assert places["conference.ended"] == "inside"
    assert places["conference.floor.changed"] == "inside"
    for one in stage.posted:
        assert ("occurred_at" in one.data) != ("occurred_at" in one.payload)


def test_participants_webhooks_carry_the_owners_state(stage):
    carl, ana = stage.caller(), stage.agent()
    room = stage.ok(
        "POST", "/conferences", call_control_id=carl, name="room",
        client_state=state("owner"),
    )  # fmt: skip
    stage.room(room["id"], "join", call_control_id=ana, client_state=state("ana"))
    stage.advance()
    assert stage.last("conference.participant.joined")["client_state"] == state("owner")
    assert stage.get(f"/calls/{ana}")["client_state"] == state("ana")


def test_creating_from_a_bridged_call_ends_its_bridge(stage):
    carl, ana = stage.talk()
    stage.ok("POST", "/conferences", call_control_id=carl, name="room")
    assert (stage.place(carl), stage.place(ana)) == ("conference", "ended")


def test_name_belongs_to_one_active_conference(stage):
    conference, _, _ = stage.conference()
    ben = stage.agent("sip:ben@sip.telnyx.com", "ben")
    body = {"call_control_id": ben, "name": "room"}
    assert stage.refused("POST", "/conferences", **body) == (422, "90033")
    stage.room(conference, "end")
    assert stage.ok("POST", "/conferences", **body)["id"] != conference


@pytest.mark.parametrize("by", ["id", "name"])
def test_join_by_id_or_name(stage, by):
    conference, _, _ = stage.conference()
    ben = stage.agent("sip:ben@sip.telnyx.com", "ben")
    stage.room({"id": conference, "name": "room"}[by], "join", call_control_id=ben)
    assert set(participants(stage, conference)) == {"carl", "ana", "ben"}


def test_join_refusals(stage):
    conference, _carl, ana = stage.conference(max_participants=2)
    ringing, ben = stage.dial(), stage.agent("sip:ben@sip.telnyx.com", "ben")
    refused = stage.room_refused
    assert refused(conference, "join", call_control_id=ringing) == (422, "90034")
    assert refused(conference, "join", call_control_id=ana) == (422, "90044")
    assert refused(conference, "join", call_control_id=ben) == (422, "90032")
    assert refused("nowhere", "join", call_control_id=ben) == (404, "90058")
    stage.room(conference, "end")
    assert refused(conference, "join", call_control_id=ben) == (422, "90019")


def test_leave_parks_the_leg(stage):
    conference, _, ana = stage.conference()
    stage.heard()
    stage.room(conference, "leave", call_control_id=ana)
    stage.advance()
    assert stage.heard() == ["ana conference.participant.left"]
    assert stage.place(ana) == "parked"
    assert stage.room_refused(conference, "leave", call_control_id=ana) == (
        422,
        "90033",
    )


def test_joining_another_conference_leaves_the_first(stage):
    first, carl, ana = stage.conference()
    stage.room(first, "leave", call_control_id=carl)
    second = stage.ok("POST", "/conferences", call_control_id=carl, name="two")["id"]
    stage.room(second, "join", call_control_id=ana)
    assert set(participants(stage, second)) == {"carl", "ana"}
    assert stage.get(f"/conferences/{first}")["end_reason"] == "all_left"


def test_mute_and_unmute(stage):
    conference, carl, ana = stage.conference()
    stage.heard()
    stage.room(conference, "mute", call_control_ids=[ana])
    assert participants(stage, conference)["ana"]["muted"] is True
    assert stage.hears() == {"carl": set(), "ana": {"carl"}}
    stage.room(conference, "unmute", call_control_ids=[ana])
    assert stage.hears() == {"carl": {"ana"}, "ana": {"carl"}}
    assert stage.heard() == []
    assert carl


def test_hold_silences_in_both_directions(stage):
    conference, _, ana = stage.conference()
    stage.room(conference, "hold", call_control_ids=[ana], audio_url="http://x.test/a")
    assert stage.hears() == {"carl": set(), "ana": set()}
    held = participants(stage, conference, "filter[on_hold]=true")
    assert list(held) == ["ana"]
    stage.room(conference, "unhold", call_control_ids=[ana])
    assert stage.hears() == {"carl": {"ana"}, "ana": {"carl"}}


@pytest.mark.parametrize(("action", "flag"), [("mute", "muted"), ("hold", "on_hold")])
def test_no_ids_mean_everybody(stage, action, flag):
    conference, _, _ = stage.conference()
    stage.room(conference, action)
    assert all(row[flag] for row in participants(stage, conference).values())


def test_unhold_names_whom(stage):
    conference, _, _ = stage.conference()
    assert stage.room_refused(conference, "unhold") == (422, "10004")
    assert stage.room_refused(conference, "unhold", call_control_ids=[]) == (
        422,
        "10004",
    )


def test_stranger_cannot_be_muted(stage):
    conference, _, _ = stage.conference()
    ben = stage.agent("sip:ben@sip.telnyx.com", "ben")
    assert stage.room_refused(conference, "mute", call_control_ids=[ben]) == (
        422,
        "90033",
    )


@pytest.mark.parametrize(
    ("role", "whisper_to", "who_hears"),
    [
        ("none", [], {"carl", "ana"}),
        ("barge", [], {"carl", "ana"}),
        ("monitor", [], set()),
        ("whisper", ["ana"], {"ana"}),
        ("whisper", [], set()),
    ],
)
def test_supervisor_in_a_conference_is_heard_by(stage, role, whisper_to, who_hears):
    conference, _carl, ana = stage.conference()
    sofia = stage.agent(SOFIA, "sofia")
    ids = [ana for _ in whisper_to]
    stage.room(
        conference, "join", call_control_id=sofia, supervisor_role=role,
        whisper_call_control_ids=ids,
    )  # fmt: skip
    hears = stage.hears()
    assert hears["sofia"] == {"carl", "ana"}
    assert {name for name, voices in hears.items() if "sofia" in voices} == who_hears


def test_role_can_be_updated(stage):
    conference, _, ana = stage.conference()
    sofia = stage.agent(SOFIA, "sofia")
    stage.room(conference, "join", call_control_id=sofia, supervisor_role="monitor")
    stage.room(
        conference, "update", call_control_id=sofia, supervisor_role="whisper",
        whisper_call_control_ids=[ana],
    )  # fmt: skip
    row = participants(stage, conference, "filter[whispering]=true")["sofia"]
    assert row["whisper_call_control_ids"] == [ana]
    assert stage.hears(ana) == {"ana": {"carl", "sofia"}}


def test_joiners_wait_until_somebody_starts_the_conference(stage):
    conference, _carl, ana = stage.conference(start_conference_on_create=False)
    assert stage.get(f"/conferences/{conference}")["status"] == "init"
    assert stage.hears() == {"carl": set(), "ana": set()}
    sofia = stage.agent(SOFIA, "sofia")
    stage.room(
        conference, "join", call_control_id=sofia, start_conference_on_enter=True
    )
    assert stage.get(f"/conferences/{conference}")["status"] == "in_progress"
    assert stage.hears(ana) == {"ana": {"carl", "sofia"}}


def test_participant_is_a_resource_of_its_own(stage):
    conference, _, _ = stage.conference()
    row = participants(stage, conference)["ana"]
    path = f"/conferences/{conference}/participants/{row['id']}"
    changed = stage.ok("PATCH", path, end_conference_on_exit=True, beep_enabled="never")
    assert changed == stage.get(path)
    assert changed["conference_id"] == conference
    assert changed["end_conference_on_exit"] is True
    unknown = f"/conferences/{conference}/participants/nobody"
    assert stage.refused("GET", unknown) == (404, "10007")


def test_dial_straight_into_a_conference(stage):
    conference, carl, _ = stage.conference()
    config = {"id": conference, "early_media": False, "mute": True}
    stage.heard()
    stage.agent(SOFIA, "sofia", conference_config=config)
    assert stage.heard() == [
        "sofia call.initiated",
        "sofia call.answered",
        "sofia conference.participant.joined",
    ]
    assert participants(stage, conference)["sofia"]["muted"] is True
    assert stage.hears(carl) == {"carl": {"ana"}}


def test_dial_makes_the_conference_that_it_names(stage):
    sofia = stage.dial(
        SOFIA, "sofia", conference_config={"conference_name": "new", "hold": True}
    )
    stage.advance()
    (room,) = stage.get("/conferences?filter[name]=new")
    assert list(participants(stage, room["id"])) == ["sofia"]
    assert stage.leg(sofia)["phase"] == "ringing"


def test_conferences_are_listed_by_filter_and_expiry(stage):
    conference, _, _ = stage.conference()
    dora = stage.caller("dora")
    body = {"call_control_id": dora, "name": "late", "duration_minutes": 10}
    short = stage.ok("POST", "/conferences", **body)["id"]
    listed = [room["id"] for room in stage.get("/conferences")]
    assert listed == [conference, short]
    assert [r["id"] for r in stage.get("/conferences?filter[name]=late")] == [short]
    stage.room(short, "end")
    done = stage.get("/conferences?filter[status]=completed")
    assert [room["id"] for room in done] == [short]


def test_speaker_changes_when_asked_for():
    stage = Stage(floor_rotation_secs=5)
    _, carl, ana = stage.conference()
    stage.advance(11)
    speakers = [
        one.payload["call_control_id"]
        for one in stage.posted
        if one.type == "conference.floor.changed"
    ]
    assert speakers == [carl, ana, carl]


def test_nobody_speaks_before_the_conference_starts(stage):
    conference, carl, ana = stage.conference(start_conference_on_create=False)
    assert "conference.floor.changed" not in stage.types()
    sofia = stage.agent(SOFIA, "sofia")
    body = {"call_control_id": sofia, "start_conference_on_enter": True}
    stage.room(conference, "join", **body, supervisor_role="monitor")
    stage.advance()
    assert stage.types().count("conference.floor.changed") == 1
    assert stage.last("conference.floor.changed")["call_control_id"] in {carl, ana}


@pytest.mark.parametrize("quiet", ["mute", "hold"])
def test_who_is_not_heard_does_not_speak(quiet):
    stage = Stage(floor_rotation_secs=5)
    conference, carl, ana = stage.conference()
    stage.room(conference, quiet, call_control_ids=[ana])
    stage.advance(30)
    assert stage.types().count("conference.floor.changed") == 1
    assert stage.last("conference.floor.changed")["call_control_id"] == carl


def full_room(stage):
    """A conference for two with two in it, whatever is dialled into it."""
    carl, ana = stage.caller(), stage.agent()
    body = {"call_control_id": carl, "name": "room", "max_participants": 2}
    conference = stage.ok("POST", "/conferences", **body)["id"]
    stage.room(conference, "join", call_control_id=ana)
    return conference


@pytest.mark.parametrize("early", [True, False])
def test_dialling_does_not_overfill_a_conference(stage, early):
    conference = full_room(stage)
    config = {"id": conference, "early_media": early}
    sofia = stage.agent(SOFIA, "sofia", conference_config=config)
    assert sorted(participants(stage, conference)) == ["ana", "carl"]
    assert (stage.leg(sofia)["phase"], stage.place(sofia)) == ("answered", "parked")


def test_leg_dialled_into_a_full_conference_may_end():
    stage = Stage(full_conference_ends_dialled_leg=True)
    conference = full_room(stage)
    sofia = stage.agent(SOFIA, "sofia", conference_config={"id": conference})
    assert stage.leg(sofia)["phase"] == "ended"
    assert sorted(participants(stage, conference)) == ["ana", "carl"]
