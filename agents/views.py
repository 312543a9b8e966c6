"""State changes by agents and for agents, and the supervisors' list of them."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agents import access, actions
from agents.forms import StateForm
from agents.models import Agent
from contactcenter.roles import Role, require
from live.answers import command_view, done, refused
from live.pages import render_screen


@require_safe
def agent_list(request: HttpRequest) -> HttpResponse:
    return render_screen(request, "agents")


@command_view
def choose_own_state(request: HttpRequest) -> HttpResponse:
    return _choose_state(request, access.get_own_agent(request.user))


@command_view
def choose_state(request: HttpRequest, pk: int) -> HttpResponse:
    return _choose_state(request, access.get_agent_for(request.user, pk))


def _choose_state(request: HttpRequest, agent: Agent) -> HttpResponse:
    user = require(request.user, Role.AGENT)
    form = StateForm(request.POST)
    if not form.is_valid():
        return refused(request, form.sentence(), status=422)
    state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
    actions.choose_state(agent.pk, state, reason, chosen_by=user, now=timezone.now())
    return done(request)


@command_view
def finish_wrap_up(request: HttpRequest) -> HttpResponse:
    agent = access.get_own_agent(request.user)
    actions.finish_wrap_up(agent.pk, now=timezone.now())
    return done(request)


@command_view
def extend_wrap_up(request: HttpRequest) -> HttpResponse:
    agent = access.get_own_agent(request.user)
    actions.extend_wrap_up(agent.pk, now=timezone.now())
    return done(request)
