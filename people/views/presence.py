"""How long somebody may be gone before they are Disconnected, and then Offline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.requests import viewer_in
from agents import actions
from agents.queries import presence_rules
from people import access
from people.forms import PresenceForm
from people.views.editing import answer_form


@require_http_methods(["GET", "HEAD", "POST"])
def edit_presence(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    form = PresenceForm(request.POST or None, instance=presence_rules())
    return answer_form(
        request,
        form,
        template="people/presence.html",
        save=lambda: actions.save_presence_rules(form.instance),
        saved=lambda: _saved(request),
    )


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, "The times are saved.")
    return redirect("people:presence")
