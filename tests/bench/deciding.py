"""Decide again and again with so many callers waiting; prints seconds as JSON."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection

from agents.models import Agent, Skill
from queues import queries
from queues.models import QueueEntry, SkillNeed
from queues.routing import choose_agents, next_caller
from queues.states import Mode
from tests.bench.figures import percentile
from tests.queues.crowd import make_callers, make_crowd, make_full_queue

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENTS, FREE = 1_000, 12


def prepare(waiting: int) -> list[Agent]:
    """Fill an empty database; return who is available."""
    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    busy = make_crowd(AGENTS - FREE, now=NOW, state="on_call", prefix="busy")
    free = make_crowd(FREE, now=NOW)
    german = Skill.objects.create(name="German")
    for name in ("Billing", "Support"):
        queue = make_full_queue([*busy, *free], name)
        make_callers(queue, waiting // 2, now=NOW)
        if name == "Billing":
            SkillNeed.objects.create(queue=queue, skill=german, level=3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return free


def decide(agent: Agent, now: datetime) -> None:
    """Find who is next for an agent, and who of all is asked for them."""
    callers, places = queries.callers_for(agent, by=tuple(Mode), now=now)
    turn = next_caller(callers, agent_name=agent.name, queue_places=places, now=now)
    assert turn.entry_pk is not None, turn.reasons
    entry = QueueEntry.objects.select_related("queue").get(pk=turn.entry_pk)
    policy = queries.policies_of([entry.queue])[entry.queue_id]
    free = queries.candidates(entry, policy, now=now)
    waiting = queries.waiting_for(entry, offers=0)
    choice = choose_agents(waiting, policy, free, now=now)
    assert choice.chosen, choice.reasons
    queries.others_of(entry.queue)


def timed(work: Callable[[int], object], times: int) -> list[float]:
    found = []
    for number in range(times):
        begun = time.perf_counter()
        work(number)
        found.append(time.perf_counter() - begun)
    return found


def main(waiting: int, times: int) -> None:
    """Needs Django set up; see `tests.bench.routing.decide`."""
    free = prepare(waiting)
    now = NOW + timedelta(seconds=1)
    first = QueueEntry.objects.order_by("pk").values_list("pk", flat=True)[0]
    timed(lambda number: decide(free[number % FREE], now), 20)
    taken = timed(lambda number: decide(free[number % FREE], now), times)
    rows = timed(lambda _: QueueEntry.objects.get(pk=first), times)
    told = {}
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        told[name] = percentile(taken, share)
        told[f"row {name}"] = percentile(rows, share)
    sys.stdout.write(json.dumps(told) + "\n")
