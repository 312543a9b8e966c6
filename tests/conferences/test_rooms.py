"""A two-party call becomes a room, and ends as one."""

from datetime import timedelta

import pytest

from callcontrol.models import Command
from calls.models import Call
from calls.states import LegRole
from conferences import tasks
from conferences.models import Conference
from tests.conferences.stage import GUEST


def start(stage, call):
    return stage.post(stage.cast.ana, f"/conferences/start/{call.pk}/")


def states(conference):
    return dict(conference.participants.values_list("label", "state"))


def add_guest(stage, conference):
    path = f"/conferences/{conference.pk}/add/"
    assert stage.post(stage.cast.ana, path, to=GUEST).status_code == 204
    stage.world.run_until(lambda: stage.joined(conference) == 3)


def test_start_moves_both_sides_into_the_room(stage):
    call = stage.talk()

    conference = stage.room(call)

    assert conference.state == "live"
    assert states(conference) == {"Carl": "joined", "Ana": "joined"}
    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent"}
    assert stage.hears(stage.leg(call, LegRole.AGENT)) == {"customer"}


def test_start_creates_from_the_callers_leg_and_joins_with_a_role(stage):
    call = stage.talk()

    stage.room(call)

    create = Command.objects.get(kind="conference.create")
    join = Command.objects.get(kind="conference.join")
    customer = stage.leg(call, LegRole.CUSTOMER)
    assert create.params["call_control_id"] == customer.call_control_id
    assert join.params["supervisor_role"] == "none"
    assert join.params["end_conference_on_exit"] is False


def test_start_twice_is_refused(stage):
    call = stage.talk()
    start(stage, call)

    response = start(stage, call)

    assert response.status_code == 409
    assert Conference.objects.count() == 1


def test_start_is_forbidden_to_an_agent_of_another_call(stage):
    call = stage.talk()

    response = stage.post(stage.cast.ben, f"/conferences/start/{call.pk}/")

    assert response.status_code == 404


def test_room_that_telnyx_refuses_leaves_the_call_as_it_was(stage):
    call = stage.talk()
    refusal = {"kind": "status", "operation": "conferences.create", "status": 422}
    stage.world.control("faults", api=[refusal])

    start(stage, call)
    stage.world.run(2)

    conference = Conference.objects.get()
    assert conference.state == "failed"
    assert conference.failure.startswith("Changing the call did not work")
    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent"}


def test_agent_who_cannot_join_is_given_the_caller_back(stage):
    call = stage.talk()
    refusal = {"kind": "status", "operation": "conferences.join", "status": 422}
    stage.world.control("faults", api=[refusal])

    start(stage, call)
    stage.world.run(5)

    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent"}
    conference = Conference.objects.get()
    assert states(conference) == {"Carl": "left", "Ana": "failed"}
    assert conference.state == "ended"


def trouble(stage, operation, status, *, count):
    """Let Telnyx have trouble of its own with the next requests."""
    rule = {"kind": "status", "operation": operation, "status": status, "count": count}
    stage.world.control("faults", api=[rule])


@pytest.mark.parametrize("status", [401, 429, 503])
def test_room_is_asked_for_until_telnyx_can(stage, status):
    call = stage.talk()
    trouble(stage, "conferences.create", status, count=3)

    start(stage, call)
    conference = Conference.objects.get()
    stage.world.run_until(lambda: stage.joined(conference) == 2, within=25)

    conference.refresh_from_db()
    assert conference.state == "live"


def test_room_that_telnyx_cannot_make_for_half_a_minute_has_failed(stage):
    call = stage.talk()
    trouble(stage, "conferences.create", 503, count=999)

    start(stage, call)
    stage.world.run(25)
    assert Conference.objects.get().state == "starting"
    stage.world.run(25)

    assert Conference.objects.get().state == "failed"
    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent"}


def test_agent_of_whose_join_nothing_is_known_is_given_the_caller_back(stage):
    """Before ten seconds are over in which the caller hears nobody."""
    call = stage.talk()
    lost = {"kind": "timeout_before", "operation": "conferences.join", "count": 99}
    stage.world.control("faults", api=[lost])

    start(stage, call)
    stage.world.run(9)

    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent"}


def test_guest_is_let_in_as_soon_as_telnyx_can(stage):
    call = stage.talk()
    conference = stage.room(call)
    trouble(stage, "conferences.join", 401, count=2)

    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/add/", to="+15557770099")
    stage.world.run_until(lambda: stage.joined(conference) == 3, within=20)

    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent", "guest"}


def test_guest_whose_first_dial_brought_no_leg_can_be_dialled_again(stage):
    call = stage.talk()
    conference = stage.room(call)
    trouble(stage, "calls.dial", 422, count=1)
    address = f"/conferences/{conference.pk}/add/"

    stage.post(stage.cast.ana, address, to="+15557770099")
    stage.world.run(2)
    stage.post(stage.cast.ana, address, to="+15557770099")
    stage.world.run_until(lambda: stage.joined(conference) == 3, within=10)

    labels = conference.participants.filter(label="+15557770099")
    assert sorted(labels.values_list("state", flat=True)) == ["failed", "joined"]


def test_creation_with_lost_answer_is_learnt_from_the_event(stage):
    call = stage.talk()
    lost = {"kind": "timeout_after", "operation": "conferences.create", "count": 9}
    stage.world.control("faults", api=[lost])

    start(stage, call)
    stage.world.run(3)

    assert states(Conference.objects.get()) == {"Carl": "joined", "Ana": "joined"}


def test_room_of_which_nothing_is_heard_is_looked_for(stage):
    call = stage.talk()
    start(stage, call)
    Command.objects.filter(kind="conference.create").update(state="unknown")

    tasks.sweep_at(stage.world.now + timedelta(minutes=1))

    conference = Conference.objects.get()
    assert conference.state == "failed"
    assert conference.failure == "Telnyx did not create the room."


def test_leave_lets_the_others_talk_on(stage):
    call = stage.talk()
    conference = stage.room(call)
    add_guest(stage, conference)

    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/leave/")
    stage.world.run(2)

    conference.refresh_from_db()
    assert conference.state == "live"
    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"guest"}
    assert Call.objects.get().state == "talking"
    assert not Command.objects.filter(kind="conference.end").exists()
    stage.cast.ana.agent.refresh_from_db()
    assert stage.cast.ana.agent.state == "wrap_up"


def test_leave_is_refused_while_the_caller_would_be_alone(stage):
    call = stage.talk()
    conference = stage.room(call)

    response = stage.post(stage.cast.ana, f"/conferences/{conference.pk}/leave/")

    assert response.status_code == 409
    assert b"The caller would be alone" in response.content
    assert states(conference) == {"Carl": "joined", "Ana": "joined"}


def test_end_for_all_hangs_everybody_up(stage):
    call = stage.talk()
    conference = stage.room(call)
    add_guest(stage, conference)

    response = stage.post(stage.cast.ana, f"/conferences/{conference.pk}/end/")
    assert response.status_code == 204
    assert Conference.objects.get().state == "ending"
    stage.world.run(2)

    conference.refresh_from_db()
    assert conference.state == "ended"
    assert set(states(conference).values()) == {"left"}
    assert not call.legs.exclude(state="ended").exists()
    assert Call.objects.get().state == "ended"


def test_end_that_telnyx_refuses_is_taken_back_and_said(stage):
    call = stage.talk()
    conference = stage.room(call)
    refusal = {"kind": "status", "operation": "conferences.end", "status": 403}
    stage.world.control("faults", api=[refusal])

    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/end/")
    stage.world.run(1)

    conference.refresh_from_db()
    assert conference.state == "live"
    assert conference.failure.startswith("Ending the room did not work")


def test_room_goes_on_when_the_caller_leaves_two_others(stage):
    call = stage.talk()
    conference = stage.room(call)
    add_guest(stage, conference)

    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run(3)

    conference.refresh_from_db()
    assert conference.state == "live"
    assert stage.hears(stage.leg(call, LegRole.AGENT)) == {"guest"}


def test_agent_alone_is_hung_up_when_the_caller_leaves(stage):
    call = stage.talk()
    conference = stage.room(call)

    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run(3)

    conference.refresh_from_db()
    assert conference.state == "ended"
    assert Call.objects.get().state == "ended"


def test_caller_left_alone_in_a_room_waits_in_the_queue_again(stage):
    call = stage.talk()
    conference = stage.room(call)

    stage.world.act(stage.leg(call, LegRole.AGENT).call_control_id, "hangup")
    stage.world.run(30)

    conference.refresh_from_db()
    assert conference.state == "ended"
    customer = stage.leg(call, LegRole.CUSTOMER)
    assert (customer.state, customer.place) == ("answered", "queue")


def test_limit_of_four_hours_is_warned_of_in_time(stage):
    call = stage.talk()
    conference = stage.room(call)
    started = conference.started_at

    tasks.sweep_at(started + timedelta(hours=3, minutes=29))
    conference.refresh_from_db()
    assert conference.warned_at is None

    tasks.sweep_at(started + timedelta(hours=3, minutes=31))
    conference.refresh_from_db()
    assert conference.warned_at is not None
