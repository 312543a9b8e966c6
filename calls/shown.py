"""Which topics a written row of calls/ is on."""

from calls.models import Call, Leg
from live import topics


def topics_of_call(call: Call) -> tuple[str, ...]:
    return topics.call(call.pk), topics.calls()


def topics_of_leg(leg: Leg) -> tuple[str, ...]:
    return topics.call(leg.call_id), topics.calls()
