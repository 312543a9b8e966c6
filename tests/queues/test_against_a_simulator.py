"""Our routing and an independent simulator, given the same callers, make them wait alike.

Callers arrive at random and talk for random times; SimPy's resource serves them first
come, first served. Our routing decides the same floor, agent by agent. With one queue and
agents who are all alike each wait has to be the same, whatever the strategy; with times
of their own the means have to lie within each other's confidence interval.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import sqrt
from random import Random
from statistics import mean, stdev

import pytest
import simpy

from queues.routing import (
    Candidate,
    Policy,
    WaitingCaller,
    WaitingFor,
    choose_agents,
    next_caller,
)
from queues.states import Strategy

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENTS, CALLERS = 5, 600
# Callers come so often that agents talk nine tenths of the time.
EVERY, TALK = 20.0, 90.0
QUEUE = 1


def callers(seed):
    """Return when each caller comes, and for how long they talk, in seconds."""
    random = Random(seed)
    at, found = 0.0, []
    for _ in range(CALLERS):
        at += random.expovariate(1 / EVERY)
        found.append((at, random.expovariate(1 / TALK)))
    return found


def simulated(given):
    """Return the waits of SimPy's callers, in the order of their arrival."""
    environment = simpy.Environment()
    agents = simpy.Resource(environment, capacity=AGENTS)
    waits = [0.0] * len(given)

    def caller(number, at, talk):
        yield environment.timeout(at)
        with agents.request() as request:
            yield request
            waits[number] = environment.now - at
            yield environment.timeout(talk)

    for number, (at, talk) in enumerate(given):
        environment.process(caller(number, at, talk))
    environment.run()
    return waits


class OurFloor:
    """A floor on which our pure rules decide, and nothing else."""

    def __init__(self, given, strategy):
        self.given = given
        self.policy = Policy("Billing", strategy)
        self.free = [
            Candidate(pk, f"Agent {pk}", START, rank=pk) for pk in range(1, AGENTS + 1)
        ]
        self.waiting: dict[int, float] = {}
        self.waits = [0.0] * len(given)
        # When an agent is free again, and who that is then.
        self.talking: list[tuple[float, Candidate]] = []

    def run(self):
        arrivals = list(enumerate(self.given))
        while arrivals or self.talking:
            until = min((at for at, _ in self.talking), default=float("inf"))
            if arrivals and arrivals[0][1][0] < until:
                number, (at, _) = arrivals.pop(0)
                self.waiting[number] = at
                self.caller_waits(number, at)
            else:
                at, agent = min(self.talking, key=lambda one: one[0])
                self.talking.remove((at, agent))
                self.free.append(replace(agent, idle_since=moment(at)))
                self.agent_free(at)
        return self.waits

    def caller_waits(self, number, at):
        waiting = WaitingFor(number, moment(self.waiting[number]))
        choice = choose_agents(waiting, self.policy, self.free, now=moment(at))
        for agent in choice.chosen:
            self.free.remove(agent)
            self.waits[number] = at - self.waiting.pop(number)
            busy = replace(
                agent, calls=agent.calls + 1, offered_at=moment(at), talked=agent.talked
            )
            self.talking.append((at + self.given[number][1], busy))

    def agent_free(self, at):
        found = [
            WaitingCaller(number, QUEUE, "Billing", moment(since))
            for number, since in self.waiting.items()
        ]
        turn = next_caller(
            found, agent_name="Ana", queue_places={QUEUE: 1}, now=moment(at)
        )
        if turn.entry_pk is not None:
            self.caller_waits(turn.entry_pk, at)


def moment(seconds):
    return START + timedelta(seconds=seconds)


ONE_BY_ONE = [one for one in Strategy if one != Strategy.RING_SEVERAL]


@pytest.mark.parametrize("strategy", ONE_BY_ONE)
def test_same_callers_wait_equally_long(strategy):
    given = callers(seed=1)
    expected, found = simulated(given), OurFloor(given, strategy).run()
    assert max(expected) > TALK / 2
    differences = [abs(a - b) for a, b in zip(expected, found, strict=True)]
    assert max(differences) < 0.001


def test_mean_waits_agree_within_the_confidence_interval():
    ours = [
        mean(OurFloor(callers(seed), Strategy.LONGEST_IDLE).run())
        for seed in range(20, 28)
    ]
    theirs = [mean(simulated(callers(seed))) for seed in range(40, 48)]
    error = sqrt((stdev(ours) ** 2 + stdev(theirs) ** 2) / len(ours))
    # Of two samples of eight, with a confidence of 99 %.
    assert abs(mean(ours) - mean(theirs)) < 2.98 * error
