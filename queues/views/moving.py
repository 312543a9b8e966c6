"""Move waiting callers to another queue, or change their priority: one or many."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import account_in, viewer_in
from live import clock
from queues import access, actions
from queues.forms import MoveForm


@require_http_methods(["GET", "HEAD", "POST"])
def move_callers(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    entries = access.entries_to_move(viewer)
    queues = access.visible(viewer).filter(retired_at=None)
    form = MoveForm(request.POST or None, entries=entries, queues=queues)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        moved = actions.change_callers(
            [entry.pk for entry in said["entries"]],
            queue=said["queue"],
            priority=said["priority"],
            by=account_in(request),
            now=clock.now(),
        )
        rest = "" if moved.done == moved.chosen else "; the others ring or have left"
        messages.success(request, f"Done for {moved.done} of {moved.chosen}{rest}.")
        return redirect("board")
    status = 422 if form.is_bound else 200
    return render(request, "queues/move.html", {"form": form}, status=status)
