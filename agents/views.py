"""State changes by agents and for agents, and the supervisors' list of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import account_in, viewer_in
from accounts.roles import Verb
from agents import access, actions
from agents.forms import ManyForm, StateForm, wishes
from agents.models import Agent
from live import clock
from live.answers import command_view, done, is_htmx, refused
from live.pages import render_screen


@require_safe
def agent_list(request: HttpRequest) -> HttpResponse:
    may_set_state = viewer_in(request).may(Verb.SET_STATE)
    return render_screen(request, "agents", wishes=wishes() if may_set_state else ())


@require_safe
def agent_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render_screen(request, "agent", pk)


@command_view
def choose_own_state(request: HttpRequest) -> HttpResponse:
    return _choose_state(request, access.get_own_agent(viewer_in(request)))


@command_view
def choose_state(request: HttpRequest, pk: int) -> HttpResponse:
    return _choose_state(request, access.get_agent_for(viewer_in(request), pk))


def _choose_state(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = StateForm(request.POST)
    if not form.is_valid():
        return refused(request, form.sentence(), status=422)
    state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
    by = account_in(request)
    actions.choose_state(agent.pk, state, reason, chosen_by=by, now=clock.now())
    return done(request)


@command_view
def end_wrap_up(request: HttpRequest, pk: int) -> HttpResponse:
    agent = access.get_agent_for(viewer_in(request), pk)
    user = account_in(request)
    actions.finish_wrap_up(agent.pk, by=user, now=clock.now())
    return done(request)


@command_view
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    agent = access.get_agent_for(viewer_in(request), pk)
    user = account_in(request)
    actions.leave(agent.user, by=user, signs_out=True, now=clock.now())
    return done(request)


@command_view
def change_many(request: HttpRequest) -> HttpResponse:
    """Do one thing for all who were chosen, and report what became of each."""
    agents = access.agents_for(viewer_in(request))
    user = account_in(request)
    form = ManyForm(request.POST, agents=agents)
    if not form.is_valid():
        return refused(request, form.sentence(), status=422)
    chosen, wish = form.wanted()
    fates = actions.do_for_many(chosen, wish, by=user, now=clock.now())
    done_for = sum(fate.is_done for fate in fates)
    context = {"fates": fates, "done_for": done_for}
    template = "agents/_report.html" if is_htmx(request) else "agents/report.html"
    return render(request, template, context)


@command_view
def finish_wrap_up(request: HttpRequest) -> HttpResponse:
    agent = access.get_own_agent(viewer_in(request))
    user = account_in(request)
    actions.finish_wrap_up(agent.pk, by=user, now=clock.now())
    return done(request)


@command_view
def extend_wrap_up(request: HttpRequest) -> HttpResponse:
    agent = access.get_own_agent(viewer_in(request))
    actions.extend_wrap_up(agent.pk, now=clock.now())
    return done(request)


@command_view
def ask_for_wrap_up(request: HttpRequest) -> HttpResponse:
    """Have wrap-up after this call (`wants`), or none after all."""
    agent = access.get_own_agent(viewer_in(request))
    wants = request.POST.get("wants") == "yes"
    actions.ask_for_wrap_up(agent.pk, wants=wants, now=clock.now())
    return done(request)
