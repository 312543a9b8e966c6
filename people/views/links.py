"""Links to choose a password: an admin makes one, its owner uses it."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view
from live.refusals import Refused
from people import access, actions, tasks
from people.forms import ChoosePasswordForm, ForgottenForm

NOT_SENT = "Letters cannot be sent at the moment; try again in a minute."
logger = logging.getLogger(__name__)

SENT = (
    "If somebody here has this address, a letter with a link is on its way to them. It is "
    "good for 24 hours."
)


@command_view
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.get_person_for(viewer_in(request), pk)
    return link_page(request, person, account_in(request))


def link_page(request: HttpRequest, person: User, admin: User) -> HttpResponse:
    """Make a link, mail it where that is set up, and show it: nobody can show it again."""
    url = actions.make_link(person, by=admin, now=clock.now())
    sent, trouble = False, ""
    if settings.MAIL_IS_SET_UP and person.email:
        try:
            actions.mail_link(person, url)
            sent = True
        except OSError as error:
            logger.warning("A letter to account %s was not taken: %s", person.pk, error)
            trouble = str(error)
    context = {"person": person, "url": url, "sent": sent, "trouble": trouble}
    return render(request, "people/link.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, secret: str) -> HttpResponse:
    link = access.get_link(secret, now=clock.now())
    form = ChoosePasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_link(link, form.cleaned_data["new_password1"], now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Your password is set: sign in with it.")
            return redirect("account_login")
    context = {"form": form, "person": link.user}
    status = 422 if form.is_bound else 200
    return render(request, "people/choose_password.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Mail a link to whoever has the address; the answer is the same for everybody."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tasks.mail_forgotten.delay(form.cleaned_data["email"])
        except OperationalError as error:
            logger.warning("Nobody could be told to send a letter: %s", error)
            form.add_error(None, NOT_SENT)
        else:
            messages.success(request, SENT)
            return redirect("account_login")
    context = {"form": form, "mail_is_set_up": settings.MAIL_IS_SET_UP}
    status = 422 if form.is_bound else 200
    return render(request, "people/forgotten.html", context, status=status)
