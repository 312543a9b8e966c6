"""Carl's queue, two agents and a supervisor, and how they press buttons."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client, TestCase

from agents.actions import add_agent, choose_state
from agents.models import Agent, NotReadyReason
from agents.states import AgentState
from callcontrol.models import Command
from queues.models import Queue
from tests.factories import make_line, make_phone, make_queue
from tests.facts.story import Press
from tests.support.world import WEBHOOKS, World

HTMX = {"HX-Request": "true"}
HOLD_MUSIC = "http://127.0.0.1:8010/media/hold.mp3"
SLOW = 20


class PressRefused(AssertionError):
    """A button that the person saw did not work."""


class Floor:
    """Ana and Ben are in Billing and available; Sofia supervises."""

    def __init__(self, world: World, cast: Any) -> None:
        self.world = world
        # A test that empties the tables takes what migrations put there with it, so
        # floors would differ.
        NotReadyReason.objects.all().delete()
        for name in ("Break", "Lunch"):
            NotReadyReason.objects.create(name=name)
        self.clients = {}
        agents = [self._agent(user) for user in (cast.ana, cast.ben)]
        make_phone(cast.sofia)
        self.queue: Queue = make_queue(
            "Billing",
            agents,
            greeting="Thank you for calling Billing.",
            hold_music_url=HOLD_MUSIC,
            ring_secs=SLOW,
            wrap_up_secs=30,
        )
        make_line(self.queue, WEBHOOKS)
        for user in (cast.ana, cast.ben, cast.sofia):
            self.clients[user.username] = Client()
            self.clients[user.username].force_login(user)

    def _agent(self, user: User) -> Agent:
        make_phone(user)
        self.world.at_screens.add(user.pk)
        agent = add_agent(user, user.first_name, now=self.world.now)
        state = AgentState.AVAILABLE
        choose_state(agent.pk, state, chosen_by=user, now=self.world.now)
        return agent

    def press(self, step: Press) -> tuple[str, ...]:
        """Press a button as htmx does; return the ids of the commands that it gave.

        Raises PressRefused.
        """
        before = set(Command.objects.values_list("pk", flat=True))
        client = self.clients[step.user]
        # Without an open transaction there is nothing to catch: it is done at once.
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = client.post(step.address(), step.data, headers=HTMX)
        if answer.status_code != 204:
            words = answer.content.decode()
            raise PressRefused(f"{step}: {answer.status_code} {words}")
        given = Command.objects.exclude(pk__in=before).order_by("requested_at", "kind")
        return tuple(str(pk) for pk in given.values_list("pk", flat=True))
