"""The demo's floor has the right load: played through with its own cast, without a clock."""

import heapq
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from contactcenter.demo.cast import (
    AGENTS,
    CALLS_PER_MINUTE,
    PATIENCE,
    QUEUES,
    STAFF,
    TALK,
    WRAP_UP,
    at_lunch,
    in_trouble,
)

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOURS = 12
RINGS = 2.5
GOAL_SECS = 20
FIRST = len(AGENTS) - STAFF


def day(seed: int) -> dict[str, list[bool]]:
    """Return by queue and half hour whether each caller was answered in time."""
    draw = random.Random(seed)
    idle_since = dict.fromkeys(range(FIRST, len(AGENTS)), 0.0)
    waiting: list[tuple[float, int, float]] = []
    met: dict[str, list[bool]] = defaultdict(list)
    events = [(at, 0, queue) for at, queue in arrivals(draw)]
    events += [(float(at), 2, 0) for at in range(0, HOURS * 3600, 30)]
    heapq.heapify(events)
    while events:
        now, kind, what = heapq.heappop(events)
        if kind == 0:
            waiting.append((now, what, now + draw.uniform(*PATIENCE)))
        elif kind == 1:
            idle_since[what] = now
        for one in [one for one in waiting if one[2] < now]:
            waiting.remove(one)
            met[label(one)].append(False)
        for agent, one in served(now, idle_since, waiting):
            met[label(one)].append(now - one[0] <= GOAL_SECS)
            free_at = now + RINGS + draw.uniform(*TALK) + WRAP_UP
            heapq.heappush(events, (free_at, 1, agent))
    return met


def arrivals(draw: random.Random) -> list[tuple[float, int]]:
    at, found = 0.0, []
    while at < HOURS * 3600:
        at += draw.expovariate(CALLS_PER_MINUTE / 60)
        found.append((at, draw.randrange(len(QUEUES))))
    return found


def served(now, idle_since, waiting):
    """Give callers to who is idle for longest, their first queue first."""
    lunch = at_lunch(in_trouble(BEGINS + timedelta(seconds=now)))
    for agent in sorted(idle_since, key=lambda one: idle_since[one]):
        own = AGENTS[agent][2]
        fit = [one for one in waiting if one[1] in own]
        if fit and f"agent{agent + 1}" not in lunch:
            first = min(fit, key=lambda one: (own.index(one[1]), one[0]))
            waiting.remove(first)
            del idle_since[agent]
            yield agent, first


def label(one) -> str:
    began = BEGINS + timedelta(seconds=one[0])
    return "bad" if in_trouble(began) == QUEUES[one[1]].name else "good"


def share(answers: list[bool]) -> float:
    return 100 * sum(answers) / len(answers)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_four_of_five_are_answered_in_time(seed):
    met = day(seed)
    assert 75 <= share(met["good"] + met["bad"]) <= 87


def test_a_bad_half_hour_is_seen():
    met = day(1)
    assert share(met["bad"]) < share(met["good"]) - 15


def test_one_queue_is_in_trouble_at_a_time_and_each_has_its_turn():
    half_hours = [BEGINS + timedelta(minutes=30 * number) for number in range(24)]
    troubled = [in_trouble(at) for at in half_hours]
    assert troubled[::2] == [""] * 12
    assert {*troubled[1::2]} == {queue.name for queue in QUEUES}
    assert all(at_lunch(name) for name in troubled[1::2])
    assert at_lunch("") == []
