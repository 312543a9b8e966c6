from datetime import timedelta

import pytest
from django.utils import timezone

from callcontrol import outbox, tasks
from callcontrol.states import CommandState

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    rung = []

    def note(*, args, countdown):
        rung.append((args[0], countdown))

    monkeypatch.setattr(tasks.deliver, "apply_async", note)
    return rung


def hang_up(leg, *, ago=0.0):
    return outbox.request(
        "call.hangup",
        leg,
        params={},
        lasts=timedelta(seconds=60),
        now=timezone.now() - timedelta(seconds=ago),
    )


def test_a_worker_sends_the_command_it_is_rung_for(provider):
    command = hang_up(provider.inbound_call())

    tasks.deliver(str(command.pk))

    command.refresh_from_db()
    assert command.state == CommandState.ACCEPTED


def test_a_worker_rings_again_for_what_did_not_get_through(provider, rung):
    provider.fail({"kind": "status", "operation": "calls.hangup", "status": 503})
    command = hang_up(provider.inbound_call())

    tasks.deliver(str(command.pk))

    ((command_id, after_secs),) = rung
    assert command_id == str(command.pk)
    assert 0.3 < after_secs < 0.7


def test_the_sweep_rings_for_a_lost_bell_and_leaves_a_fresh_one_alone(provider, rung):
    lost = hang_up(provider.inbound_call(), ago=2)
    hang_up(provider.inbound_call())

    tasks.sweep_commands()

    assert rung == [(str(lost.pk), 0)]
