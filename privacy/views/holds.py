"""Calls of which nothing is removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view, refused
from privacy import access, actions
from privacy.forms import HoldForm


@command_view
def place(request: HttpRequest, pk: int) -> HttpResponse:
    call = access.get_call_to_hold(viewer_in(request), pk)
    keeper = account_in(request)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return refused(request, "Write why this call is held.", status=422)
    actions.place_hold(call, form.cleaned_data["reason"], by=keeper, now=clock.now())
    messages.success(
        request, "Nothing of this call is removed until you lift the hold."
    )
    return redirect("calls:detail", pk)


@command_view
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    call = access.get_call_to_hold(viewer_in(request), pk)
    keeper = account_in(request)
    actions.lift_hold(call, by=keeper, now=clock.now())
    messages.success(
        request, "The hold is lifted; the periods apply to this call again."
    )
    return redirect("calls:detail", pk)
