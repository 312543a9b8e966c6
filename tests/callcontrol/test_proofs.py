"""An event that was applied before its command's answer came proves it all the same."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from callcontrol import delivery
from callcontrol.models import Command, Event
from callcontrol.proofs import was_proved
from callcontrol.states import CommandState, EventState
from tests.callcontrol.routes import routes_with

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEG, ROOM = "v3:carl", "33333333-0000-0000-0000-000000000001"


def asked(kind, target=LEG, *, now=NOW, **params):
    return Command.objects.create(
        kind=kind,
        target=target,
        params=params,
        requested_at=now,
        not_after=now + timedelta(minutes=1),
    )


def told(event_type, *, seconds=1.0, leg=LEG, room="", state=EventState.APPLIED):
    at = NOW + timedelta(seconds=seconds)
    return Event.objects.create(
        event_id=uuid4().hex,
        event_type=event_type,
        call_control_id=leg,
        conference_id=room,
        occurred_at=at,
        received_at=at,
        state=state,
        raw=b"{}",
    )


def test_event_of_its_leg_proves_a_command():
    command = asked("call.answer")
    assert not was_proved(command)
    told("call.answered")
    assert was_proved(command)


@pytest.mark.parametrize(
    "event",
    [
        {"event_type": "call.bridged"},
        {"event_type": "call.answered", "leg": "v3:somebody"},
        # It happened, and nothing here knows of it yet.
        {"event_type": "call.answered", "state": EventState.HELD},
        {"event_type": "call.answered", "state": EventState.DEAD},
        # It proved an earlier command.
        {"event_type": "call.answered", "seconds": -10.5},
    ],
)
def test_other_events_prove_nothing(event):
    told(**event)
    assert not was_proved(asked("call.answer"))


def test_clocks_may_differ_by_some_seconds():
    told("call.answered", seconds=-9.5)
    assert was_proved(asked("call.answer"))


def test_who_joined_a_room_proves_nothing_of_somebody_else():
    command = asked("conference.join", ROOM, call_control_id=LEG)
    told("conference.participant.joined", room=ROOM, leg="v3:somebody")
    told("conference.participant.joined", room="another", leg=LEG)
    assert not was_proved(command)
    told("conference.participant.joined", room=ROOM, leg=LEG)
    assert was_proved(command)


def test_event_of_its_room_proves_a_command():
    command = asked("conference.end", ROOM)
    told("conference.ended", room="another", leg="")
    assert not was_proved(command)
    told("conference.ended", room=ROOM, leg="")
    assert was_proved(command)


def test_dial_is_proved_by_its_own_leg_only():
    """Which carries its id, so the event confirms it whenever it comes."""
    told("call.initiated", leg="v3:ana")
    assert not was_proved(asked("call.dial", ""))


@pytest.mark.parametrize("kind", ["call.record_start", "no.such.kind"])
def test_what_no_event_proves_is_never_proved(kind):
    told("call.answered")
    assert not was_proved(asked(kind))


def test_command_is_confirmed_by_what_was_applied_before_it_was_sent(
    provider, monkeypatch
):
    monkeypatch.setattr("callcontrol.tasks.ring", lambda *_, **__: None)
    monkeypatch.setattr(delivery, "event_routes", lambda: routes_with())
    now = timezone.now()
    leg = provider.inbound_call()
    command = asked("call.answer", leg, now=now)
    event = told("call.answered", leg=leg)
    Event.objects.filter(pk=event.pk).update(occurred_at=now)

    delivery.deliver(command.pk, now=now)

    command.refresh_from_db()
    assert command.state == CommandState.CONFIRMED
    assert command.confirmed_at is not None
