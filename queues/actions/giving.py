"""Give waiting callers to agents: at once when either becomes free, else by the sweep.

Both reactions run in the transaction in which it became so, whose locks are held: of
other calls and agents those alone are taken that nobody else holds, so that no two units
can wait for each other. What was passed over so is done in a transaction of its own right
after, for which a bell rings; should that be lost, the sweep of the next second does it.
"""

import logging
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from agents.aggregate import Agents
from agents.domain import AgentFree
from agents.models import Agent
from agents.queries import may_be_offered_now
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls.aggregate import Calls
from queues import queries
from queues.actions.offers import offer_by_queue
from queues.aggregate import CallEntries, Entries
from queues.domain import CallerWaits
from queues.models import Queue, QueueEntry, RoutingDecision
from queues.routing import Choice, Policy, choose_agents, next_caller
from queues.states import Mode

logger = logging.getLogger(__name__)

SWEEP = "queues.give_callers"
BY_QUEUE = (Mode.PUSH, Mode.BOTH)
# So many callers are given to others before one agent, or agents to others before one
# caller; what is left over is done by the sweep.
MOST_AT_ONCE = 5


def caller_waits(fact: CallerWaits, work: UnitOfWork) -> None:
    """Offer a caller who has become free, unless somebody goes before them."""
    mine = work.part(Entries).of(work.part(Calls).locked(fact.call_pk))
    _Giving(work).serve_caller(mine)


def agent_free(fact: AgentFree, work: UnitOfWork) -> None:
    """Offer an agent who has become available whoever is next for them."""
    _Giving(work).serve_agent(fact.agent_pk)


def give_callers(*, now: datetime) -> int:
    """Give callers to agents who are free for them; return to how many agents.

    Finds what no reaction did: locks that were held by others, time that has relaxed what
    is needed, rests that are over, settings that have changed.
    """
    served = 0
    for agent_pk in queries.agents_to_serve(now=now):
        with unit_of_work(now=now) as work:
            served += _Giving(work, holds_nothing=True).serve_agent(agent_pk)
    return served


def ring() -> None:
    """Have the sweep come at once; losing this costs a second."""
    try:
        current_app.tasks[SWEEP].apply_async()
    except OperationalError:
        logger.warning("The broker is away; a sweep will give callers to agents.")


class _Giving:
    """The decisions of one unit of work.

    One that `holds_nothing` yet waits for the first call that it takes, in the order in
    which everybody locks: calls before agents.
    """

    def __init__(self, work: UnitOfWork, *, holds_nothing: bool = False) -> None:
        self.work = work
        self._may_wait = holds_nothing
        self._rings = not holds_nothing
        self._policies: dict[int, Policy] = {}

    def serve_caller(self, mine: CallEntries) -> None:
        passed: set[int] = set()
        for _ in range(MOST_AT_ONCE):
            entry = mine.open_entry
            if entry is None or not mine.room or not entry.queue.offers_by_itself:
                return
            choice = self._choose(mine, entry, but=passed)
            if not choice.chosen:
                if not passed:
                    self._decide(entry, choice)
                return
            first = choice.chosen[0].agent_pk
            ahead = self._ahead_of(entry, first)
            if ahead is not None:
                self._serve_next(ahead)
                passed.add(first)
                continue
            missed = self._offer(mine, entry, choice)
            if not missed:
                return
            passed |= missed
        self._ring_later()

    def serve_agent(self, agent_pk: int) -> bool:
        """Return whether the agent was offered somebody."""
        for _ in range(MOST_AT_ONCE):
            entry = self._next_for(agent_pk)
            if entry is None:
                return False
            asked = self._serve_next(entry)
            if not asked or agent_pk in asked:
                return agent_pk in asked
        self._ring_later()
        return False

    def _serve_next(self, row: QueueEntry) -> set[int]:
        """Offer a caller who is next for somebody; return the agents who were asked.

        Nobody is when the caller is held by somebody else now: whoever waits behind them
        waits as well.
        """
        mine = self._take(row.call_id)
        if mine is None:
            self._ring_later()
            return set()
        entry = mine.open_entry
        if entry is None or entry.pk != row.pk or not mine.room:
            return set()
        choice = self._choose(mine, entry)
        missed = self._offer(mine, entry, choice)
        return {one.agent_pk for one in choice.chosen} - missed

    def _take(self, call_pk: int) -> CallEntries | None:
        entries = self.work.part(Entries)
        if not self._may_wait:
            return entries.try_of(call_pk)
        self._may_wait = False
        return entries.of(self.work.part(Calls).locked(call_pk))

    def _choose(
        self, mine: CallEntries, entry: QueueEntry, but: Collection[int] = ()
    ) -> Choice:
        now, queue = self.work.now, entry.queue
        policy = self._policy_of(queue)
        waiting = queries.waiting_for(entry, offers=len(mine.offers_of(entry)))
        free = queries.candidates(entry, policy, but=but, now=now)
        return choose_agents(waiting, policy, free, room=mine.room, now=now)

    def _policy_of(self, queue: Queue) -> Policy:
        """Return how a queue gives its callers out, read once."""
        if queue.pk not in self._policies:
            self._policies |= queries.policies_of([queue])
        return self._policies[queue.pk]

    def _offer(self, mine: CallEntries, entry: QueueEntry, choice: Choice) -> set[int]:
        """Ask those who were chosen; return who could not be asked after all."""
        decision: RoutingDecision | None = None
        missed: set[int] = set()
        for one in choice.chosen:
            agent = self._free_agent(one.agent_pk)
            if agent is None:
                missed.add(one.agent_pk)
                continue
            decision = decision or self._decide(entry, choice)
            if offer_by_queue(mine, entry, agent, decision) is None:
                missed.add(one.agent_pk)
        self.work.recompute()
        self.work.flush()
        return missed

    def _free_agent(self, agent_pk: int) -> Agent | None:
        """Lock an agent; None when somebody else holds them, or they are not free."""
        agents = self.work.part(Agents)
        if not agents.try_lock([agent_pk]):
            self._ring_later()
            return None
        agent = agents.locked(agent_pk).agent
        return agent if may_be_offered_now(agent, now=self.work.now) else None

    def _next_for(self, agent_pk: int) -> QueueEntry | None:
        """Return who is next for an agent in the queues that offer by themselves."""
        agent = Agent.objects.get(pk=agent_pk)
        now = self.work.now
        found, places = queries.callers_for(agent, by=BY_QUEUE, now=now)
        turn = next_caller(
            found,
            agent_name=agent.name,
            queue_places=places,
            now=now,
        )
        if turn.entry_pk is None:
            return None
        return QueueEntry.objects.get(pk=turn.entry_pk)

    def _ahead_of(self, entry: QueueEntry, agent_pk: int) -> QueueEntry | None:
        """Return who goes before a caller for this agent; None when nobody does."""
        first = self._next_for(agent_pk)
        return None if first is None or first.pk == entry.pk else first

    def _decide(self, entry: QueueEntry, choice: Choice) -> RoutingDecision:
        return self.work.add(
            RoutingDecision(
                entry=entry,
                at=self.work.now,
                strategy=entry.queue.strategy,
                considered=[asdict(one) for one in choice.considered],
                others=queries.others_of(entry.queue),
                reasons=list(choice.reasons),
            )
        )

    def _ring_later(self) -> None:
        if self._rings:
            self._rings = False
            transaction.on_commit(partial(ring), robust=True)
