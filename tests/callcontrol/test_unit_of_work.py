"""What one transaction reads and changes is written together, each row once."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.actions import add_agent
from agents.models import Agent, AgentStateChange
from callcontrol.unit_of_work import unit_of_work
from calls.models import Call, Leg, Note
from calls.states import LegRole
from tests.factories import open_screen

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def new_call(number=1):
    return Call(call_session_id=f"s{number}", connection_id="1", started_at=NOW)


def new_leg(call, number=1):
    control_id = f"v3:{number}"
    leg = Leg(call_control_id=control_id, role=LegRole.AGENT, initiated_at=NOW)
    leg.call = call
    return leg


@pytest.fixture
def leg():
    call = new_call()
    call.save()
    leg = new_leg(call)
    leg.save()
    return Leg.objects.get()


@pytest.fixture
def ana(cast):
    open_screen(cast.ana)
    return add_agent(cast.ana, "Ana", now=NOW)


def written(act):
    """Return the statements that write, in their order, as VERB table."""
    with CaptureQueriesContext(connection) as captured:
        act()
    words = [query["sql"].replace('"', "").split() for query in captured]
    tables = {"INSERT": 2, "UPDATE": 1, "DELETE": 2}
    return [f"{sql[0]} {sql[tables[sql[0]]]}" for sql in words if sql[0] in tables]


def test_new_rows_may_refer_to_new_rows():
    with unit_of_work(now=NOW) as work:
        call = work.add(new_call())
        leg = work.add(new_leg(call))
        note = Note(at=NOW, text="Began.")
        note.call = call
        work.add(note)
        assert (call.pk, leg.pk) == (None, None)
    assert Leg.objects.get().call == Note.objects.get().call == Call.objects.get()


def test_known_row_may_refer_to_a_new_one(ana):
    with unit_of_work(now=NOW) as work:
        agent = work.keep(Agent.objects.get())
        agent.activity = "Carl"
        agent.leg = work.add(new_leg(work.add(new_call())))
    agent = Agent.objects.get()
    assert (agent.leg, agent.activity) == (Leg.objects.get(), "Carl")


def test_changes_come_before_new_rows(ana):
    """The database lets an agent be in one state only, at every moment."""
    with unit_of_work(now=NOW) as work:
        later = AgentStateChange(agent=ana, state="available", started_at=NOW)
        work.add(later)
        before = work.keep(AgentStateChange.objects.get())
        before.ended_at = NOW
    states = AgentStateChange.objects.filter(ended_at=None)
    assert list(states.values_list("state", flat=True)) == ["available"]


def test_what_did_not_change_is_not_written(leg):
    def read():
        with unit_of_work(now=NOW) as work:
            one = work.keep(Leg.objects.get())
            one.address, one.state = one.address, str(one.state)

    assert written(read) == []


def test_each_row_is_written_once(leg):
    def change():
        with unit_of_work(now=NOW) as work:
            one = work.keep(Leg.objects.get())
            for second in range(3):
                one.answered_at = NOW + timedelta(seconds=second)
                one.address = f"sip:{second}"
            work.add(new_leg(work.keep(Call.objects.get()), 2)).address = "sip:2"

    assert written(change) == ["UPDATE calls_leg", "INSERT calls_leg"]
    assert set(Leg.objects.values_list("address", flat=True)) == {"sip:2"}


def test_only_changed_columns_are_written(leg):
    with unit_of_work(now=NOW) as work:
        one = work.keep(Leg.objects.get())
        Leg.objects.update(doubted_at=NOW)
        one.address = "sip:ana@sip.telnyx.com"
    leg.refresh_from_db()
    assert (leg.doubted_at, leg.address) == (NOW, "sip:ana@sip.telnyx.com")


@pytest.mark.parametrize(
    "change",
    [
        lambda proofs: proofs.update(served=["2"]),
        lambda proofs: proofs["bridged"].append("2"),
        lambda proofs: proofs["bridged"].clear(),
        lambda proofs: proofs["more"]["deep"].append(1),
    ],
)
def test_change_inside_of_json_is_seen(leg, change):
    Leg.objects.update(proofs={"bridged": ["1"], "more": {"deep": []}})
    with unit_of_work(now=NOW) as work:
        one = work.keep(Leg.objects.get())
        change(one.proofs)
    assert Leg.objects.get().proofs == one.proofs
    assert one.proofs != {"bridged": ["1"], "more": {"deep": []}}


def test_row_whose_key_is_needed_is_inserted_at_once():
    with unit_of_work(now=NOW) as work:
        call = work.insert(new_call())
        assert Call.objects.get().pk == call.pk is not None
        call.queue_name = "Billing"
    assert Call.objects.get().queue_name == "Billing"


def test_deleted_row_is_gone_whatever_was_changed_of_it(leg):
    with unit_of_work(now=NOW) as work:
        one = work.keep(Leg.objects.get())
        one.address = "sip:ana@sip.telnyx.com"
        work.delete(one)
        never = work.add(new_leg(one.call, 2))
        work.delete(never)
    assert not Leg.objects.exists()


def test_flush_in_between_writes_nothing_twice(leg):
    def flush_twice():
        with unit_of_work(now=NOW) as work:
            work.keep(Leg.objects.get()).address = "sip:1"
            work.add(new_leg(leg.call, 2))
            work.flush()
            work.flush()

    assert written(flush_twice) == ["UPDATE calls_leg", "INSERT calls_leg"]


def test_nothing_is_written_when_anything_fails(leg):
    def fail():
        with unit_of_work(now=NOW) as work:
            work.keep(Leg.objects.get()).address = "sip:1"
            work.insert(new_call(2))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (Leg.objects.get().address, Call.objects.count()) == ("", 1)


def test_part_of_an_app_is_one_in_each_unit():
    class Rows:
        def __init__(self, work):
            self.work = work

    with unit_of_work(now=NOW) as work:
        first = work.part(Rows)
        assert work.part(Rows) is first
        assert first.work is work
    with unit_of_work(now=NOW) as work:
        assert work.part(Rows) is not first


@pytest.fixture
def steps(monkeypatch):
    """Let a test say what a touched call is computed by."""
    routes = SimpleNamespace(recompute=(), shown_on={}, routes={})
    monkeypatch.setattr("callcontrol.unit_of_work.event_routes", lambda: routes)
    return routes


def test_what_was_touched_is_computed_once_by_each_step_in_order(steps):
    told = []
    steps.recompute = (
        lambda call, work: told.append((1, call)),
        lambda call, work: told.append((2, call)),
    )
    with unit_of_work(now=NOW) as work:
        work.touch("call")
        work.touch("call")
        assert told == []
    assert told == [(1, "call"), (2, "call")]


def test_call_that_a_step_touches_is_computed_too(steps):
    told = []

    def follow(call, work):
        told.append(call)
        if call == "first":
            work.touch("second")

    steps.recompute = (follow,)
    with unit_of_work(now=NOW) as work:
        work.touch("first")
    assert told == ["first", "second"]


def test_what_was_computed_is_computed_again_for_a_new_fact_only(steps):
    told = []
    steps.recompute = (lambda call, work: told.append(call),)
    with unit_of_work(now=NOW) as work:
        work.touch("call")
        work.recompute()
        work.recompute()
        assert told == ["call"]
        work.touch("call")
    assert told == ["call", "call"]


def test_every_call_that_was_touched_is_computed(steps):
    told = []
    steps.recompute = (lambda call, work: told.append(call),)
    with unit_of_work(now=NOW) as work:
        work.touch("first")
        work.touch("second")
    assert sorted(told) == ["first", "second"]


def test_everything_that_became_true_is_told_once_the_rows_are_written(
    steps, monkeypatch
):
    """A reaction changes rows of its own, which are written too."""
    told = []

    def react(fact, work):
        told.append((fact, Leg.objects.get().address))
        work.keep(Call.objects.get()).queue_name = "Billing"

    monkeypatch.setattr("callcontrol.unit_of_work.reactions_to", lambda fact: (react,))
    with unit_of_work(now=NOW) as work:
        work.add(new_leg(work.add(new_call()))).address = "sip:ana"
        work.tell("first")
        work.tell("second")
        assert told == []
    assert told == [("first", "sip:ana"), ("second", "sip:ana")]
    assert Call.objects.get().queue_name == "Billing"


def test_screens_that_show_a_row_hear_that_it_was_written(leg, steps, monkeypatch):
    heard = []
    monkeypatch.setattr(
        "callcontrol.unit_of_work.announce", lambda *topics: heard.extend(topics)
    )
    steps.shown_on = {Leg: lambda row: [f"leg {row.address}"]}
    with unit_of_work(now=NOW) as work:
        work.keep(Leg.objects.get()).address = "sip:ana"
        work.keep(Call.objects.get()).queue_name = "Billing"
    assert heard == ["leg sip:ana"]
