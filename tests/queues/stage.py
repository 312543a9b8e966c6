"""A floor of two agents and one queue, on the emulator, as a test needs it."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from agents.actions import add_agent, choose_state
from agents.models import Agent, NotReadyReason
from agents.states import AgentState
from calls.models import Call, Leg
from calls.states import LegRole
from queues.models import Offer, Queue, QueueEntry
from tests.factories import NUMBER, make_line, make_phone, make_queue
from tests.support.world import WEBHOOKS, World

GREETING = "Thank you for calling Billing."
HTMX = {"HX-Request": "true"}


class Floor:
    """Ana and Ben are in Billing and available; Sofia supervises."""

    def __init__(self, world: World, cast: Any, **queue: Any) -> None:
        self.world = world
        self.cast = cast
        # A test that empties the tables takes what migrations put there with it.
        for name in ("Break", "Lunch"):
            NotReadyReason.objects.get_or_create(name=name)
        self.ana = self.make_agent(cast.ana)
        self.ben = self.make_agent(cast.ben)
        given = {"greeting": GREETING, **queue}
        self.queue: Queue = make_queue("Billing", [self.ana, self.ben], **given)
        make_line(self.queue, WEBHOOKS)

    def make_agent(self, user: User) -> Agent:
        make_phone(user)
        self.world.at_screens.add(user.pk)
        agent = add_agent(user, user.first_name, now=self.world.now)
        state = AgentState.AVAILABLE
        choose_state(agent.pk, state, chosen_by=user, now=self.world.now)
        return agent

    def post(self, user: User, address: str, **data: Any) -> Any:
        """Press a button as htmx does."""
        client = Client()
        client.force_login(user)
        return client.post(address, data, headers=HTMX)

    def wait_in_line(self, **person: Any) -> QueueEntry:
        """Let Carl call; return his stay once he waits."""
        carl = self.call_in(**person)
        entries = QueueEntry.objects.filter(leg__call_control_id=carl)
        self.world.run_until(lambda: entries.filter(state="waiting").exists())
        return entries.get()

    def call_in(self, **person: Any) -> str:
        return self.world.call_in(NUMBER, **person)

    def pick(self, user: User, entry: QueueEntry) -> Any:
        return self.post(user, f"/queues/entries/{entry.pk}/pick/")

    def talk(self, **person: Any) -> Call:
        """Let Carl call, Ana pick him and answer; return the call as they talk."""
        entry = self.wait_in_line(**person)
        self.world.script("sip:ana@sip.telnyx.com", behaviour="answer", after_secs=1)
        assert self.pick(self.cast.ana, entry).status_code == 204
        calls = Call.objects.filter(pk=entry.call_id)
        self.world.run_until(lambda: calls.get().state == "talking")
        self.world.run_until(lambda: self.state_of(self.ana) == "on_call")
        return calls.get()

    def state_of(self, agent: Agent) -> str:
        return Agent.objects.get(pk=agent.pk).state

    def agent_leg(self, call: Call) -> Leg:
        return Leg.objects.filter(call=call, role=LegRole.AGENT).latest("pk")

    def customer_leg(self, call: Call) -> Leg:
        return Leg.objects.get(call=call, role=LegRole.CUSTOMER)

    def last_offer(self) -> Offer:
        return Offer.objects.latest("pk")
