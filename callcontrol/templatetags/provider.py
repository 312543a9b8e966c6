"""What is wrong between the product and Telnyx, on pages that have no socket."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from accounts.requests import viewer_in
from callcontrol.health.fragments import BAR
from live import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def provider_bar(context: Context) -> SafeString:
    """Print the bar as it is while the page is loaded; nothing for strangers."""
    viewer = viewer_in(context["request"])
    if not viewer.has_role:
        return SafeString("")
    scope = BAR.scope_for(viewer, pk=None, now=clock.now())
    return BAR.render(scope, is_out_of_band=False)
