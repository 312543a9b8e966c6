"""The shell around every page: what the rail offers, and the ways out of a dead end."""

from django import template
from django.template import Context

from accounts.queries import people_managers
from accounts.requests import viewer_in
from contactcenter import navigation
from live.answers import page_before

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation_items(context: Context) -> list[navigation.Item]:
    request = context["request"]
    return navigation.items_for(viewer_in(request), request.path)


@register.filter
def secondary(items: list[navigation.Item]) -> list[navigation.Item]:
    """Return the places that are behind "More" on a phone."""
    return [item for item in items if item.is_secondary]


@register.simple_tag(takes_context=True)
def way_back(context: Context) -> str:
    """Return the page of ours from which somebody came here; empty for none."""
    request = context["request"]
    address = page_before(request)
    is_here = address == request.build_absolute_uri()
    return "" if address == "/" or is_here else address


@register.simple_tag
def administrators() -> list[str]:
    """Return the names of those who can give somebody a role."""
    return [one.get_full_name() or one.get_username() for one in people_managers()]
