"""Teams: list, form, delete."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Team
from accounts.requests import viewer_in
from live import clock
from live.answers import command_view
from people import access, actions, queries
from people.forms import TeamForm
from people.views.editing import answer_form
from text.plain import plain


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return render(request, "people/teams.html", {"teams": queries.teams()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_team(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return _edit(request, Team())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_team(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_team_for(viewer_in(request), pk))


@command_view
def delete_team(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_team_for(viewer_in(request), pk)
    team = actions.delete_team(pk, now=clock.now())
    return _to_list(request, f"The team {plain(team.name)} was deleted.")


def _edit(request: HttpRequest, team: Team) -> HttpResponse:
    form = TeamForm(request.POST or None, instance=team)
    return answer_form(
        request,
        form,
        template="people/team.html",
        save=lambda: actions.save_team(
            form.instance, members=form.cleaned_data["members"], now=clock.now()
        ),
        saved=lambda: _to_list(request, f"The team {plain(team.name)} is saved."),
    )


def _to_list(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("people:teams")
