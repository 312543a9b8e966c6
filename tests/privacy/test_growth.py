"""With a period of 30 days the database stops growing: measured over 50 days of calls.

Each call has what one of a minute with an agent leaves on the emulator, row for row; a
day has fewer of them than a real one, since bytes a call do not depend on that.
"""

import logging
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from agents.models import Engagement
from callcontrol.models import Command, Event
from calls.models import Call, Dial, Leg, Note
from privacy.actions import deleting, rules
from privacy.states import Purpose
from queues.models import Offer, QueueEntry, RoutingDecision
from queues.states import Strategy
from tests.factories import make_agent, make_queue

logger = logging.getLogger(__name__)
pytestmark = [pytest.mark.long, pytest.mark.django_db]

CALLS_A_DAY = 20
DAYS, KEPT = 50, 30
FIRST = datetime(2026, 1, 1, 10, tzinfo=UTC)
# Counted of one who was picked, talked for half a minute and hung up, on the emulator.
EVENTS, COMMANDS = 12, 6
BODY = b'{"data":{"record_type":"event","payload":{' + b'"field":"value",' * 70 + b"}}}"
DAY = timedelta(days=1)
# The usual figure of docs/performance.md.
MOST_BYTES_A_CALL = 60_000


def keys(count: int) -> list[str]:
    return [uuid.uuid4().hex for _ in range(count)]


def calls_of(day: datetime, agent, queue) -> None:
    """Write what a day of calls leaves."""
    at = {"started_at": day, "ended_at": day + timedelta(minutes=1)}
    calls = Call.objects.bulk_create(
        Call(
            call_session_id=key,
            connection_id="1",
            from_number="+14155550123",
            to_number="+14155550100",
            state="ended",
            **at,
        )
        for key in keys(CALLS_A_DAY)
    )
    customers = Leg.objects.bulk_create(leg_of(call, "customer", day) for call in calls)
    commands = [
        Command(kind=kind, params={"to": "sip:ana@sip.telnyx.com", "from": "+1415"},
                call_id=call.pk, requested_at=day, not_after=day, state="confirmed")
        for call in calls
        for kind in ("call.dial", *["call.answer"] * (COMMANDS - 1))
    ]  # fmt: skip
    Command.objects.bulk_create(commands)
    dials = Dial.objects.bulk_create(
        Dial(command=command, call=call, role="agent", address="sip:ana", asked_at=day,
             rings_until=day, state="answered")
        for call, command in zip(calls, commands[::COMMANDS], strict=True)
    )  # fmt: skip
    Leg.objects.bulk_create(
        leg_of(dial.call, "agent", day, dial=dial, user=agent.user) for dial in dials
    )
    entries = QueueEntry.objects.bulk_create(
        QueueEntry(queue=queue, call=leg.call, leg=leg, state="answered", entered_at=day,
                   left_at=day, answered_by=agent, waited_ms=5000)
        for leg in customers
    )  # fmt: skip
    write_offers(entries, dials, agent, day)
    write_words(customers, day)


def leg_of(call, role, day, **more) -> Leg:
    [key] = keys(1)
    return Leg(
        call=call, call_control_id=f"v3:{key * 2}", call_leg_id=key, role=role,
        state="ended", initiated_at=day, ended_at=day, proofs={"bridged": day.isoformat()},
        **more,
    )  # fmt: skip


def write_offers(entries, dials, agent, day) -> None:
    RoutingDecision.objects.bulk_create(
        RoutingDecision(
            entry=entry, at=day, strategy=Strategy.values[0], reasons=["Idle longest."]
        )
        for entry in entries
    )
    Offer.objects.bulk_create(
        Offer(entry=entry, agent=agent, dial=dial, origin="pick", state="connected",
              made_at=day, expires_at=day, ended_at=day)
        for entry, dial in zip(entries, dials, strict=True)
    )  # fmt: skip
    Engagement.objects.bulk_create(
        Engagement(agent=agent, dial=dial, reserved_at=day, over_at=day, caller="+1415")
        for dial in dials
    )


def write_words(legs, day) -> None:
    Event.objects.bulk_create(
        Event(event_id=key, event_type="call.answered", raw=BODY, signature="s" * 88,
              lane=leg.call.call_session_id, call_control_id=leg.call_control_id,
              state="applied", received_at=day, occurred_at=day)
        for leg in legs
        for key in keys(EVENTS)
    )  # fmt: skip
    Note.objects.bulk_create(
        Note(call=leg.call, at=day, text="Ana picked the call.") for leg in legs
    )


def size() -> int:
    """Return the bytes of the whole database, indexes and all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        )
        return int(cursor.fetchone()[0])


def night_after(day: datetime) -> None:
    deleting.start(by=None, now=day)
    while deleting.advance(now=day):
        pass


def test_database_stops_growing(cast):
    agent, queue = make_agent(cast.ana), make_queue()
    rules.save_periods({(purpose.value, None): KEPT for purpose in Purpose})
    empty, sizes = size(), []
    for number in range(DAYS):
        day = FIRST + number * DAY
        calls_of(day, agent, queue)
        night_after(day + DAY / 2)
        sizes.append(size())
    a_call = (sizes[KEPT - 1] - empty) / (KEPT * CALLS_A_DAY)
    logger.info("%.0f B a call; after %d days %d B", a_call, KEPT, sizes[KEPT])
    logger.info("after %d days %d B", DAYS, sizes[-1])
    assert Call.objects.count() <= (KEPT + 1) * CALLS_A_DAY
    assert sizes[-1] <= sizes[KEPT + 1] * 1.02
    assert a_call < MOST_BYTES_A_CALL
