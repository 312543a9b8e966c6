from datetime import UTC, datetime

import pytest

from agents.actions import add_agent
from agents.models import Agent
from calls.models import Call, Leg

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def ana(cast) -> Agent:
    return add_agent(cast.ana, "Ana", now=NOW)


@pytest.fixture
def leg(db) -> Leg:
    call = Call.objects.create(
        call_session_id="session-1", connection_id="1", started_at=NOW
    )
    return Leg.objects.create(
        call=call, call_control_id="v3:ana", role="agent", initiated_at=NOW
    )
