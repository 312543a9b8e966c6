"""The skills that agents can have and callers can need."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import viewer_in
from agents import actions
from agents.models import Skill
from live.answers import command_view
from people import access, queries
from people.forms import SkillForm
from people.views.editing import answer_form
from text.plain import plain


@require_safe
def skill_list(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return render(request, "people/skills.html", {"lines": queries.skill_lines()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_skill(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return _edit(request, Skill())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_skill(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_skill_for(viewer_in(request), pk))


@command_view
def delete_skill(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_skill_for(viewer_in(request), pk)
    skill = actions.delete_skill(pk)
    return _to_list(request, f"The skill {plain(skill.name)} was deleted.")


def _edit(request: HttpRequest, skill: Skill) -> HttpResponse:
    form = SkillForm(request.POST or None, instance=skill)
    return answer_form(
        request,
        form,
        template="people/skill.html",
        save=lambda: actions.save_skill(form.instance),
        saved=lambda: _to_list(request, f"The skill {plain(skill.name)} is saved."),
    )


def _to_list(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("people:skills")
