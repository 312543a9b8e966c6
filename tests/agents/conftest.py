from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from agents.actions import add_agent, choose_state, reserve
from agents.aggregate import Agents
from agents.models import Agent, Engagement
from agents.states import AgentState
from callcontrol.models import Command
from callcontrol.unit_of_work import unit_of_work
from calls.models import Call, Dial, Leg
from calls.states import LegRole
from tests.factories import open_screen

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def after(seconds):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def ana(cast) -> Agent:
    """Ana, who has a screen open."""
    open_screen(cast.ana)
    return add_agent(cast.ana, "Ana", now=NOW)


@pytest.fixture
def free(ana: Agent) -> Agent:
    """Ana, available."""
    choose_state(ana.pk, AgentState.AVAILABLE, chosen_by=ana.user, now=after(1))
    ana.refresh_from_db()
    return ana


def make_dial() -> Dial:
    """Somebody is rung, and there is a leg."""
    mark = uuid4()
    call = Call.objects.create(
        call_session_id=f"session-{mark}", connection_id="1", started_at=NOW
    )
    command = Command.objects.create(
        id=mark, kind="call.dial", requested_at=NOW, not_after=after(8)
    )
    dial = Dial.objects.create(
        command=command,
        call=call,
        role=LegRole.AGENT,
        asked_at=NOW,
        rings_until=after(20),
    )
    Leg.objects.create(
        call=call,
        call_control_id=f"v3:{mark}",
        role=LegRole.AGENT,
        dial=dial,
        initiated_at=NOW,
    )
    return dial


def rings(agent: Agent, second: float, **facts) -> Engagement:
    """Hold an agent, as an offer does, for a call that rings them."""
    dial = make_dial()
    with unit_of_work(now=after(second)) as work:
        engagement = Engagement(
            dial=dial, activity="Billing", reserved_at=after(second), **facts
        )
        reserve(work.part(Agents).locked(agent.pk), engagement)
    return engagement


def learn(engagement: Engagement, *, now: float, **facts) -> None:
    """Add facts, as a recomputed call does; moments are seconds after the start."""
    with unit_of_work(now=after(now)) as work:
        mine = work.part(Agents).locked(engagement.agent_id)
        row = work.keep(Engagement.objects.get(pk=engagement.pk))
        for name, value in facts.items():
            is_second = isinstance(value, int | float) and name.endswith("_at")
            setattr(row, name, after(value) if is_second else value)
        mine.hold(row, Leg.objects.get(dial=row.dial_id))


def talks(agent: Agent) -> Engagement:
    """Let a call ring at 5 and be answered at 10; wrap-up will last 30 s."""
    engagement = rings(agent, 5)
    facts = {"caller": "Carl", "wrap_up": timedelta(seconds=30)}
    learn(engagement, now=10, connected_at=10, **facts)
    return engagement
