"""The pages that belong to no single app."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from contactcenter import health as probes
from contactcenter.roles import Role, at_least
from live.pages import render_screen


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    is_supervisor = at_least(request.user, Role.SUPERVISOR)
    return redirect("board" if is_supervisor else "desk")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    return render_screen(request, "board")


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return render_screen(request, "desk")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    parts = probes.report()
    is_well = all(state == "ok" for state in parts.values())
    return JsonResponse(parts, status=200 if is_well else 503)
