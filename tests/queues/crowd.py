"""Many agents and many callers, as rows that are written at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from agents.models import Agent, AgentStateChange, Phone
from agents.states import AgentState
from calls.models import Call, Leg
from database.naming import key_of
from live.presence.actions import note_present
from queues.models import Membership, Offer, Queue, QueueEntry
from tests.factories import make_queue


def make_crowd(
    size: int, *, now: datetime, state: str = "available", prefix: str = "agent"
) -> list[Agent]:
    """Make agents with phones and screens; the first has been idle for longest."""
    names = [f"{prefix}{number:04}" for number in range(size)]
    users = User.objects.bulk_create(User(username=name) for name in names)
    Phone.objects.bulk_create(
        Phone(user=user, address=f"sip:{user.username}@sip.telnyx.com")
        for user in users
    )
    agents = Agent.objects.bulk_create(
        Agent(
            user=user,
            name=user.username,
            name_key=key_of(user.username),
            state=state,
            state_since=now - timedelta(seconds=10 * size - number),
            available_at=now - timedelta(seconds=10 * size - number),
        )
        for number, user in enumerate(users)
    )
    AgentStateChange.objects.bulk_create(
        AgentStateChange(agent=one, state=one.state, started_at=one.state_since)
        for one in agents
    )
    note_present((user.pk for user in users), now=now)
    return agents


def make_full_queue(agents: Iterable[Agent], name: str, **given: Any) -> Queue:
    queue = make_queue(name, **{"mode": "both", **given})
    Membership.objects.bulk_create(
        Membership(queue=queue, agent=agent) for agent in agents
    )
    return queue


def make_callers(queue: Queue, size: int, *, now: datetime) -> list[QueueEntry]:
    """Let callers wait, the first for longest, a second between each two."""
    first = Call.objects.count()
    calls = Call.objects.bulk_create(
        Call(
            call_session_id=f"session-{number}",
            connection_id="1",
            from_number=f"+1555{number:07}",
            to_number="+15550100100",
            started_at=now - timedelta(seconds=size),
        )
        for number in range(first, first + size)
    )
    legs = Leg.objects.bulk_create(
        Leg(
            call=call,
            call_control_id=f"v3:{call.call_session_id}",
            role="customer",
            initiated_at=call.started_at,
        )
        for call in calls
    )
    return QueueEntry.objects.bulk_create(
        QueueEntry(
            queue=queue,
            call=call,
            leg=leg,
            state="waiting",
            entered_at=now - timedelta(seconds=size - number),
            queued_at=now - timedelta(seconds=size - number),
        )
        for number, (call, leg) in enumerate(zip(calls, legs, strict=True))
    )


def offers_that_are_one_too_many() -> list[str]:
    """Return what breaks that a caller has one open offer, and an agent as well."""
    seen: set[tuple[str, int]] = set()
    wrong = []
    for offer in Offer.objects.filter(state__in=("dialling", "ringing", "answered")):
        for key in (("entry", offer.entry_id), ("agent", offer.agent_id)):
            if key in seen:
                wrong.append(f"{key[0]} {key[1]} has two open offers")
            seen.add(key)
    reserved = Agent.objects.filter(state=AgentState.RESERVED).count()
    if reserved != len(seen) // 2:
        wrong.append(f"{reserved} agents ring for {len(seen) // 2} offers")
    return wrong
