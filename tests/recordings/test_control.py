"""Start, pause, resume, stop: shown as done when Telnyx has accepted it."""

from datetime import timedelta

import pytest

from callcontrol.models import Command
from calls.states import LegRole
from recordings.models import Recording


@pytest.fixture
def call(stage):
    return stage.talk()


def the_recording() -> Recording:
    return Recording.objects.get()


def start(stage, call, *, user=None):
    return stage.post(user or stage.cast.ana, f"/recordings/start/{call.pk}/")


def press(stage, verb, *, user=None):
    path = f"/recordings/{the_recording().pk}/{verb}/"
    return stage.post(user or stage.cast.ana, path)


def refuse(stage, operation, status=403):
    fault = {"kind": "status", "operation": f"calls.{operation}", "status": status}
    stage.world.control("faults", api=[fault])


def lose_answers(stage, operation):
    fault = {"kind": "timeout_after", "operation": f"calls.{operation}", "count": 99}
    stage.world.control("faults", api=[fault])


def truth(stage) -> list[str]:
    return [one["state"] for one in stage.world.truth()["recordings"]]


def test_start_records_both_sides_of_the_callers_leg(stage, call):
    assert start(stage, call).status_code == 204
    assert the_recording().state == "starting"
    stage.world.run(1)

    command = Command.objects.get(kind="call.record_start")
    customer = stage.leg(call, LegRole.CUSTOMER)
    assert command.target == customer.call_control_id
    assert command.params == {"channels": "dual", "format": "mp3"}
    assert (the_recording().state, command.state) == ("recording", "confirmed")


def test_start_twice_is_refused(stage, call):
    start(stage, call)

    assert start(stage, call).status_code == 409
    assert Recording.objects.count() == 1


def test_start_is_forbidden_to_agents_of_other_calls(stage, call):
    assert start(stage, call, user=stage.cast.ben).status_code == 404


def test_start_by_a_supervisor(stage, call):
    assert start(stage, call, user=stage.cast.sofia).status_code == 204


def test_start_without_a_conversation_is_refused(stage):
    waiting = stage.wait_in_line().call

    response = start(stage, waiting, user=stage.cast.sofia)

    assert response.status_code == 409
    assert b"Only a conversation can be recorded" in response.content


def test_start_that_telnyx_refuses_says_why(stage, call):
    refuse(stage, "record_start", 422)

    start(stage, call)
    stage.world.run(1)

    assert the_recording().state == "failed"
    assert the_recording().failure.startswith("Starting the recording did not work")


def test_start_of_unclear_outcome_is_stopped_again(stage, call):
    lose_answers(stage, "record_start")

    start(stage, call)
    stage.world.run(30)

    assert truth(stage) == ["completed"]
    # What was recorded unseen is kept and shown, not hidden.
    states = Recording.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["failed", "ready"]


def test_pause_and_resume_follow_telnyx(stage, call):
    start(stage, call)
    stage.world.run(5)

    press(stage, "pause")
    assert the_recording().state == "pausing"
    stage.world.run(10)
    assert (the_recording().state, truth(stage)) == ("paused", ["paused"])

    press(stage, "resume")
    stage.world.run(1)
    assert (the_recording().state, truth(stage)) == ("recording", ["recording"])
    assert abs(the_recording().paused_for - timedelta(seconds=10)) < timedelta(
        seconds=1
    )
    stage.world.run(4)
    shown = stage.world.now - the_recording().runs_since
    assert abs(shown - timedelta(seconds=10)) < timedelta(seconds=1)


def test_pause_that_is_refused_never_looks_paused(stage, call):
    start(stage, call)
    stage.world.run(1)
    refuse(stage, "record_pause")

    press(stage, "pause")
    stage.world.run(1)

    assert the_recording().state == "recording"
    assert the_recording().failure.startswith("Pausing the recording did not work")


def test_pause_of_unclear_outcome_does_not_claim_silence(stage, call):
    start(stage, call)
    stage.world.run(1)
    lost = {"kind": "timeout_before", "operation": "calls.record_pause", "count": 99}
    stage.world.control("faults", api=[lost])

    press(stage, "pause")
    stage.world.run(20)

    assert (the_recording().state, truth(stage)) == ("recording", ["recording"])
    assert "may or may not have happened" in the_recording().failure


def test_stop_leads_to_processing(stage, call):
    start(stage, call)
    stage.world.run(5)

    press(stage, "stop")
    assert the_recording().state == "stopping"
    stage.world.run(0.5)

    assert the_recording().state == "processing"


def test_stop_while_paused_is_possible(stage, call):
    start(stage, call)
    stage.world.run(1)
    press(stage, "pause")
    stage.world.run(1)

    press(stage, "stop")
    stage.world.run(0.5)

    assert the_recording().state == "processing"


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [("resume", b"not paused"), ("stop", b"not recording now")],
)
def test_button_that_came_too_early_is_refused(stage, call, verb, sentence):
    start(stage, call)

    response = press(stage, verb)

    assert response.status_code == 409
    assert sentence in response.content


def test_buttons_are_forbidden_to_agents_of_other_calls(stage, call):
    start(stage, call)
    stage.world.run(1)

    for verb in ("pause", "resume", "stop"):
        assert press(stage, verb, user=stage.cast.ben).status_code == 404
    assert the_recording().state == "recording"


def test_hang_up_ends_the_recording(stage, call):
    start(stage, call)
    stage.world.run(5)

    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run(0.5)

    assert the_recording().state == "processing"


def test_recording_goes_on_when_the_call_becomes_a_room(stage, call):
    start(stage, call)
    stage.world.run(2)

    stage.room(call)
    stage.world.run(2)

    assert (the_recording().state, truth(stage)) == ("recording", ["recording"])
