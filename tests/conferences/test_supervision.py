"""A supervisor on a call: dialled per role, confirmed by the answer, never overheard."""

from datetime import timedelta

import pytest

from callcontrol.models import Command
from callcontrol.reconcile import reconcile
from calls.models import Call
from calls.states import LegRole
from conferences.models import Supervision
from conferences.queries.supervised import dock_of
from tests.conferences.stage import GUEST, SOFIA

HEARS_WHOM = {
    # role: what the caller, the agent and the supervisor hear
    "monitor": ({"agent"}, {"customer"}, {"customer", "agent"}),
    "whisper": ({"agent"}, {"customer", "supervisor"}, {"customer", "agent"}),
    "barge": (
        {"agent", "supervisor"},
        {"customer", "supervisor"},
        {"customer", "agent"},
    ),
}


def supervise(stage, call, role, *, user=None):
    path = f"/conferences/supervise/{call.pk}/"
    return stage.post(user or stage.cast.sofia, path, role=role)


def newest() -> Supervision:
    return Supervision.objects.order_by("-pk")[0]


def leave(stage):
    path = f"/conferences/supervisions/{newest().pk}/leave/"
    return stage.post(stage.cast.sofia, path)


def ends_as(state):
    return lambda: newest().state == state


@pytest.mark.parametrize("role", HEARS_WHOM)
def test_supervise_lets_each_hear_what_the_role_says(stage, role):
    call = stage.talk()

    assert supervise(stage, call, role).status_code == 204
    stage.world.run_until(ends_as("active"))

    heard = [
        stage.hears(stage.leg(call, one))
        for one in (LegRole.CUSTOMER, LegRole.AGENT, LegRole.SUPERVISOR)
    ]
    assert tuple(heard) == HEARS_WHOM[role]


def test_supervise_is_pending_until_the_phone_is_answered(stage):
    call = stage.talk()
    stage.world.script(SOFIA, behaviour="answer", after_secs=5)

    supervise(stage, call, "barge")
    stage.world.run(3)

    assert newest().state == "pending"
    dock = dock_of(stage.cast.sofia.pk, now=stage.world.now)
    assert (dock.active, dock.is_heard_by_caller) == (None, False)


def test_supervise_dials_with_role_and_agents_leg_in_full(stage):
    call = stage.talk()

    supervise(stage, call, "whisper")

    dial = Command.objects.get(dial__role="supervisor")
    assert dial.params["supervisor_role"] == "whisper"
    agent = stage.leg(call, LegRole.AGENT)
    assert dial.params["supervise_call_control_id"] == agent.call_control_id
    assert dial.not_after - dial.requested_at <= timedelta(seconds=5)


@pytest.mark.parametrize("role", ["", "none", "shout"])
def test_supervise_rejects_a_role_that_is_none_of_the_three(stage, role):
    call = stage.talk()

    response = supervise(stage, call, role)

    assert response.status_code == 422
    assert not Supervision.objects.exists()


def test_supervise_is_forbidden_to_agents(stage):
    call = stage.talk()

    response = supervise(stage, call, "monitor", user=stage.cast.ben)

    assert response.status_code == 403
    assert not Supervision.objects.exists()


def test_supervise_without_a_phone_says_so(stage):
    call = stage.talk()
    stage.cast.sofia.phone.delete()

    response = supervise(stage, call, "monitor")

    assert response.status_code == 409
    assert b"You have no phone yet" in response.content


def test_supervise_twice_at_once_is_refused(stage):
    call = stage.talk()

    supervise(stage, call, "monitor")
    response = supervise(stage, call, "monitor")

    assert response.status_code == 409
    assert Supervision.objects.count() == 1


def test_role_change_keeps_the_old_leg_until_the_new_one_is_answered(stage):
    call = stage.talk()
    supervise(stage, call, "monitor")
    stage.world.run_until(ends_as("active"))
    old = newest()
    stage.world.script(SOFIA, behaviour="answer", after_secs=4)

    supervise(stage, call, "whisper")
    stage.world.run(2)
    old.refresh_from_db()
    assert (old.state, newest().state) == ("active", "pending")

    stage.world.run_until(lambda: Supervision.objects.filter(state="ended").exists())
    old.refresh_from_db()
    assert (old.state, newest().state) == ("ended", "active")
    assert call.legs.filter(role="supervisor").exclude(state="ended").count() == 1


def test_role_change_that_is_not_answered_leaves_the_old_role(stage):
    call = stage.talk()
    supervise(stage, call, "monitor")
    stage.world.run_until(ends_as("active"))
    stage.world.script(SOFIA, behaviour="decline")

    supervise(stage, call, "barge")
    stage.world.run_until(ends_as("failed"))

    assert newest().failure == "The call was declined."
    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent"}
    dock = dock_of(stage.cast.sofia.pk, now=stage.world.now)
    assert (dock.active.role, dock.failure) == ("monitor", "The call was declined.")


def test_dock_says_that_the_caller_hears_until_a_barging_leg_is_gone(stage):
    call = stage.talk()
    supervise(stage, call, "barge")
    stage.world.run_until(ends_as("active"))

    supervise(stage, call, "monitor")
    stage.world.run_until(ends_as("active"))

    while newest().replaces.state != "ended":
        heard = "supervisor" in stage.hears(stage.leg(call, LegRole.CUSTOMER))
        dock = dock_of(stage.cast.sofia.pk, now=stage.world.now)
        assert dock.is_heard_by_caller or not heard
        stage.world.run(0.05)
    dock = dock_of(stage.cast.sofia.pk, now=stage.world.now)
    assert not dock.is_heard_by_caller


def test_leave_hangs_the_supervisor_up_and_nobody_else(stage):
    call = stage.talk()
    supervise(stage, call, "barge")
    stage.world.run_until(ends_as("active"))

    assert leave(stage).status_code == 204
    stage.world.run_until(ends_as("ended"))

    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"agent"}
    assert dock_of(stage.cast.sofia.pk, now=stage.world.now) is None


def test_leave_before_the_answer_drops_the_ringing_leg(stage):
    call = stage.talk()
    stage.world.script(SOFIA, behaviour="answer", after_secs=20)
    supervise(stage, call, "barge")
    stage.world.run(1)

    leave(stage)
    stage.world.run_until(ends_as("ended"), within=5)

    assert not call.legs.filter(role="supervisor").exclude(state="ended").exists()


def test_leave_before_the_dial_is_sent_drops_the_leg_once_it_is_known(stage):
    call = stage.talk()
    supervise(stage, call, "barge")

    leave(stage)
    assert newest().state == "leaving"
    stage.world.run_until(ends_as("ended"), within=5)

    assert not call.legs.filter(role="supervisor", answered_at__isnull=False).exists()


def test_supervision_ends_with_the_call(stage):
    call = stage.talk()
    supervise(stage, call, "monitor")
    stage.world.run_until(ends_as("active"))

    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run_until(ends_as("ended"))

    assert newest().failure == ""


def test_dial_that_telnyx_refuses_says_why(stage):
    call = stage.talk()
    stage.world.control(
        "faults",
        api=[{"kind": "status", "operation": "calls.dial", "status": 422, "count": 9}],
    )

    supervise(stage, call, "monitor")
    stage.world.run(1)

    assert newest().state == "failed"
    assert newest().failure.startswith("Dialling did not work")


def test_dial_with_unclear_outcome_is_settled_by_the_sweep(stage):
    call = stage.talk()
    supervise(stage, call, "monitor")
    Command.objects.filter(dial__role="supervisor").update(state="unknown")

    reconcile(now=stage.world.now + timedelta(minutes=1))

    assert (newest().state, newest().failure) == ("failed", "Nobody answered.")


def test_failed_dock_tells_the_screen_when_it_goes_by_itself(stage, client):
    call = stage.talk()
    stage.world.script(SOFIA, behaviour="busy")
    supervise(stage, call, "monitor")
    stage.world.run_until(ends_as("failed"))
    until = dock_of(stage.cast.sofia.pk, now=stage.world.now).failure_until

    client.force_login(stage.cast.sofia)
    html = client.get("/board/").content.decode()

    assert f'aria-label="Supervision" data-gone-at="{until.isoformat()}"' in html
    assert dock_of(stage.cast.sofia.pk, now=until) is None


def test_failed_dock_is_dismissed_by_closing_it(stage):
    call = stage.talk()
    stage.world.script(SOFIA, behaviour="busy")
    supervise(stage, call, "monitor")
    stage.world.run_until(ends_as("failed"))
    assert dock_of(stage.cast.sofia.pk, now=stage.world.now).is_over

    leave(stage)

    assert dock_of(stage.cast.sofia.pk, now=stage.world.now) is None


def test_leave_is_refused_for_somebody_elses_supervision(stage):
    call = stage.talk()
    supervise(stage, call, "monitor")

    path = f"/conferences/supervisions/{newest().pk}/leave/"
    response = stage.post(stage.cast.adam, path)

    assert response.status_code == 404
    assert newest().state == "pending"


@pytest.mark.parametrize(
    ("role", "caller", "agent"),
    [
        ("monitor", {"agent", "guest"}, {"customer", "guest"}),
        ("whisper", {"agent", "guest"}, {"customer", "guest", "supervisor"}),
        (
            "barge",
            {"agent", "guest", "supervisor"},
            {"customer", "guest", "supervisor"},
        ),
    ],
)
def test_supervise_in_a_room_is_heard_as_the_role_says(stage, role, caller, agent):
    call = stage.talk()
    conference = stage.room(call)
    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/add/", to=GUEST)
    stage.world.run_until(lambda: stage.joined(conference) == 3)

    supervise(stage, call, role)
    stage.world.run_until(ends_as("active"))

    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == caller
    assert stage.hears(stage.leg(call, LegRole.AGENT)) == agent


def test_hang_up_by_a_listening_supervisor_ends_the_call(stage):
    call = stage.talk()
    supervise(stage, call, "monitor")
    stage.world.run_until(ends_as("active"))

    stage.post(stage.cast.sofia, f"/calls/{call.pk}/hangup/")
    stage.world.run(3)

    assert Call.objects.get().state == "ended"
    assert newest().state == "ended"
