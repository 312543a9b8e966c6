"""Let many callers wait; runs as a process of its own, before the product starts.

    python -m tests.running.crowd 5000

It prints the session key of a supervisor.
"""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.roles import Role  # noqa: E402
from calls.models import Call, Leg  # noqa: E402
from calls.states import CallState, LegRole, LegState, Place  # noqa: E402
from queues.models import Queue, QueueEntry  # noqa: E402
from queues.states import EntryState  # noqa: E402
from tests.bench.prepare import session_of, user  # noqa: E402


def wait_together(number: int) -> None:
    now = timezone.now()
    queue = Queue.objects.create(name="Billing", telnyx_name="billing", max_size=9999)
    calls = Call.objects.bulk_create(
        Call(
            call_session_id=f"session-{index}",
            connection_id="1",
            from_number=f"+1555{index:07}",
            to_number="+15550100100",
            caller_name=f"Caller {index}",
            queue_name=queue.name,
            state=CallState.WAITING,
            started_at=now - timedelta(seconds=index),
            waiting_at=now,
        )
        for index in range(number)
    )
    legs = Leg.objects.bulk_create(
        Leg(
            call=call,
            call_control_id=f"v3:{call.call_session_id}",
            role=LegRole.CUSTOMER,
            state=LegState.ANSWERED,
            place=Place.QUEUE,
            initiated_at=call.started_at,
            is_told=True,
        )
        for call in calls
    )
    QueueEntry.objects.bulk_create(
        QueueEntry(
            queue=queue,
            call=leg.call,
            leg=leg,
            state=EntryState.WAITING,
            entered_at=leg.call.started_at,
            queued_at=leg.call.started_at,
        )
        for leg in legs
    )


if __name__ == "__main__":
    wait_together(int(sys.argv[1]))
    sys.stdout.write(session_of(user("sofia", Role.SUPERVISOR)))
