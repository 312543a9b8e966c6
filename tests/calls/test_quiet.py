"""What follows from silence waits until nothing more is heard of a call."""

from datetime import timedelta

import pytest

from callcontrol.models import Command, Event
from callcontrol.unit_of_work import unit_of_work
from calls.actions import hang_up
from calls.actions.quiet import quiet_among, recompute_calls
from calls.aggregate import Calls
from calls.models import Call
from tests.calls.test_admission import dial_ana, initiated
from tests.queues.history import ANA, START, event, hangup, tell

NOW = START + timedelta(seconds=60)

pytestmark = pytest.mark.django_db


def later(seconds):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def call():
    """A caller of whom the last thing was heard now."""
    tell([initiated()], now=NOW)
    return Call.objects.get()


def settle():
    Command.objects.update(state="accepted")


def test_call_is_quiet_three_seconds_after_its_last_event(call):
    settle()
    assert quiet_among([call.pk], now=later(2.9)) == set()
    assert quiet_among([call.pk], now=later(3)) == {call.pk}
    tell([event("call.speak.started", 1)], now=later(10))
    assert quiet_among([call.pk], now=later(12)) == set()


def test_late_event_disturbs_by_when_it_came_not_by_when_it_happened(call):
    settle()
    Event.objects.update(occurred_at=START - timedelta(hours=1), received_at=later(10))
    assert quiet_among([call.pk], now=later(12)) == set()


@pytest.mark.parametrize(
    ("state", "is_quiet"),
    [
        ("pending", False),
        ("sending", False),
        ("accepted", True),
        ("confirmed", True),
        ("failed", True),
        ("unknown", True),
    ],
)
def test_call_is_not_quiet_while_a_command_is_under_way(call, state, is_quiet):
    with unit_of_work(now=NOW) as work:
        aggregate = work.part(Calls).locked(call.pk)
        hang_up(aggregate, aggregate.customer)
    Command.objects.update(state=state)
    assert quiet_among([call.pk], now=later(10)) == ({call.pk} if is_quiet else set())


def test_what_goes_on_in_one_call_leaves_others_quiet(call):
    settle()
    tell([initiated("v3:other", call_session_id="session-2")], now=later(10))
    other = Call.objects.exclude(pk=call.pk).get()
    assert quiet_among([call.pk, other.pk], now=later(11)) == {call.pk}
    assert quiet_among([], now=NOW) == set()


def test_who_is_left_over_is_hung_up_when_nothing_more_is_heard(call):
    """The hang-up does not say that it was the caller's own doing."""
    command_id = dial_ana(call)
    answered = event("call.answered", 24, ANA, command_id, to="sip:ana@x")
    tell([answered, hangup(30, source="unknown")], now=NOW)
    settle()
    hangups = Command.objects.filter(kind="call.hangup", target=ANA)

    assert recompute_calls([call.pk], now=later(2)) == 1
    assert not hangups.exists()
    recompute_calls([call.pk], now=later(3))
    assert hangups.count() == 1
    recompute_calls([call.pk], now=later(4))
    assert hangups.count() == 1


def test_what_is_heard_of_one_call_lets_another_be_settled(call):
    """Each has an agent who is left over; of the other call something was just heard."""
    tell([initiated("v3:other", call_session_id="session-2")], now=NOW)
    other = Call.objects.exclude(pk=call.pk).get()
    for one, customer, agent in ((call, "v3:carl", ANA), (other, "v3:other", "v3:ben")):
        answered = event("call.answered", 24, agent, dial_ana(one), to="sip:ana@x")
        tell([answered, hangup(30, customer, source="unknown")], now=NOW)
    settle()
    Event.objects.filter(call_control_id="v3:ben").update(received_at=later(10))

    recompute_calls([call.pk, other.pk], now=later(11))

    hangups = Command.objects.filter(kind="call.hangup")
    assert set(hangups.values_list("target", flat=True)) == {ANA}


def test_call_that_has_gone_is_passed_over(call):
    settle()
    tell([hangup(30, source="unknown")], now=NOW)
    recompute_calls([call.pk - 1, call.pk, call.pk + 1], now=later(5))
    assert Call.objects.get().state == "ended"
