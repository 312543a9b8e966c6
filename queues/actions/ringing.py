"""Have the board drawn anew when somebody has rung for too long to be ordinary."""

from datetime import datetime, timedelta

from calls.models import Call
from calls.states import CallState, Direction
from live import topics
from live.announce import announce
from queues.queries.ringing import SHOWN_AFTER

# The sweep comes every second; longer, so that nothing falls between two of them.
TICK = timedelta(seconds=3)


def announce_ringing(*, now: datetime) -> None:
    due = now - SHOWN_AFTER
    ringing = Call.objects.filter(
        state=CallState.RINGING,
        direction=Direction.INCOMING,
        started_at__gt=due - TICK,
        started_at__lte=due,
    )
    for pk in ringing.values_list("pk", flat=True):
        announce(topics.call(pk), topics.ringing())
