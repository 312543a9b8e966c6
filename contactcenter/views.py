"""The pages that belong to no single app."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import viewer_in
from accounts.roles import Verb
from agents.actions import leave
from agents.queries import agent_of_user
from agents.states import AgentState
from contactcenter import health as probes
from live import clock
from live.pages import render_screen


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    is_at_desk = viewer.may(Verb.TAKE_CALLS) and not viewer.may(Verb.WATCH)
    return redirect("desk" if is_at_desk else "board")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    return render_screen(request, "board")


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return render_screen(request, "desk")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Sign out; whoever is on a call is asked whether now or after it (`when`)."""
    user, when, now = request.user, request.POST.get("when", ""), clock.now()
    if isinstance(user, User):
        agent = agent_of_user(user.pk)
        talks = agent is not None and agent.state == AgentState.ON_CALL
        if talks and when not in ("now", "after"):
            return render(request, "account/sign_out.html", {"agent": agent})
        leave(user, by=user, signs_out=talks and when == "after", now=now)
        if talks and when == "after":
            messages.success(request, "You will be signed out after this call.")
            return redirect("home")
    logout(request)
    return redirect("account_login")


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; whoever gets no answer should start it again."""
    return JsonResponse({"process": probes.OK})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the product can do its work, part by part; 503 when it cannot."""
    parts = probes.report()
    is_ready = all(state == probes.OK for state in parts.values())
    return JsonResponse(parts, status=200 if is_ready else 503)
