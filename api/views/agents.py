"""Agents, and setting their state."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from accounts.requests import viewer_in
from agents import access, actions
from agents.forms import StateForm
from agents.models import Agent
from api.pages import page_of
from api.problems import Problem
from api.shapes import ANSWERS, AgentShown, Choice, Key, Page, Taken
from api.views.asking import Cursor, Limit, owner_in, reader_in
from live import clock

router = Router()


def shown(agent: Agent) -> AgentShown:
    return AgentShown(
        id=agent.pk,
        name=agent.name,
        state=agent.state,
        reason=agent.reason,
        state_since=agent.state_since,
    )


@router.get("", response={200: Page[AgentShown], **ANSWERS}, operation_id="list_agents")
def list_agents(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50
) -> Page[AgentShown]:
    return page_of(access.visible(reader_in(request)), shown, cursor, limit)


@router.get("/{key}", response={200: AgentShown, **ANSWERS}, operation_id="get_agent")
def get_agent(request: HttpRequest, key: Key) -> AgentShown:
    return shown(get_object_or_404(access.visible(reader_in(request)), pk=key))


@router.post("/{key}/state", response={202: Taken, **ANSWERS}, operation_id="set_state")
def set_state(request: HttpRequest, key: Key, body: Choice) -> Status[Taken]:
    """Choose a state for an agent; during a call it waits until the agent is free."""
    agent = access.get_agent_for(viewer_in(request), key)
    form = StateForm({"state": body.state, "reason": body.reason})
    if not form.is_valid():
        raise Problem(422, "invalid", form.sentence())
    state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
    by = owner_in(request)
    actions.choose_state(agent.pk, state, reason, chosen_by=by, now=clock.now())
    return Status(202, Taken(id=agent.pk))
