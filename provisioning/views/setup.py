"""The wizard from an API key to the first call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import viewer_in
from live import clock
from provisioning import access, queries, setup


@require_safe
def setup_steps(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    steps = setup.steps(now=clock.now())
    current = next((step for step in steps if not step.is_done), None)
    context = {
        "steps": steps,
        "current": current,
        "record": queries.default_application(),
        "expected_url": setup.expected_webhook_url(),
    }
    return render(request, "provisioning/setup.html", context)
