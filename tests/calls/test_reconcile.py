"""Telnyx's list of live calls and ours are compared in both directions."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from callcontrol.models import Command, Event
from calls.models import Call, Dial, Leg, UntoldLeg
from calls.reconcile import ask_doubted, compare_legs, give_up_dials
from provider.errors import TelnyxError
from provisioning.models import CallControlApplication
from tests.queues.stage import Floor

ANA = "sip:ana@sip.telnyx.com"


@pytest.fixture
def application(db, provider):
    return CallControlApplication.objects.create(
        connection_id=provider.connection_id, name="Main line", webhook_url="http://x/"
    )


def taken_in(*, now):
    """Compare twice, as far apart as a leg is given to be told of."""
    compare_legs(now=now)
    compare_legs(now=now + timedelta(seconds=4))


def test_leg_that_nobody_told_of_is_taken_in_after_four_seconds(application, provider):
    untold = {provider.inbound_call(), provider.inbound_call()}
    now = timezone.now()

    compare_legs(now=now)
    compare_legs(now=now + timedelta(seconds=3.9))
    assert not Leg.objects.exists()
    assert UntoldLeg.objects.count() == 2

    compare_legs(now=now + timedelta(seconds=4))
    assert set(Leg.objects.values_list("call_control_id", flat=True)) == untold
    assert set(Leg.objects.values_list("role", flat=True)) == {"customer"}


def test_list_that_cannot_be_had_says_nothing(application, provider):
    call = Call.objects.create(
        call_session_id="s", connection_id="1", started_at=timezone.now()
    )
    Leg.objects.create(
        call=call,
        call_control_id="v3:a",
        role="customer",
        initiated_at=timezone.now() - timedelta(minutes=1),
    )
    provider.fail({"kind": "status", "operation": "*", "status": 503})

    with pytest.raises(TelnyxError):
        compare_legs(now=timezone.now())

    assert Leg.objects.get().doubted_at is None


def test_leg_that_is_no_longer_listed_is_not_waited_for(application, provider):
    leg = provider.inbound_call()
    compare_legs(now=timezone.now())
    assert UntoldLeg.objects.count() == 1
    provider.tell(f"calls/{leg}/hangup", {})
    compare_legs(now=timezone.now())
    assert not UntoldLeg.objects.exists()


def test_leg_that_is_listed_and_has_ended_is_not_taken_in(application, provider):
    """The list names it for half an hour; who asks for the leg is told the truth."""
    stale = {"operation": "connections.active_calls", "lingers_secs": 1800}
    provider.tell("faults", {"lists": [stale]})
    leg = provider.inbound_call()
    provider.tell(f"calls/{leg}/hangup", {})
    provider.emulator.advance(1)
    taken_in(now=timezone.now())
    assert UntoldLeg.objects.count() == 1
    assert not Leg.objects.exists()


@pytest.fixture
def forgotten(application, provider):
    """A leg that we dialled, before an older backup without its dial was restored."""
    state = base64.b64encode(str(uuid4()).encode()).decode()
    params = {"to": ANA, "from": "+15550100100", "client_state": state}
    connection = {"connection_id": provider.connection_id}
    return provider.client.calls.dial(**connection, **params)


def test_leg_that_we_dialled_for_a_call_that_nobody_knows_is_hung_up(forgotten):
    taken_in(now=timezone.now())
    command = Command.objects.get()
    assert (command.kind, command.target) == ("call.hangup", forgotten.call_control_id)
    assert not Leg.objects.exists()


def test_leg_that_we_dialled_belongs_to_the_call_of_its_session(forgotten):
    call = Call.objects.create(
        call_session_id=forgotten.call_session_id,
        connection_id="1",
        started_at=timezone.now(),
    )
    taken_in(now=timezone.now())
    assert not Command.objects.filter(kind="call.hangup").exists()
    assert Leg.objects.get(call_control_id=forgotten.call_control_id).call == call


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, ring_secs=20)


def found() -> list[str]:
    """Return the types of what was found out by asking, oldest first."""
    rows = Event.objects.filter(source="reconcile").order_by("pk")
    return list(rows.values_list("event_type", flat=True))


def test_dial_that_brings_no_leg_is_given_up_three_seconds_after_its_ring(
    floor, world, cast
):
    entry = floor.wait_in_line()
    world.is_running = False
    floor.pick(cast.ana, entry)
    rings_until = Dial.objects.get().rings_until

    assert give_up_dials(set(), now=rings_until + timedelta(seconds=3)) == 0
    late = rings_until + timedelta(seconds=3.1)
    # Telnyx lists its leg: only the event is missing.
    assert give_up_dials({Dial.objects.get().pk}, now=late) == 0
    assert Dial.objects.get().state == "dialling"

    assert give_up_dials(set(), now=late) == 1
    assert Dial.objects.get().refusal == "Nobody answered."
    assert floor.last_offer().state == "failed"


@pytest.fixture
def rung(floor, world, cast):
    """Ana's phone rings, and from now on all webhooks are lost."""
    entry = floor.wait_in_line()
    world.script(ANA, behaviour="ignore")
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "ringing")
    world.weather(drop={"probability": 1})
    return floor.agent_leg(entry.call)


def ask_for(leg, *, now) -> Leg:
    """Ask Telnyx for a leg that is in doubt; return it as we hold it then."""
    Leg.objects.filter(pk=leg.pk).update(doubted_at=now)
    ask_doubted(now=now)
    return Leg.objects.get(pk=leg.pk)


def test_who_rings_and_lives_has_not_answered(rung, world):
    leg = ask_for(rung, now=world.now)
    assert (leg.state, leg.doubted_at) == ("ringing", None)
    assert found() == []


def test_who_lives_for_longer_than_telnyx_lets_it_ring_has_answered(rung, world):
    world.act(rung.call_control_id, "answer")
    dial = Dial.objects.get()
    late = dial.rings_until + timedelta(seconds=3)
    leg = ask_for(rung, now=late)
    assert found() == ["call.answered"]
    assert leg.answered_at == dial.rings_until


@pytest.mark.parametrize("second", [21, 5])
def test_who_is_gone_and_was_rung_did_not_answer(rung, world, second):
    """Telnyx does not say why, once the webhook is lost; nobody answered, that is sure."""
    begun = Dial.objects.get().asked_at
    world.act(rung.call_control_id, "hangup")
    leg = ask_for(rung, now=begun + timedelta(seconds=second))
    assert leg.state == "ended"
    assert Dial.objects.get().state == "no_answer"


def test_who_had_answered_has_hung_up(floor, world):
    call = floor.talk()
    world.weather(drop={"probability": 1})
    agent = floor.agent_leg(call)
    world.act(agent.call_control_id, "hangup")
    leg = ask_for(agent, now=Dial.objects.get().rings_until + timedelta(minutes=1))
    assert (leg.state, leg.hangup_cause) == ("ended", "unspecified")


def test_leg_of_which_nothing_is_heard_is_asked_for_every_quarter_of_a_minute(
    floor, world
):
    """The list may name a caller for half an hour after they hung up."""
    stale = {"operation": "*", "lingers_secs": 1800}
    entry = floor.wait_in_line()
    world.control("faults", lists=[stale], webhooks={"drop": {"probability": 1}})
    world.act(entry.leg.call_control_id, "hangup")
    heard_at = Leg.objects.get().place_at

    compare_legs(now=heard_at + timedelta(seconds=15))
    assert found() == []
    compare_legs(now=heard_at + timedelta(seconds=15.1))
    assert found() == ["call.hangup"]


def test_listed_leg_that_is_over_is_asked_for_once(application, provider):
    stale = {"operation": "connections.active_calls", "lingers_secs": 1800}
    provider.tell("faults", {"lists": [stale]})
    leg = provider.inbound_call()
    provider.tell(f"calls/{leg}/hangup", {})
    provider.emulator.advance(1)
    taken_in(now=timezone.now())
    never = {"kind": "status", "operation": "calls.retrieve", "status": 503}
    provider.tell("faults", {"lists": [stale], "api": [never]})
    compare_legs(now=timezone.now() + timedelta(seconds=9))
    assert not Leg.objects.exists()
