"""The keys that somebody presses instead of the usual ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.queries import own_keys_of
from accounts.requests import account_in, viewer_in
from accounts.viewers import require
from people import actions
from people.forms import KeysForm
from ui.keys import PRESETS


@require_http_methods(["GET", "HEAD", "POST"])
def edit_keys(request: HttpRequest) -> HttpResponse:
    require(viewer_in(request))
    user = account_in(request)
    preset = PRESETS.get(request.GET.get("preset", ""))
    own = own_keys_of(user) if preset is None else preset
    form = KeysForm(request.POST or None, own=own)
    if request.method == "POST" and form.is_valid():
        actions.save_keys(user, form.own())
        messages.success(request, "Your keys are saved.")
        return redirect("own:keys")
    status = 422 if form.is_bound else 200
    return render(request, "people/keys.html", {"form": form}, status=status)
