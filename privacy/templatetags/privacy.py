"""On the page of a call: whether it is held, for who manages settings."""

from collections.abc import Mapping
from typing import Any

from django import template

from accounts.requests import viewer_in
from accounts.roles import Verb
from privacy import queries

register = template.Library()


@register.inclusion_tag("privacy/_hold.html", takes_context=True)
def hold_of_call(context: Mapping[str, Any]) -> dict[str, Any]:
    """Print the hold on the call that the page is about, or the form to place one."""
    request = context["request"]
    if not viewer_in(request).may(Verb.MANAGE_SETTINGS):
        return {"call_pk": None}
    call_pk = request.resolver_match.kwargs["pk"]
    hold = queries.hold_of(call_pk)
    # The form is one of an included page, which has no token of its own.
    return {"call_pk": call_pk, "hold": hold, "csrf_token": context.get("csrf_token")}
