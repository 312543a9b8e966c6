"""What lies above the border and is shown beside it: pages may know both."""

from django import template
from django.db.models import QuerySet

from callcontrol.models import Event
from calls.models import Call
from queues.models import Queue

register = template.Library()


@register.simple_tag
def all_queues() -> QuerySet[Queue]:
    """Return the queues that a phone number may feed."""
    return Queue.objects.all()


@register.simple_tag
def call_of(event: Event) -> Call | None:
    """Return the call of the leg that the event is about, or of its session."""
    calls = Call.objects.all()
    if event.call_control_id:
        found = calls.filter(legs__call_control_id=event.call_control_id).first()
        if found is not None:
            return found
    return calls.filter(call_session_id=event.lane).first() if event.lane else None
