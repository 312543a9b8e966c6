"""Asking Telnyx what is true, and taking what it says through the inbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from callcontrol import reconcile
from callcontrol.models import Comparison, Event
from callcontrol.states import EventSource, EventState
from provider.errors import RateLimited, Unclear, rejection
from tests.callcontrol.routes import routes_with

pytestmark = pytest.mark.django_db


def test_an_ended_leg_and_one_that_never_was_are_gone(provider):
    alive, ended = provider.inbound_call(), provider.inbound_call()
    provider.tell(f"calls/{ended}/hangup", {})

    assert not reconcile.is_gone(alive)
    assert reconcile.is_gone(ended)
    assert reconcile.is_gone("v3:nobody")


def test_what_was_found_out_is_taken_once_and_applied(applied):
    now = timezone.now()
    payload = {"call_control_id": "v3:a", "connection_id": "1"}

    for _ in range(2):
        reconcile.report("call.hangup", payload, key="v3:a", at=now, now=now)

    event = Event.objects.get()
    assert (event.event_type, event.source) == ("call.hangup", EventSource.RECONCILE)
    assert (event.state, event.occurred_at) == (EventState.APPLIED, now)
    assert applied.ids == [event.event_id]


def test_list_that_cannot_be_had_keeps_nobody_from_asking_for_another(
    provider, monkeypatch
):
    asked = []

    def compare_in_vain(*, now):
        provider.fail({"kind": "status", "operation": "*", "status": 503})
        reconcile.is_gone("v3:a")
        asked.append("in vain")

    tables = (compare_in_vain, lambda *, now: asked.append(now))
    routes = routes_with(reconcile=tables)
    monkeypatch.setattr(reconcile, "event_routes", lambda: routes)
    now = timezone.now()

    reconcile.reconcile(now=now)

    assert asked == [now]
    # Nobody says that everything agrees when not everything was asked for.
    told = Comparison.objects.get(source="telnyx")
    assert (told.compared_at, told.refusal) == (None, "it did not answer")
    assert told.again_at == now + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("error", "refusal", "pause"),
    [
        (RateLimited(30), "it limits how often it may be asked", 30),
        (RateLimited(0.2), "it limits how often it may be asked", 5),
        (rejection(401, "10009", "", ""), "Telnyx did not accept the API key", 5),
        (Unclear("no answer"), "it did not answer", 5),
    ],
)
def test_why_telnyx_could_not_be_asked_and_when_it_is_again(
    monkeypatch, error, refusal, pause
):
    def fail(*, now):
        raise error

    monkeypatch.setattr(
        reconcile, "event_routes", lambda: routes_with(reconcile=(fail,))
    )
    now = timezone.now()
    reconcile.reconcile(now=now)
    told = Comparison.objects.get(source="telnyx")
    assert (told.refusal, told.again_at) == (refusal, now + timedelta(seconds=pause))


def test_comparison_with_everything_is_told(monkeypatch):
    routes = routes_with(reconcile=(lambda *, now: None,))
    monkeypatch.setattr(reconcile, "event_routes", lambda: routes)
    now = timezone.now()
    reconcile.reconcile(now=now)
    told = Comparison.objects.get(source="telnyx")
    assert (told.compared_at, told.refusal, told.again_at) == (now, "", None)
