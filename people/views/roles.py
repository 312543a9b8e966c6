"""Roles: list, form, delete."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import RoleDefinition
from accounts.requests import viewer_in
from live import clock
from live.answers import command_view
from people import access, actions, queries
from people.forms import RoleForm
from people.views.editing import answer_form
from text.plain import plain


@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return render(request, "people/roles.html", {"lines": queries.role_lines()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_role(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return _edit(request, RoleDefinition())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_role(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_role_for(viewer_in(request), pk))


@command_view
def delete_role(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_role_for(viewer_in(request), pk)
    role = actions.delete_role(pk)
    return _to_list(request, f"The role {plain(role.name)} was deleted.")


def _edit(request: HttpRequest, role: RoleDefinition) -> HttpResponse:
    form = RoleForm(request.POST or None, instance=role)
    return answer_form(
        request,
        form,
        template="people/role.html",
        save=lambda: actions.save_role(form.instance, now=clock.now()),
        saved=lambda: _to_list(request, f"The role {plain(role.name)} is saved."),
    )


def _to_list(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("people:roles")
