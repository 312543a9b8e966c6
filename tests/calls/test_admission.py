"""Which events are about a leg of ours, and what becomes of those that are not yet."""

from datetime import timedelta
from uuid import uuid4

import pytest

from callcontrol import held
from callcontrol.models import Event
from callcontrol.registry import Admission
from callcontrol.unit_of_work import unit_of_work
from calls.actions import dial
from calls.aggregate import Calls
from calls.handlers import admit
from calls.models import Call, Leg
from calls.states import LegRole
from provisioning.models import CallControlApplication, PhoneNumber
from tests.queues.history import ANA, CALLER, CARL, NUMBER, START, event, hangup, tell

NOW = START + timedelta(seconds=60)
PARTIES = {"from": CALLER, "to": NUMBER}
TO_ANA = {"from": NUMBER, "to": "sip:ana@sip.telnyx.com"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    """An application with the connection of the events, and its number."""
    application = CallControlApplication.objects.create(
        connection_id="1", name="Main", webhook_url="https://example.org/"
    )
    return PhoneNumber.objects.create(number=NUMBER, application=application)


def initiated(leg=CARL, made_by=None, *, direction="incoming", **payload):
    parties = {**PARTIES, **payload}
    return event("call.initiated", 0, leg, made_by, direction=direction, **parties)


def admission(told):
    with unit_of_work(now=NOW) as work:
        return admit(told, work)


def states():
    return dict(Event.objects.values_list("event_type", "state"))


def calling(ours):
    tell([initiated()], now=NOW)
    return Call.objects.get()


def dial_ana(call):
    """Ask Telnyx to ring Ana; return the id that her leg will carry."""
    with unit_of_work(now=NOW) as work:
        row = dial(
            work.part(Calls).locked(call.pk),
            role=LegRole.AGENT,
            address=TO_ANA["to"],
            rings_for=timedelta(seconds=20),
            lasts=timedelta(seconds=8),
            params={},
            requested_by=None,
        )
    return row.pk


def test_somebody_who_calls_our_application_begins_a_call(ours):
    call = calling(ours)
    assert (call.from_number, call.to_number, call.direction) == (
        CALLER,
        NUMBER,
        "incoming",
    )
    assert Leg.objects.get().role == "customer"


def test_leg_of_another_connection_is_nobody_of_ours(ours):
    """As the second, incoming leg that Telnyx makes for a browser's telephone."""
    foreign = initiated(connection_id="2", to="sip:ana@sip.telnyx.com")
    tell([foreign], now=NOW)
    assert not Leg.objects.exists()
    row = Event.objects.get()
    assert (row.state, row.error) == (
        "ignored",
        "Its leg is of another connection, or was dialled by somebody else.",
    )


def test_number_of_ours_is_ours_on_whatever_connection(ours):
    assert admission(initiated(connection_id="2")) == Admission.ADMITTED


def test_before_an_application_is_recorded_everybody_calls_us():
    assert admission(initiated(connection_id="2")) == Admission.ADMITTED
    CallControlApplication.objects.create(
        connection_id="1", name="Main", webhook_url="https://example.org/"
    )
    assert admission(initiated("v3:x", connection_id="2", call_session_id="x")) == (
        Admission.FOREIGN
    )


@pytest.mark.parametrize("made_by", [None, uuid4()])
def test_outgoing_leg_that_we_did_not_dial_is_foreign(ours, made_by):
    outgoing = initiated(ANA, made_by, direction="outgoing", **TO_ANA)
    assert admission(outgoing) == Admission.FOREIGN
    assert not Leg.objects.exists()


def test_leg_that_we_dialled_belongs_to_the_call_that_it_was_dialled_for(ours):
    call = calling(ours)
    command_id = dial_ana(call)
    session = {"call_session_id": "another", **TO_ANA}
    outgoing = initiated(ANA, command_id, direction="outgoing", **session)
    assert admission(outgoing) == Admission.ADMITTED
    leg = Leg.objects.get(call_control_id=ANA)
    assert (leg.call, leg.role, leg.dial_id) == (call, "agent", command_id)


@pytest.mark.parametrize("event_type", ["call.answered", "call.bridged"])
def test_event_that_overtakes_the_first_one_begins_the_call(ours, event_type):
    tell([event(event_type, 5, **PARTIES), initiated()], now=NOW)
    leg = Leg.objects.get()
    assert (leg.role, leg.initiated_at) == ("customer", START)
    assert leg.answered_at == START + timedelta(seconds=5)


def test_event_of_a_dialled_leg_that_overtakes_the_first_one_makes_the_leg(ours):
    command_id = dial_ana(calling(ours))
    tell([event("call.answered", 24, ANA, command_id, **TO_ANA)], now=NOW)
    assert Leg.objects.get(call_control_id=ANA).answered_at is not None


def test_event_that_names_no_number_of_ours_waits(ours):
    told = [
        event("call.answered", 5, **{**PARTIES, "to": "+15559998888"}),
        event("call.playback.started", 6),
        hangup(9, "v3:other", **TO_ANA),
    ]
    tell(told, now=NOW)
    assert set(states().values()) == {"held"}
    assert not Leg.objects.exists()


@pytest.mark.parametrize(
    ("event_type", "expected"),
    [
        ("conference.created", Admission.ADMITTED),
        ("conference.ended", Admission.ADMITTED),
        ("conference.participant.joined", Admission.HELD),
        ("conference.participant.left", Admission.HELD),
    ],
)
def test_event_of_a_room_makes_no_leg(ours, event_type, expected):
    told = event(event_type, 5, "v3:x", conference_id="c", name="room")
    assert admission(told) == expected
    assert not Leg.objects.exists()


def test_event_without_a_leg_waits_for_none(ours):
    told = event("conference.ended", 5, conference_id="c", call_control_id="")
    assert admission(told) == Admission.ADMITTED


@pytest.mark.parametrize("largest_run", [1, 3])
def test_what_waited_is_applied_when_its_leg_is_known(ours, largest_run):
    command_id = dial_ana(calling(ours))
    early = [
        hangup(30, ANA, **TO_ANA, cause="normal_clearing"),
        event("call.answered", 24, ANA, **TO_ANA),
    ]
    tell(early, now=NOW, largest_run=largest_run)
    assert not Leg.objects.filter(call_control_id=ANA).exists()
    first = initiated(ANA, command_id, direction="outgoing", **TO_ANA)
    later = NOW + timedelta(seconds=1)
    tell([first], now=later)
    leg = Leg.objects.get(call_control_id=ANA)
    assert (leg.answered_at, leg.ended_at, leg.state) == (
        START + timedelta(seconds=24),
        START + timedelta(seconds=30),
        "ended",
    )
    rows = Event.objects.filter(call_control_id=ANA)
    assert set(rows.values_list("state", flat=True)) == {"applied"}
    assert rows.filter(applied_at=later).count() == 3


def test_what_waited_for_one_leg_does_not_go_with_another(ours):
    tell([event("call.answered", 5, "v3:other", **TO_ANA)], now=NOW)
    tell([initiated()], now=NOW)
    assert states() == {"call.answered": "held", "call.initiated": "applied"}


def test_what_nobody_asked_for_within_two_minutes_is_let_go(ours):
    tell([event("call.answered", 5, "v3:other", **TO_ANA)], now=NOW)
    minutes = timedelta(minutes=2)
    assert held.let_go(now=NOW + minutes) == 0
    over = NOW + minutes + timedelta(seconds=1)
    assert held.let_go(now=over) == 1
    row = Event.objects.get()
    assert (row.state, row.applied_at) == ("ignored", over)
    assert held.let_go(now=over) == 0
