"""The call that a webhook belongs to: the border does not know calls, pages may."""

from django import template

from callcontrol.models import Event
from calls.models import Call

register = template.Library()


@register.simple_tag
def call_of(event: Event) -> Call | None:
    """Return the call of the leg that the event is about, or of its session."""
    calls = Call.objects.all()
    if event.call_control_id:
        found = calls.filter(legs__call_control_id=event.call_control_id).first()
        if found is not None:
            return found
    return calls.filter(call_session_id=event.lane).first() if event.lane else None
