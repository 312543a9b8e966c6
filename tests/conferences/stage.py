"""A floor with a supervisor on it, and calls in every stage of supervision and rooms."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from typing_extensions import override

from agents.models import Agent
from calls.models import Call, Leg
from calls.states import LegRole, LegState
from conferences.models import Conference
from emulator.world.hearing import plans_of
from provider.client import TelnyxClient, telnyx
from tests.factories import make_phone
from tests.queues.stage import Floor
from tests.support.world import World

HOLD_MUSIC = "http://127.0.0.1:8010/media/hold.mp3"
GUEST = "+15557770099"
SOFIA = "sip:sofia@sip.telnyx.com"


class Stage(Floor):
    """As the floor, and Sofia and Adam have phones; everybody answers after a second."""

    def __init__(self, world: World, cast: Any) -> None:
        super().__init__(world, cast, greeting="", hold_music_url=HOLD_MUSIC)
        for user in (cast.sofia, cast.adam):
            make_phone(user)
        world.script("*", behaviour="answer", after_secs=1)

    @override
    def talk(self, **person: Any) -> Call:
        """Let Carl and Ana talk, and all that follows from it happen."""
        call = super().talk(**person)
        self.world.run(1)
        return call

    def room(self, call: Call) -> Conference:
        """Make a room of a two-party call; return when both are in it."""
        self.post(self.cast.ana, f"/conferences/start/{call.pk}/")
        rooms = Conference.objects.filter(call=call)
        self.world.run_until(lambda: self.joined(rooms.get()) == 2)
        return rooms.get()

    @property
    def provider(self) -> TelnyxClient:
        """Telnyx, for what the product itself never asks for."""
        return telnyx()

    def let_speak_in_turn(self, secs: float) -> None:
        """Have the emulator report another speaker every so often, in rooms to come."""
        provider = self.world.emulator.world
        provider.settings = replace(provider.settings, floor_rotation_secs=secs)

    def turns(self) -> list[str]:
        """Return the roles of those who have spoken in rooms so far, as it was."""
        told = self.world.control("journal")["entries"]
        legs = dict(Leg.objects.values_list("call_control_id", "role"))
        return [
            legs[one["payload"]["call_control_id"]]
            for one in told
            if one.get("event_type") == "conference.floor.changed"
        ]

    @staticmethod
    def joined(conference: Conference) -> int:
        return conference.participants.filter(state="joined").count()

    def get(self, user: User, address: str) -> Any:
        client = Client()
        client.force_login(user)
        return client.get(address)

    @staticmethod
    def leg(call: Call, role: LegRole) -> Leg:
        """Return the live leg of the call in this role, the newest of several."""
        legs = call.legs.filter(role=role).exclude(state=LegState.ENDED)
        return legs.order_by("-pk")[0]

    def hears(self, listener: Leg) -> set[str]:
        """Return the roles of those whom the far party of a leg hears right now."""
        return {leg.role for leg in self.heard_by(listener)}

    def heard_by(self, listener: Leg) -> list[Leg]:
        """Return the legs whose far parties the far party of a leg hears right now."""
        matrix = self.world.control("audio_matrix")["hears"]
        heard = matrix.get(listener.call_control_id, [])
        rows = Leg.objects.filter(call_control_id__in=heard)
        return list(rows.select_related("user"))

    def leg_of(self, agent: Agent) -> Leg:
        """Return the leg on which an agent talks."""
        return Leg.objects.get(pk=Agent.objects.values_list("leg").get(pk=agent.pk)[0])

    def plays_to(self, listener: Leg) -> list[str]:
        """Return what is played to the far party of a leg: hold, playback, speak."""
        plans = plans_of(self.world.emulator.world)
        plan = plans.get(listener.call_control_id)
        return [sound.kind for sound in plan.sounds] if plan else []
