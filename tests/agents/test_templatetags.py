"""How an agent's state is drawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from agents.models import Agent
from agents.states import AgentState
from agents.templatetags.agents import AGENT_STATES

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def test_every_agent_state_has_a_look():
    assert set(AGENT_STATES) == set(AgentState)


@pytest.mark.parametrize("state", AgentState)
def test_agent_state_is_said_by_icon_word_and_color(state):
    agent = Agent(state=state, reason="Lunch", state_since=NOW - timedelta(seconds=75))
    template = Template("{% load agents %}{% agent_state agent %}")
    pill = template.render(Context({"now": NOW, "agent": agent}))
    assert f"cc-{AGENT_STATES[state][0]}" in pill
    assert "<svg" in pill
    assert f"{state.label} · Lunch" in pill
    assert ">1:15</time>" in pill
