"""Which call a webhook is about, for pages below that know webhooks only."""

from collections.abc import Iterable

from django import template

from callcontrol.models import Event
from calls.models import Call, Leg

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


@register.simple_tag
def with_calls(events: Iterable[Event]) -> list[tuple[Event, Call | None]]:
    """Pair every webhook with its call, as `call_of` finds it, in two queries."""
    rows = list(events)
    ids = {event.call_control_id for event in rows if event.call_control_id}
    legs = Leg.objects.filter(call_control_id__in=ids).select_related("call")
    of_leg = {leg.call_control_id: leg.call for leg in legs}
    lanes = {event.lane for event in rows if event.lane}
    of_lane = {
        call.call_session_id: call
        for call in Call.objects.filter(call_session_id__in=lanes)
    }
    return [
        (event, of_leg.get(event.call_control_id) or of_lane.get(event.lane))
        for event in rows
    ]
