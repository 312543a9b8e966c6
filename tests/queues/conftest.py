import pytest

from agents.actions import add_agent, choose_state
from agents.models import Agent
from agents.states import AgentState
from queues.models import Queue
from tests.factories import make_phone, make_queue, open_screen
from tests.queues import history
from tests.queues.stage import Floor


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture
def ana(cast) -> Agent:
    make_phone(cast.ana)
    open_screen(cast.ana)
    agent = add_agent(cast.ana, "Ana", now=history.START)
    state = AgentState.AVAILABLE
    choose_state(agent.pk, state, chosen_by=cast.ana, now=history.START)
    return agent


@pytest.fixture
def billing(ana) -> Queue:
    return make_queue("Billing", [ana], target_wait_secs=100, sl_threshold_secs=20)
