"""Agents of the demo who take calls by themselves, so that the board has life.

They do what a person would press: Available, Take next, an outcome, Done, and Lunch when
it is time. Whoever has been signed in as by somebody is left to that person, and whoever
a supervisor sent away stays away.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import QuerySet

from accounts.roles import Role
from agents.actions import choose_state, finish_wrap_up
from agents.models import Agent
from agents.queries import last_engagement
from agents.states import AgentState
from contactcenter.demo.cast import PEOPLE, WRAP_UP, at_lunch, in_trouble
from contactcenter.demo.floor import record_some, run_a_room
from contactcenter.demo.regulars import Regulars
from live import clock
from live.presence.actions import note_present
from live.refusals import Refused
from outcomes.actions import choose_outcome
from outcomes.queries import leaves_of, queue_of
from queues.actions import take_next
from queues.states import Mode

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
# So long one of them takes breath, and one more second for each colleague before them.
BREATH = timedelta(seconds=3)
OUT = (AgentState.OFFLINE, AgentState.NOT_RESPONDING)
LUNCH = "Lunch"


class DemoStaff:
    """The last `size` of the demo's agents; the first stay free to be signed in as.

    With `call_in`, whoever is signed in as an agent is called by somebody they know.
    """

    def __init__(self, size: int, call_in: Callable[..., Any] | None = None) -> None:
        agents = [username for username, _, role in PEOPLE if role is Role.AGENT]
        self.usernames = agents[max(0, len(agents) - size) :]
        self.regulars = Regulars(call_in) if call_in else None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="staff", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def work(self, *, now: datetime) -> None:
        """Have everybody press what they would press now."""
        staff = list(self.at_work())
        # They need no browser, and are there all the same.
        note_present((agent.user_id for agent in staff), now=now)
        away = set(at_lunch(in_trouble(now)))
        for place, agent in enumerate(staff):
            try:
                self._press(agent, place, agent.user.username in away, now)
            except Refused as refusal:
                logger.debug("%s: %s", agent.name, refusal)
        record_some(staff, now=now)
        run_a_room(staff, now=now)
        if self.regulars is not None:
            self.regulars.work(now=now)

    def at_work(self) -> QuerySet[Agent]:
        staff = Agent.objects.filter(user__username__in=self.usernames)
        unclaimed = staff.filter(user__last_login__isnull=True)
        return unclaimed.select_related("user").order_by("user__username")

    def _press(self, agent: Agent, place: int, is_lunch: bool, now: datetime) -> None:
        is_free = agent.state == AgentState.AVAILABLE
        is_at_lunch = (agent.state, agent.reason) == (AgentState.NOT_READY, LUNCH)
        if is_free and is_lunch:
            self._choose(agent, AgentState.NOT_READY, LUNCH, now=now)
        elif (agent.state in OUT or is_at_lunch) and not is_lunch:
            if not self.was_sent_away(agent):
                self._choose(agent, AgentState.AVAILABLE, now=now)
        elif agent.state == AgentState.WRAP_UP:
            self._finish(agent, place, now)
        elif is_free and self._has_rested(agent, place, now):
            take_next(agent.pk, requested_by=agent.user, now=now)

    @staticmethod
    def _has_rested(agent: Agent, place: int, now: datetime) -> bool:
        """Whether it is time to take somebody, where queues do not offer by themselves."""
        rested_at = agent.state_since + BREATH + timedelta(seconds=place)
        return Mode.PULL.value == settings.DEMO_QUEUE_MODE and now >= rested_at

    @staticmethod
    def _choose(
        agent: Agent, state: AgentState, reason: str = "", *, now: datetime
    ) -> None:
        choose_state(agent.pk, state, reason, chosen_by=agent.user, now=now)

    @staticmethod
    def was_sent_away(agent: Agent) -> bool:
        now = agent.state_changes.filter(ended_at__isnull=True)
        by_somebody = now.filter(changed_by__isnull=False)
        return by_somebody.exclude(changed_by=agent.user).exists()

    @staticmethod
    def _finish(agent: Agent, place: int, now: datetime) -> None:
        """Say what came of the call, and be done: each takes a time of their own."""
        takes = timedelta(seconds=WRAP_UP - place % 5)
        held = last_engagement(agent.pk)
        if held is None or now < agent.state_since + takes:
            return
        call = held.dial.call
        queue = queue_of(call.pk, agent)
        leaves = leaves_of(queue.pk) if queue else []
        if leaves and not held.has_outcome:
            leaf = leaves[call.pk % len(leaves)]
            choose_outcome(call.pk, agent, leaf, now=now)
        finish_wrap_up(agent.pk, by=agent.user, now=now)

    def _run(self) -> None:
        try:
            while not self._stopping.wait(SECONDS_BETWEEN_LOOKS):
                try:
                    self.work(now=clock.now())
                except OperationalError:
                    logger.warning("The demo's staff found the database busy.")
        finally:
            connection.close()
