"""The list of people, and the one form on which each is made and changed."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view
from live.refusals import Refused
from people import access, actions, queries
from people.forms import PeopleFilterForm, PersonForm, initial_of
from people.views.links import link_page
from text.plain import plain

LINES_ON_A_PAGE = 50


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    form = PeopleFilterForm(request.GET)
    found = queries.people(form.wanted())
    page = Paginator(found, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = found[page.start_index() - 1 : page.end_index()] if page else found.none()
    filters = request.GET.copy()
    filters.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "lines": queries.lines(shown),
        "filters": filters.urlencode(),
    }
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    admin = account_in(request)
    form = PersonForm(request.POST or None)
    return _answer(
        request,
        form,
        None,
        lambda: actions.add_person(form.given(), by=admin, now=clock.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.get_person_for(viewer_in(request), pk)
    admin = account_in(request)
    form = PersonForm(request.POST or None, user=person, initial=initial_of(person))
    return _answer(
        request,
        form,
        person,
        lambda: actions.change_person(pk, form.given(), by=admin, now=clock.now()),
    )


@command_view
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_person_for(viewer_in(request), pk)
    admin = account_in(request)
    user = actions.switch_off(pk, by=admin, now=clock.now())
    return _to_list(request, f"{name_of(user)} gets in no more.")


@command_view
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_person_for(viewer_in(request), pk)
    user = actions.switch_on(pk)
    return _to_list(request, f"{name_of(user)} gets in again.")


@command_view
def forget_factors(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_person_for(viewer_in(request), pk)
    user = actions.forget_factors(pk)
    return _to_list(request, f"{name_of(user)} signs in by the password alone now.")


def name_of(user: User) -> str:
    return plain(user.get_full_name() or user.username)


def _answer(
    request: HttpRequest,
    form: PersonForm,
    person: User | None,
    save: Callable[[], User],
) -> HttpResponse:
    """Save a valid form; what was given away meanwhile is said at the form."""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _saved(request, saved, is_new=person is None)
    context: dict[str, Any] = {"form": form, "person": person}
    if person:
        context["state"] = queries.state_of(person)
        context["has_factor"] = is_mfa_enabled(person)
    status = 422 if form.is_bound else 200
    return render(request, "people/person.html", context, status=status)


def _saved(request: HttpRequest, user: User, *, is_new: bool) -> HttpResponse:
    if not is_new:
        return _to_list(request, f"{name_of(user)} is saved.")
    messages.success(request, f"{name_of(user)} is added.")
    return link_page(request, user, account_in(request))


def _to_list(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("people:list")
