"""Whoever reads a row in order to change it waits for whoever was there first."""

from datetime import UTC, datetime

import pytest

from agents.aggregate import Agents
from agents.models import Agent
from callcontrol.applying import apply_one
from callcontrol.inbox import Delivery, store
from callcontrol.models import Event
from callcontrol.states import EventState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls.aggregate.calls import Calls
from calls.models import Call, Leg
from calls.states import LegRole
from tests.callcontrol.routes import routes_with
from tests.factories import make_agent, make_user
from tests.races.rival import Rival
from tests.support.signing import body_of

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
pytestmark = pytest.mark.postgres


@pytest.fixture
def leg():
    call = Call.objects.create(call_session_id="session", started_at=NOW)
    return Leg.objects.create(
        call=call, call_control_id="leg", role=LegRole.CUSTOMER, initiated_at=NOW
    )


@pytest.mark.usefixtures("no_rules")
def test_two_units_of_work_on_one_call_lose_nothing(leg):
    """Both add to what they read; the lock is that of `calls.aggregate.calls`."""

    def add_proof(work: UnitOfWork, proof: str) -> None:
        aggregate = work.part(Calls).locked(leg.call_id)
        [row] = aggregate.legs
        row.proofs = {**row.proofs, proof: [NOW.isoformat()]}

    def as_somebody_else() -> None:
        with unit_of_work(now=NOW) as work:
            add_proof(work, "theirs")

    with unit_of_work(now=NOW) as work:
        add_proof(work, "ours")
        rival = Rival(as_somebody_else)
        rival.get_stuck()
    rival.end()

    leg.refresh_from_db()
    assert set(leg.proofs) == {"ours", "theirs"}


@pytest.mark.usefixtures("no_rules")
def test_two_units_of_work_on_one_agent_see_each_other(leg):
    """The lock is that of `agents.aggregate`."""
    agent = make_agent(make_user("ana", None))
    seen = []

    def as_somebody_else() -> None:
        with unit_of_work(now=NOW) as work:
            seen.append(work.part(Agents).locked(agent.pk).agent.name)

    with unit_of_work(now=NOW) as work:
        work.part(Agents).locked(agent.pk).agent.name = "Ana the first"
        rival = Rival(as_somebody_else)
        rival.get_stuck()
    rival.end()

    assert Agent.objects.get().name == "Ana the first"
    assert seen == ["Ana the first"]


def test_two_processes_never_work_on_one_lane_at_once(monkeypatch):
    """The lock is that of `callcontrol.applying`: the later one finds the first done."""
    first, second = store(
        [
            Delivery(body_of("call.initiated", id=key), "", "", NOW)
            for key in ("first", "second")
        ]
    )
    assert first.lane == second.lane
    rivals = []
    seen = []

    def handle(event, work):
        if event.id == "second":
            seen.append(Event.objects.get(event_id="first").state)
            return
        rivals.append(Rival(lambda: apply_one(second, now=NOW)))
        rivals[0].get_stuck()

    routes = routes_with(routes={"call.initiated": (handle,)})
    monkeypatch.setattr("callcontrol.applying.event_routes", lambda: routes)
    monkeypatch.setattr("callcontrol.unit_of_work.event_routes", lambda: routes)

    apply_one(first, now=NOW)
    rivals[0].end()

    assert seen == [EventState.APPLIED]
    assert Event.objects.get(event_id="second").state == EventState.APPLIED
