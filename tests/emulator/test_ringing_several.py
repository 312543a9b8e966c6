"""One dial that rings several destinations: the first who answers wins."""

import pytest

from tests.emulator.stage import ANA, CARL, NUMBER, SOFIA, Stage, state


def dial_both(stage, to=(ANA, SOFIA), **options):
    """Dial two at once; the call control ids in the order of the addresses."""
    stage.control("callees", address="*", behaviour="ignore")
    known = {leg["call_control_id"] for leg in stage.control("world")["legs"]}
    first = stage.dial(list(to), **options)
    legs = [
        leg
        for leg in stage.control("world")["legs"]
        if leg["call_control_id"] not in known
    ]
    by_address = {leg["to"]: leg["call_control_id"] for leg in legs}
    for name, address in zip(("ana", "sofia"), to, strict=True):
        stage.names[by_address[address]] = name
    assert by_address[to[0]] == first
    stage.advance()
    return [by_address[address] for address in to]


def test_every_destination_rings_in_one_session(stage):
    ana, sofia = dial_both(stage, client_state=state("offer"))
    assert sorted(stage.heard()) == ["ana call.initiated", "sofia call.initiated"]
    ids = [stage.get(f"/calls/{call}") for call in (ana, sofia)]
    assert ids[0]["call_session_id"] == ids[1]["call_session_id"]
    assert ids[0]["call_leg_id"] != ids[1]["call_leg_id"]
    assert {one["client_state"] for one in ids} == {state("offer")}


def test_first_answer_wins_and_the_others_are_withdrawn(stage):
    _, sofia = dial_both(stage)
    stage.heard()
    stage.control(f"calls/{sofia}/answer")
    stage.advance()
    assert stage.last("call.hangup")["hangup_cause"] == "originator_cancel"
    assert stage.last("call.hangup")["sip_hangup_cause"] == "487"
    assert stage.heard() == ["sofia call.answered", "ana call.hangup"]
    assert stage.leg(sofia)["is_alive"]


def test_winner_is_bridged_with_the_linked_call(stage):
    carl = stage.caller()
    ana, _ = dial_both(stage, link_to=carl, bridge_on_answer=True)
    stage.heard()
    stage.control(f"calls/{ana}/answer")
    stage.advance()
    assert sorted(stage.heard()) == [
        "ana call.answered",
        "ana call.bridged",
        "carl call.bridged",
        "sofia call.hangup",
    ]


def test_one_who_declines_leaves_the_others_ringing(stage):
    ana, sofia = dial_both(stage)
    stage.control(f"calls/{ana}/decline")
    assert stage.leg(sofia)["is_alive"]
    stage.control(f"calls/{sofia}/answer")
    assert stage.leg(sofia)["is_alive"]


def test_nobody_answers(stage):
    dial_both(stage, timeout_secs=5)
    stage.heard()
    stage.advance(6)
    assert sorted(stage.heard()) == ["ana call.hangup", "sofia call.hangup"]


def test_withdrawn_destination_does_not_end_the_conference(stage):
    conference, carl, _ = stage.conference()
    config = {"id": conference, "end_conference_on_exit": True}
    to = ("sip:ben@sip.telnyx.com", SOFIA)
    _, sofia = dial_both(stage, to, conference_config=config)
    assert stage.place(sofia) == "parked"
    stage.control(f"calls/{sofia}/answer")
    stage.advance()
    assert stage.place(sofia) == stage.place(carl) == "conference"


def test_hangup_ends_one_ring_or_all():
    stage = Stage()
    ana, sofia = dial_both(stage)
    stage.act(ana, "hangup")
    assert stage.leg(sofia)["is_alive"]
    stage = Stage(hangup_ends_all_destinations=True)
    ana, sofia = dial_both(stage)
    stage.act(ana, "hangup")
    assert not stage.leg(sofia)["is_alive"]


def test_lost_destination_may_end_otherwise():
    stage = Stage(lost_destination_cause="normal_clearing")
    ana, _ = dial_both(stage)
    stage.control(f"calls/{ana}/answer")
    stage.advance()
    assert stage.last("call.hangup")["hangup_cause"] == "normal_clearing"


def test_every_destination_counts_as_a_dial():
    stage = Stage(dial_limit_per_window=1)
    body = {"from": NUMBER, "connection_id": stage.app}
    refused = stage.refused("POST", "/calls", to=[ANA, SOFIA], **body)
    assert refused == (429, "90103")
    stage.dial(ANA)


@pytest.mark.parametrize(
    ("to", "code", "pointer"),
    [
        ([], "10004", "/to"),
        (7, "10015", "/to"),
        ([ANA, 7], "10015", "/to/1"),
        ([ANA, "5550100"], "10016", "/to/1"),
        ([ANA, CARL + ",123"], "10016", "/to/1"),
        (CARL + ",abc!", "10015", "/to"),
    ],
)
def test_destinations_are_checked(stage, to, code, pointer):
    body = {"to": to, "from": NUMBER, "connection_id": stage.app}
    answer = stage.request("POST", "/calls", **body)
    error = answer.json()["errors"][0]
    assert (answer.status, error["code"]) == (422, code)
    assert error["source"]["pointer"] == pointer
    assert stage.control("world")["legs"] == []
