"""What the telephone in the page asks for and tells; its script reads JSON."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import account_in, viewer_in
from agents.queries import address_of
from live import clock
from live.refusals import Refused
from phone import access, actions
from phone.forms import ReadinessForm


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Devices, a check before the shift, and figures: all of it in the browser."""
    viewer = viewer_in(request)
    access.require_role(viewer)
    return render(request, "phone/page.html", {"address": address_of(viewer.who or 0)})


@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give a short-lived token for one's own credential, and where to sign in with it."""
    try:
        access.require_softphone(viewer_in(request))
        granted = actions.grant(account_in(request), now=clock.now())
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=409)
    answer = {
        "token": granted.token,
        "lives_secs": granted.lives_for.total_seconds(),
        "gateway": settings.SOFTPHONE_GATEWAY,
    }
    return JsonResponse(answer)


@require_POST
def state(request: HttpRequest) -> HttpResponse:
    """Take what the page says of its telephone."""
    try:
        access.require_softphone(viewer_in(request))
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=409)
    form = ReadinessForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"sentence": "No phone is in this state."}, status=422)
    if form.trouble is None:
        actions.note_ready(account_in(request), now=clock.now())
    else:
        actions.note_trouble(account_in(request), form.trouble, now=clock.now())
    return HttpResponse(status=204)
