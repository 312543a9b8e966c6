"""Agents of the demo who take calls by themselves, so that the board has life.

They do what a person would press: Available, Take next. Whoever has been signed in as
by somebody is left to that person, and whoever a supervisor sent away stays away.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.db import OperationalError, connection
from django.db.models import QuerySet

from accounts.roles import Role
from agents.actions import choose_state
from agents.models import Agent
from agents.states import AgentState
from contactcenter.demo.seeding import PEOPLE
from live import clock
from live.presence.actions import note_present
from live.refusals import Refused
from queues.actions import take_next

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
# So long one of them takes breath, and one more second for each colleague before them.
BREATH = timedelta(seconds=3)
OUT = (AgentState.OFFLINE, AgentState.NOT_RESPONDING)


class DemoStaff:
    """The last `size` of the demo's agents; the first stay free to be signed in as."""

    def __init__(self, size: int) -> None:
        agents = [username for username, _, role in PEOPLE if role is Role.AGENT]
        self.usernames = agents[max(0, len(agents) - size) :]
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
        for place, agent in enumerate(staff):
            if agent.state in OUT and not self.was_sent_away(agent):
                choose_state(
                    agent.pk, AgentState.AVAILABLE, chosen_by=agent.user, now=now
                )
            elif agent.state == AgentState.AVAILABLE:
                rested_at = agent.state_since + BREATH + timedelta(seconds=place)
                if now >= rested_at:
                    self.take_next(agent, now=now)

    def at_work(self) -> QuerySet[Agent]:
        staff = Agent.objects.filter(user__username__in=self.usernames)
        unclaimed = staff.filter(user__last_login__isnull=True)
        return unclaimed.select_related("user").order_by("user__username")

    @staticmethod
    def was_sent_away(agent: Agent) -> bool:
        now = agent.state_changes.filter(ended_at__isnull=True)
        by_somebody = now.filter(changed_by__isnull=False)
        return by_somebody.exclude(changed_by=agent.user).exists()

    def take_next(self, agent: Agent, *, now: datetime) -> None:
        try:
            take_next(agent.pk, requested_by=agent.user, now=now)
        except Refused as nobody:
            logger.debug("%s: %s", agent.name, nobody)

    def _run(self) -> None:
        try:
            while not self._stopping.wait(SECONDS_BETWEEN_LOOKS):
                try:
                    self.work(now=clock.now())
                except OperationalError:
                    logger.warning("The demo's staff found the database busy.")
        finally:
            connection.close()
