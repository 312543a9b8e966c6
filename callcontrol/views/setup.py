"""The wizard from an API key to the first call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from callcontrol import access, queries, setup


@require_safe
def setup_steps(request: HttpRequest) -> HttpResponse:
    access.get_admin(request.user)
    steps = setup.steps(now=timezone.now())
    current = next((step for step in steps if not step.is_done), None)
    context = {
        "steps": steps,
        "current": current,
        "record": queries.default_application(),
        "expected_url": setup.expected_webhook_url(),
    }
    return render(request, "callcontrol/setup.html", context)
