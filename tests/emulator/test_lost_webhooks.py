"""Webhooks that never arrive, by type, by leg, for a while; and how often it is tried."""

import json

import pytest

from tests.emulator.stage import HOOK, Stage


def drop(stage, **rule):
    return stage.control("drops", **rule)


def answered_and_hung_up(stage, name="carl"):
    carl = stage.caller(name)
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    return carl


def test_one_type_is_dropped_for_good(stage):
    drop(stage, events=["call.answered"])
    for _ in range(3):
        answered_and_hung_up(stage)
        stage.advance(600)
    assert set(stage.types()) == {"call.initiated", "call.hangup"}


def test_everything_is_dropped_for_a_while(stage):
    drop(stage, for_secs=10)
    answered_and_hung_up(stage)
    stage.advance(10)
    assert stage.posted == []
    answered_and_hung_up(stage)
    assert stage.types() == ["call.initiated", "call.answered", "call.hangup"]


def test_only_the_events_of_one_leg_are_dropped(stage):
    carl, mona = stage.ring_in(), stage.ring_in("mona")
    drop(stage, legs=[carl])
    for call in (carl, mona):
        stage.act(call, "answer")
    stage.advance(1)
    answered = [one for one in stage.posted if one.type == "call.answered"]
    assert [one.payload["call_control_id"] for one in answered] == [mona]


def test_only_the_next_few_are_dropped(stage):
    drop(stage, events=["call.*"], count=2)
    answered_and_hung_up(stage)
    assert stage.types() == ["call.hangup"]
    (rule,) = stage.control("faults")["webhooks"]["drop"]
    assert rule["count"] == 0


def test_rules_add_up_and_are_cleared_together(stage):
    drop(stage, events=["call.answered"])
    drop(stage, events=["call.hangup"])
    answered_and_hung_up(stage)
    assert stage.types() == ["call.initiated"]
    stage.control("faults", webhooks={})
    answered_and_hung_up(stage)
    assert stage.types()[1:] == ["call.initiated", "call.answered", "call.hangup"]


def test_list_of_types_is_enough_of_a_rule(stage):
    stage.control("faults", webhooks={"drop": ["call.initiated", "call.answered"]})
    answered_and_hung_up(stage)
    assert stage.types() == ["call.hangup"]


def test_share_of_them_is_dropped_as_the_seed_says():
    kept = []
    for _ in range(2):
        stage = Stage()
        drop(stage, probability=0.5, seed=3)
        for n in range(10):
            answered_and_hung_up(stage, f"caller {n}")
        kept.append(stage.types())
    assert kept[0] == kept[1]
    assert 5 < len(kept[0]) < 25


def test_failed_deliveries_are_tried_again(stage):
    """Unlike dropped ones: nobody is reached, and then somebody is."""
    fault = {"events": ["call.initiated"], "for_secs": 3}
    stage.control("faults", webhooks={"fail": fault})
    stage.ring_in()
    stage.advance(3.5)
    assert stage.posted == []
    stage.advance(1)
    assert stage.types() == ["call.initiated"]
    assert json.loads(stage.posted[0].body)["meta"]["attempt"] == 3
    (entry,) = stage.control("journal")["entries"][-1:]
    outcomes = [one["outcome"] for one in entry["deliveries"]]
    assert outcomes == ["failed", "failed", "delivered"]


SPARE = "http://spare.test/webhooks"


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_failover_comes_after_as_many_attempts_as_chosen(attempts):
    stage = Stage(webhook_attempts=attempts, webhook_retry_secs=5)
    stage.ok(
        "PATCH", f"/call_control_applications/{stage.app}", application_name="x",
        webhook_event_url=HOOK, webhook_event_failover_url=SPARE,
    )  # fmt: skip
    stage.statuses[HOOK] = 500
    stage.ring_in()
    stage.advance(30)
    assert [one.url for one in stage.posted] == [HOOK] * attempts + [SPARE]
    waits = [round(one.at - stage.posted[0].at) for one in stage.posted[:-1]]
    assert waits == [5 * tried for tried in range(attempts)]


@pytest.mark.parametrize(
    "rule",
    [{"count": 0}, {"for_secs": "x"}, {"legs": "v3:x"}, {"events": [1]}, {"type": "x"}],
)
def test_rule_that_nobody_understands_is_refused(stage, rule):
    body = json.dumps(rule)
    assert stage.emulator.handle("POST", "/_emulator/drops", {}, body).status == 422
    assert stage.control("faults")["webhooks"] == {}
