"""The webhook inspector: what came in, what became of it, and once more."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.requests import viewer_in
from callcontrol import door
from live import clock
from live.answers import command_view
from live.refusals import Refused
from provisioning import access, actions, queries
from provisioning.forms import EventFilterForm

PAGE_SIZE = 50


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    form = EventFilterForm(request.GET)
    wanted = form.wanted()
    before = form.cleaned_data.get("before")
    events = list(queries.listed_events(wanted, before=before)[: PAGE_SIZE + 1])
    context = {
        "form": form,
        "types": queries.event_types(),
        "events": events[:PAGE_SIZE],
        "has_more": len(events) > PAGE_SIZE,
        "refused": queries.refused_lately(now=clock.now()),
        "is_filtered": wanted != queries.EventFilter(),
    }
    return render(request, "provisioning/events.html", context)


@require_safe
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = access.get_event_for(viewer_in(request), pk)
    raw = bytes(event.raw)
    context = {
        "event": event,
        "size": len(raw),
        "body": _readable(raw),
        "raw": _byte_for_byte(raw),
    }
    return render(request, "provisioning/event.html", context)


@command_view
def replay_event(request: HttpRequest, pk: int) -> HttpResponse:
    event = access.get_event_for(viewer_in(request), pk)
    try:
        verifier = door.verifier()
    except ValueError as error:
        raise Refused(str(error)) from error
    actions.replay(event, verifier=verifier, now=clock.now())
    return redirect("provisioning:event", pk=event.pk)


def _readable(raw: bytes) -> str:
    """Indent JSON; anything else is shown with its bytes escaped."""
    try:
        return json.dumps(json.loads(raw), indent=2)
    except (ValueError, RecursionError):
        return raw.decode(errors="backslashreplace")


def _byte_for_byte(raw: bytes) -> str:
    """Show every byte that is no plain character by its number."""
    return raw.decode("ascii", errors="backslashreplace")
