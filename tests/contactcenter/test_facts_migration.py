"""A database whose states were written by themselves keeps all that it knows."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import call_command

from agents.aggregate import Agents
from agents.models import Agent, AgentStateChange, Engagement
from callcontrol.models import Command
from callcontrol.unit_of_work import unit_of_work
from calls.aggregate import Calls
from calls.models import Call, Dial, Leg
from conferences.models import Conference, Participant, Supervision
from queues.models import Offer
from tests.contactcenter.past import ANA, Past, at


def test_what_was_known_before_is_known_afterwards(shipped_apps):
    """Each story writes its rows, and looks at them when they have been migrated."""
    stories = [tell(Past(shipped_apps)) for tell in STORIES]
    stories += [offer_gets_its_dial(Past(shipped_apps), *one) for one in OFFERS]
    for story in stories:
        next(story)
    call_command("migrate", verbosity=0)
    for story in stories:
        with pytest.raises(StopIteration):
            next(story)


def recompute(call):
    """Compute a call anew from its facts, as the next event does."""
    with unit_of_work(now=at(100)) as work:
        work.touch(work.part(Calls).locked(call.row.pk))


RINGING = {"initiated_at": 11}
TALKED = {"initiated_at": 11, "answered_at": 15, "bridged_at": 16, "ended_at": 60}
MISSED = {"initiated_at": 11, "ended_at": 31, "hangup_cause": "timeout"}
REFUSED = {"state": "failed", "http_status": 422, "error_detail": "Bad number"}


OFFERS = [
    ({"state": "dialling"}, None, {"state": "sending"}, ("dialling", None, None)),
    ({"state": "ringing"}, RINGING, {}, ("ringing", None, None)),
    (
        {"state": "connected", "answered_at": 15, "connected_at": 16},
        TALKED,
        {},
        ("ended", 60, None),
    ),
    ({"state": "no_answer", "ended_at": 31}, MISSED, {}, ("no_answer", 31, None)),
    (
        {
            "state": "cancelled",
            "withdrawn_as": "cancelled",
            "withdrawn_at": 20,
            "ended_at": 20,
        },
        MISSED,
        {},
        ("withdrawn", 31, 20),
    ),
    ({"state": "caller_left", "ended_at": 20}, MISSED, {}, ("withdrawn", 31, 20)),
    (
        {
            "state": "failed",
            "withdrawn_as": "failed",
            "withdrawn_at": 12,
            "ended_at": 12,
            "failure": "Telnyx would not dial.",
        },
        None,
        REFUSED,
        ("failed", 12, 12),
    ),
]


def offer_gets_its_dial(past, offer, leg, command, expected):
    call = past.call()
    old = past.offer(call, leg=leg, command=command, **offer)
    yield
    new = Offer.objects.get(entry__call=call.row.pk)
    dial = Dial.objects.get(call=call.row.pk)
    assert (new.pk, new.dial, dial.command_id) == (old.pk, dial, old.dial_command_id)
    assert (dial.role, dial.address, dial.call_id) == ("agent", ANA, call.row.pk)
    assert (dial.user_id, dial.asked_at, dial.rings_until) == (
        past.ana_user.pk,
        at(10),
        at(30),
    )
    state, ended_at, withdrawn_at = expected
    assert dial.state == state
    assert dial.ended_at == (None if ended_at is None else at(ended_at))
    assert dial.withdrawn_at == (None if withdrawn_at is None else at(withdrawn_at))
    assert (new.leg is None) == (leg is None)


def refused_dial_says_why(past):
    call = past.call()
    past.offer(call, command=REFUSED, state="failed", ended_at=12, failure="Refused.")
    yield
    dial = Dial.objects.get(call=call.row.pk)
    assert (dial.refused_at, dial.refusal) == (at(12), "Refused.")


def live_offer_goes_on_as_before(past):
    call = past.call(state="waiting", waiting_at=2)
    past.offer(call, leg=RINGING, state="ringing")
    yield
    recompute(call)
    offer = Offer.objects.get(entry__call=call.row.pk)
    assert (offer.state, offer.ended_at, offer.dial.state) == (
        "ringing",
        None,
        "ringing",
    )
    assert not Command.objects.filter(call_id=call.row.pk, kind="call.hangup")


def talk_is_still_proven(past):
    call = past.call()
    past.offer(call, leg=TALKED, state="connected", connected_at=16)
    yield
    recompute(call)
    offer = Offer.objects.get(entry__call=call.row.pk)
    assert (offer.state, offer.connected_at) == ("connected", at(16))
    leg = Leg.objects.get(call=call.row.pk, role="agent")
    assert leg.proofs == {"bridged": [at(16).isoformat()]}
    assert Leg.objects.get(pk=call.customer.pk).proofs == {}


def leg_of_a_dial_that_nothing_else_tells_of(past):
    call = past.call()
    command = past.dialled(call.row, "offer.dial")
    with_command = past.leg(call.row, "guest", command, **MISSED)
    without = past.leg(call.row, "guest", SimpleNamespace(pk=uuid4()), **MISSED)
    yield
    dial = Leg.objects.get(pk=with_command.pk).dial
    assert (dial.pk, dial.state, dial.ended_at) == (command.pk, "no_answer", at(31))
    assert Leg.objects.get(pk=without.pk).dial is None


def commands_are_called_as_they_are_now(past):
    call = past.call()
    old = ("offer.dial", "supervision.dial", "guest.dial")
    dials = [past.dialled(call.row, purpose) for purpose in old]
    hangup = past.dialled(call.row, "participant.hangup", kind="call.hangup")
    unanswered = past.dialled(call.row, "entry.answer", http_status=None)
    yield
    purposes = Command.objects.filter(pk__in=[one.pk for one in dials])
    assert set(purposes.values_list("purpose", "answered_at")) == {("leg.dial", at(11))}
    assert Command.objects.get(pk=hangup.pk).purpose == "leg.hangup"
    answer = Command.objects.get(pk=unanswered.pk)
    assert (answer.purpose, answer.answered_at) == ("entry.answer", None)


def supervision_gets_its_dial(past):
    call = past.call(state="talking", talking_at=16)
    agent = past.leg(call.row, "agent", answered_at=15)
    first = past.supervision(
        call,
        agent,
        leg={"answered_at": 20, "ended_at": 31},
        state="ended",
        active_at=20,
        ended_at=31,
        hangup_requested_at=30,
    )
    second = past.supervision(
        call,
        agent,
        leg={"answered_at": 30},
        state="active",
        active_at=30,
        replaces=first,
    )
    leaving = past.supervision(call, agent, leg=RINGING, state="leaving")
    failed = past.supervision(
        call, agent, command=REFUSED, state="failed", ended_at=12, failure="No."
    )
    yield
    rows = Supervision.objects.filter(call=call.row.pk)
    now = {row.pk: row for row in rows.select_related("dial")}
    assert {row.dial.role for row in now.values()} == {"supervisor"}
    assert {row.dial.user_id for row in now.values()} == {past.sofia.pk}
    assert now[second.pk].leg.pk == second.leg_id
    assert (now[first.pk].superseded_at, now[first.pk].leave_asked_at) == (
        at(30),
        at(30),
    )
    assert now[leaving.pk].leave_asked_at == now[leaving.pk].dial.withdrawn_at == at(10)
    assert (now[failed.pk].dial.state, now[failed.pk].dial.refusal) == ("failed", "No.")
    states = {row.pk: row.state for row in now.values()}
    assert Call.objects.get(pk=call.row.pk).has_company
    recompute(call)
    assert dict(rows.values_list("pk", "state")) == states


def guest_gets_their_dial_and_everybody_their_times(past):
    call = past.call(state="talking", talking_at=16)
    other = past.call()
    room = past.room(call)
    said = past.dialled(call.row, "guest.dial", to="+15550001")
    leg = past.leg(call.row, "guest", said, answered_at=41)
    guest = past.participant(
        room, leg, dial_command=said, state="joined", joined_at=42, join_requested_at=41
    )
    rung = past.dialled(call.row, "guest.dial", to="+15550002")
    dialling = past.participant(room, dial_command=rung, state="dialling")
    gone = past.participant(room, call.customer, state="left", joined_at=41, left_at=50)
    yield
    rows = Participant.objects.filter(conference=room.pk)
    now = {row.pk: row for row in rows.select_related("dial")}
    assert (now[guest.pk].dial_id, now[guest.pk].dial.address) == (said.pk, "+15550001")
    assert (now[guest.pk].dial.state, now[guest.pk].dial.role) == ("answered", "guest")
    assert (now[guest.pk].joins, now[guest.pk].leaves) == ([at(42).isoformat()], [])
    assert (now[dialling.pk].joins, now[dialling.pk].dial.state) == ([], "dialling")
    assert now[gone.pk].leaves == [at(50).isoformat()]
    assert Call.objects.get(pk=call.row.pk).has_company
    assert not Call.objects.get(pk=other.row.pk).has_company
    states = {row.pk: row.state for row in now.values()}
    recompute(call)
    assert dict(rows.values_list("pk", "state")) == states


def who_came_back_is_one_participant(past):
    call = past.call(state="talking", talking_at=16)
    room = past.room(call)
    first = past.participant(
        room, call.customer, state="left", joined_at=41, left_at=50
    )
    again = past.participant(
        room,
        call.customer,
        requested_at=55,
        state="joined",
        joined_at=56,
        is_muted=True,
    )
    wish = past.dialled(
        call.row, "participant.wish", kind="conference.mute", subject_id=again.pk
    )
    yield
    one = Participant.objects.get(conference=room.pk)
    assert (one.pk, one.state, one.is_muted) == (first.pk, "joined", True)
    assert (one.joined_at, one.left_at) == (at(41), None)
    assert one.joins == [at(41).isoformat(), at(56).isoformat()]
    assert one.leaves == [at(50).isoformat()]
    assert Command.objects.get(pk=wish.pk).subject_id == first.pk


def rooms_that_came_to_nothing_or_to_an_end(past):
    failed = past.room(past.call(), state="failed", ended_at=41)
    ending = past.room(past.call(), state="ending")
    past.dialled(
        past.call().row,
        "conference.end",
        70,
        kind="conference.end",
        target=ending.conference_id,
    )
    yield
    assert Conference.objects.get(pk=failed.pk).refused_at == at(41)
    assert Conference.objects.get(pk=ending.pk).end_asked_at == at(70)


DAY = (
    ("offline", 0),
    ("available", 5, "chosen"),
    ("reserved", 10),
    ("on_call", 16),
    ("wrap_up", 60),
    ("available", 80),
    ("reserved", 200),
    ("not_responding", 231),
    ("not_ready", 240, "chosen"),
)


def agents_day_follows_from_choices_and_engagements(past):
    call = past.call(caller_name="Carl")
    past.offer(call, leg=TALKED, state="connected", connected_at=16)
    missed = {"initiated_at": 201, "ended_at": 231}
    past.offer(call, 200, leg=missed, state="no_answer", ended_at=231)
    past.log(*DAY)
    yield
    talk, ring = Engagement.objects.filter(agent=past.ana.pk)
    assert (talk.reserved_at, talk.connected_at, talk.over_at) == (
        at(10),
        at(16),
        at(60),
    )
    assert (talk.activity, talk.caller, talk.is_missed) == (past.name, "Carl", False)
    assert (talk.wrap_up, talk.wrap_up_ended_at) == (timedelta(seconds=30), at(80))
    assert (ring.is_missed, ring.over_at, ring.connected_at) == (True, at(231), None)

    with unit_of_work(now=at(300)) as work:
        mine = work.part(Agents).locked(past.ana.pk)
        for engagement in (talk, ring):
            mine.hold(engagement)
    log = AgentStateChange.objects.filter(agent=past.ana.pk).order_by("started_at")
    told = [(row.state, row.started_at) for row in log]
    assert told == [(state, at(second)) for state, second, *_ in DAY]


def running_wrap_up_keeps_its_end(past):
    past.put_ana(state="wrap_up", state_since=at(60), state_until=at(120))
    call = past.call()
    past.offer(call, leg=TALKED, state="connected", connected_at=16)
    past.log(("available", 5), ("reserved", 10), ("on_call", 16), ("wrap_up", 60))
    yield
    engagement = Engagement.objects.get(agent=past.ana.pk)
    assert engagement.wrap_up_ended_at is None
    assert engagement.over_at + engagement.wrap_up == at(120)
    recompute(call)
    assert Agent.objects.get(pk=past.ana.pk).state_until == at(120)


def what_is_wanted_after_the_call_stays_wanted(past):
    wish = {"pending_state": "not_ready", "pending_reason": "Lunch"}
    past.put_ana(state="on_call", state_since=at(16), **wish)
    call = past.call()
    talking = {name: value for name, value in TALKED.items() if name != "ended_at"}
    past.offer(call, leg=talking, state="connected", connected_at=16)
    past.log(("available", 5), ("reserved", 10), ("on_call", 16))
    yield
    recompute(call)
    with unit_of_work(now=at(110)) as work:
        work.part(Agents).locked(past.ana.pk).touch()
    ana = Agent.objects.get(pk=past.ana.pk)
    assert (ana.state, ana.pending_state, ana.pending_reason) == (
        "on_call",
        "not_ready",
        "Lunch",
    )


STORIES = (
    refused_dial_says_why,
    live_offer_goes_on_as_before,
    talk_is_still_proven,
    leg_of_a_dial_that_nothing_else_tells_of,
    commands_are_called_as_they_are_now,
    supervision_gets_its_dial,
    guest_gets_their_dial_and_everybody_their_times,
    who_came_back_is_one_participant,
    rooms_that_came_to_nothing_or_to_an_end,
    agents_day_follows_from_choices_and_engagements,
    running_wrap_up_keeps_its_end,
    what_is_wanted_after_the_call_stays_wanted,
)
