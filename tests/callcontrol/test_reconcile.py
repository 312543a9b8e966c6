"""Asking Telnyx what is true, and taking what it says through the inbox."""

import pytest
from django.utils import timezone

from callcontrol import reconcile
from callcontrol.errors import TelnyxError
from callcontrol.models import CallControlApplication, Event
from callcontrol.states import EventSource, EventState

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(provider):
    return CallControlApplication.objects.create(
        connection_id=provider.connection_id, name="Main line", webhook_url="http://x/"
    )


def leg_of(call_control_id):
    return reconcile.MissingLeg(
        call_control_id=call_control_id,
        call_leg_id="leg",
        call_session_id="session",
        connection_id="1",
    )


def test_all_legs_of_all_applications_are_alive(provider, application):
    legs = {provider.inbound_call(), provider.inbound_call()}

    assert reconcile.live_legs() == legs


def test_a_list_that_cannot_be_had_says_nothing(provider, application):
    provider.fail({"kind": "status", "operation": "*", "status": 503})

    with pytest.raises(TelnyxError):
        reconcile.live_legs()


def test_an_ended_leg_and_one_that_never_was_are_gone(provider):
    alive, ended = provider.inbound_call(), provider.inbound_call()
    provider.tell(f"calls/{ended}/hangup", {})

    assert not reconcile.is_gone(alive)
    assert reconcile.is_gone(ended)
    assert reconcile.is_gone("v3:nobody")


def test_the_end_of_a_leg_is_found_once_and_applied(applied):
    now = timezone.now()

    reconcile.report_gone(leg_of("v3:a"), now=now)
    reconcile.report_gone(leg_of("v3:a"), now=now)

    event = Event.objects.get()
    assert (event.event_type, event.source) == ("call.hangup", EventSource.RECONCILE)
    assert (event.state, event.occurred_at) == (EventState.APPLIED, now)
    assert applied.ids == [event.event_id]
