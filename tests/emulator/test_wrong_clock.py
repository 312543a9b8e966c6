"""An account whose clock is wrong: in webhooks, signatures and answers alike."""

from email.utils import parsedate_to_datetime

import pytest

from emulator.times import parse
from tests.emulator.stage import Stage

SKEWS = pytest.mark.parametrize("skew", [-400, -60, 3, 60])


def skewed(skew, **settings):
    stage = Stage(**settings)
    stage.control("faults", clock={"skew_secs": skew})
    return stage


@SKEWS
def test_events_tell_the_wrong_time(skew):
    stage = skewed(skew)
    stage.caller()
    for posted in stage.posted:
        told = parse(posted.data["occurred_at"])
        assert told == pytest.approx(posted.at + skew, abs=0.05)
        assert parse(posted.payload["start_time"]) == pytest.approx(told, abs=1)


@SKEWS
def test_signatures_carry_the_wrong_time(skew):
    stage = skewed(skew, sign_with_wall_clock=False)
    stage.ring_in()
    (posted,) = stage.posted
    assert int(posted.headers["telnyx-timestamp"]) == int(posted.at + skew)


@SKEWS
def test_answers_carry_the_wrong_time(skew):
    stage = skewed(skew)
    answer = stage.request("GET", "/queues")
    told = parsedate_to_datetime(answer.headers["date"]).timestamp()
    assert told == pytest.approx(stage.now + skew, abs=1)
    made = stage.ok("POST", "/queues", queue_name="support")
    assert parse(made["created_at"]) == pytest.approx(stage.now + skew, abs=0.01)


def test_time_passes_as_ever(stage):
    stage.control("faults", clock={"skew_secs": 60})
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support", max_wait_time_secs=30)
    stage.advance(29)
    (row,) = stage.get("/queues/support/calls")
    assert row["wait_time_secs"] == 29
    stage.advance(2)
    assert stage.last("call.dequeued")["reason"] == "timeout"


def test_links_to_recordings_work_while_the_clock_is_wrong(stage):
    stage.control("faults", clock={"skew_secs": -3600})
    carl = stage.caller()
    stage.act(carl, "record_start", channels="single", format="wav")
    stage.advance(1)
    stage.act(carl, "record_stop")
    stage.advance(2)
    link = stage.last("call.recording.saved")["recording_urls"]["wav"]
    assert stage.emulator.handle("GET", link).status == 200


def test_journal_keeps_the_true_time(stage):
    stage.control("faults", clock={"skew_secs": 60})
    before = stage.now
    stage.ring_in()
    (entry,) = stage.control("journal")["entries"][-1:]
    assert parse(entry["at"]) == pytest.approx(before, abs=0.01)


def test_clock_that_is_set_right_jumps_back(stage):
    stage.control("faults", clock={"skew_secs": 60})
    stage.ring_in()
    stage.control("faults", clock={})
    stage.ring_in("mona")
    first, second = [parse(one.data["occurred_at"]) for one in stage.posted]
    assert second < first
