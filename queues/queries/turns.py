"""Who is next in each queue: a few rows, however many wait.

Of one queue and one priority whoever has waited longest is the first row of a range of
the index `entry_next`. Nobody behind them can be served by an agent who is not good
enough for them, since what is needed only falls with the wait.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache

from django.db import connection

from agents.models import Agent
from queues.models import Membership, Offer, Queue, QueueEntry
from queues.queries.candidates import (
    RESTS_BECAUSE,
    available,
    policies_of,
    skills_of,
)
from queues.routing import Policy, WaitingCaller, lacking
from queues.routing.skills import in_words
from queues.states import PICKABLE, EntryState, Mode

PRIORITIES = tuple(range(QueueEntry._meta.get_field("priority").most + 1))
NOBODY = 0
# As long as a queue may be set to leave an agent alone.
LONGEST_REST = timedelta(seconds=Queue._meta.get_field("not_again_secs").most)


def heads(
    queue_pks: Iterable[int],
    *,
    agent_pk: int = NOBODY,
    is_own_choice: bool = False,
    now: datetime,
) -> list[QueueEntry]:
    """Return who is next in these queues, one for each priority, as far as anybody is.

    For an agent, those are left out who wait for another one and, unless it is the agent
    who asks for somebody, those whom they did not take a moment ago.
    """
    pairs = [(queue, level) for queue in sorted(queue_pks) for level in PRIORITIES]
    if not pairs:
        return []
    rests = agent_pk != NOBODY and not is_own_choice
    refused = _refused_lately(agent_pk, now=now) if rests else []
    given = [value for pair in pairs for value in pair]
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(len(pairs), len(refused)), [*given, moment, agent_pk, *refused]
        )
        pks = [pk for (pk,) in cursor.fetchall()]
    if not pks:
        return []
    rows = QueueEntry.objects.filter(pk__in=pks).select_related("queue")
    return list(rows.order_by())


@cache
def _statement(pairs: int, refused: int) -> str:
    """Return the statement that seeks the first row of each pair of queue and priority."""
    values = ", ".join(["(%s, %s)"] * pairs)
    but = ", ".join(["%s"] * refused)
    without = f"AND one.id NOT IN ({but})" if refused else ""
    table = QueueEntry._meta.db_table
    return f"""
        WITH wanted (queue_id, priority) AS (VALUES {values})
        SELECT first FROM (
            SELECT (
                SELECT one.id FROM {table} one
                WHERE one.queue_id = wanted.queue_id
                    AND one.priority = wanted.priority
                    AND one.state IN ('entering', 'waiting')
                    AND (one.state = 'waiting' OR one.is_shut_out)
                    AND (one.sticky_until IS NULL OR one.sticky_until <= %s
                        OR one.sticky_agent_id = %s)
                    {without}
                ORDER BY one.entered_at, one.id LIMIT 1
            ) AS first FROM wanted
        ) found WHERE first IS NOT NULL
    """  # noqa: S608 - nothing in it comes from outside


def _refused_lately(agent_pk: int, *, now: datetime) -> list[int]:
    """Return the open entries that the agent was offered and did not take just now."""
    rows = Offer.objects.filter(
        agent=agent_pk,
        ended_at__gt=now - LONGEST_REST,
        state__in=RESTS_BECAUSE,
        entry__state__in=(EntryState.ENTERING, EntryState.WAITING),
    ).order_by()
    return [
        entry_pk
        for entry_pk, ended_at, secs in rows.values_list(
            "entry_id", "ended_at", "entry__queue__not_again_secs"
        )
        if ended_at is not None and (now - ended_at).total_seconds() < secs
    ]


def callers_for(
    agent: Agent, *, by: Collection[Mode], is_own_choice: bool = False, now: datetime
) -> tuple[list[WaitingCaller], Mapping[int, int]]:
    """Return who is next for an agent in each of their queues of these modes, and the
    places of those queues."""
    rows = Membership.objects.filter(agent=agent, queue__mode__in=by)
    places = dict(rows.values_list("queue_id", "place"))
    found = heads(places, agent_pk=agent.pk, is_own_choice=is_own_choice, now=now)
    policies = policies_of({entry.queue for entry in found}) if found else {}
    steps = [step for policy in policies.values() for step in policy.steps]
    skills = skills_of([agent.pk], steps)[agent.pk] if steps else {}
    return [
        as_caller(entry, policies[entry.queue_id], skills, now=now) for entry in found
    ], places


def as_caller(
    entry: QueueEntry, policy: Policy, skills: Mapping[int, int], *, now: datetime
) -> WaitingCaller:
    """Return a waiting caller as an agent with these skills finds them."""
    missing = lacking(skills, policy.steps, now - entry.entered_at)
    return WaitingCaller(
        entry_pk=entry.pk,
        queue_pk=entry.queue_id,
        queue_name=entry.queue.name,
        entered_at=entry.entered_at,
        is_offered=entry.state == EntryState.OFFERED,
        priority=entry.priority,
        lacks=in_words(missing),
    )


def callers_to_take(
    agent: Agent, *, now: datetime
) -> tuple[list[WaitingCaller], Mapping[int, int]]:
    """Return whom an agent may take by themselves, and the places of the queues."""
    by = (Mode.PULL, Mode.BOTH)
    return callers_for(agent, by=by, is_own_choice=True, now=now)


def agents_to_serve(*, now: datetime) -> list[int]:
    """Return the available agents for whom somebody may be next, idle for longest first.

    For whom nobody waits but callers who need what they do not know, is left out.
    """
    waiting = QueueEntry.objects.filter(
        state__in=PICKABLE, queue__mode__in=(Mode.PUSH, Mode.BOTH)
    )
    queues = set(waiting.order_by().values_list("queue_id", flat=True).distinct())
    found = heads(queues, now=now) if queues else []
    members = available({entry.queue for entry in found}, now=now)
    rows = list(
        members.order_by("agent__available_at", "agent_id").values_list(
            "agent_id", "queue_id"
        )
    )
    if not rows:
        return []
    policies = policies_of({entry.queue for entry in found})
    steps = [step for policy in policies.values() for step in policy.steps]
    skills = skills_of({agent_pk for agent_pk, _ in rows}, steps)
    able = {
        agent_pk: None
        for agent_pk, queue_pk in rows
        for entry in found
        if entry.queue_id == queue_pk
        and not lacking(
            skills[agent_pk], policies[queue_pk].steps, now - entry.entered_at
        )
    }
    return list(able)
