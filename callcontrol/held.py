"""Events of a leg that nobody knows yet: kept aside until the leg is known.

Only three things make a leg: somebody calls one of our applications, we dial, or Telnyx
is asked which legs there are. Everything else that names a leg waits for that, since it
may be a leg of somebody else's. It waits without harm: what an event says is a fact with
a time of its own, so it says the same later.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callcontrol.inbox import read_again
from callcontrol.models import Event
from callcontrol.registry import event_routes
from callcontrol.states import EventState

if TYPE_CHECKING:
    from callcontrol.unit_of_work import UnitOfWork

# Longer than any leg of ours stays unknown: reconciliation finds it within 20 s.
HELD_FOR = timedelta(minutes=2)


def apply_held(call_control_ids: Collection[str], work: "UnitOfWork") -> None:
    """Apply what was held back for these legs, in this unit of work, oldest first."""
    rows = Event.objects.filter(
        state=EventState.HELD, call_control_id__in=call_control_ids
    )
    for row in list(rows.order_by("occurred_at", "pk")):
        ready = read_again(row)
        for handler in event_routes().routes.get(ready.event.type, ()):
            handler(ready.event, work)
        work.recompute()
        Event.objects.filter(pk=row.pk).update(
            state=EventState.APPLIED, applied_at=work.now
        )


def let_go(*, now: datetime) -> int:
    """Ignore what nobody has asked for in time: it is of somebody else's leg."""
    held = Event.objects.filter(state=EventState.HELD, received_at__lt=now - HELD_FOR)
    return held.update(state=EventState.IGNORED, applied_at=now)
