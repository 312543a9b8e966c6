"""Import people from a file: first what would become of each row, then the deed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import account_in, viewer_in
from live import clock
from people import access, actions
from people.forms import ImportForm
from people.importing import Fate, fates
from people.rows import EXAMPLE, Unreadable


@require_http_methods(["GET", "HEAD", "POST"])
def import_people(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    admin = account_in(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    found = _fates(form) if request.method == "POST" else []
    if found and "confirmed" in request.POST:
        given = [fate.given for fate in found if fate.given]
        made = actions.add_people(given, by=admin, now=clock.now())
        messages.success(request, f"{made} of {len(found)} were added.")
        return redirect("people:list")
    context = {
        "form": form,
        "fates": found,
        "good": sum(fate.given is not None for fate in found),
        "example": EXAMPLE,
    }
    status = 422 if form.errors else 200
    return render(request, "people/import.html", context, status=status)


def _fates(form: ImportForm) -> list[Fate]:
    """Return what becomes of each row; empty, with the reason at the form, for no list."""
    if not form.is_valid():
        return []
    try:
        return fates(form.cleaned_data["rows"])
    except Unreadable as trouble:
        form.add_error("rows", str(trouble))
        return []
