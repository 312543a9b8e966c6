"""Steps that most stories begin with."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from tests.services.people import Person
from tests.services.plant import Plant, eventually

numbers = count(1)
# A greeting of some seconds comes before the queue.
SECONDS_TO_WAIT = 30
# What every caller is given on the way into the queue, and nobody twice.
ONCE = ("calls.answer", "calls.speak", "calls.enqueue")


@dataclass(frozen=True)
class Caller:
    name: str
    number: str
    leg: str


def caller_waits(plant: Plant, name: str) -> Caller:
    """Let somebody call and come as far as the queue, with music."""
    caller = caller_calls(plant, name)
    eventually(lambda: plant.place(caller.leg) == "queued", SECONDS_TO_WAIT)
    eventually(
        lambda: (plant.legs()[caller.leg]["playing"] or {}).get("kind") == "playback"
    )
    eventually(lambda: waiting_entry(plant, caller))
    return caller


def caller_calls(plant: Plant, name: str) -> Caller:
    number = f"+1555888{next(numbers):04d}"
    return Caller(name, number, plant.call_in(name, number))


def waiting_entry(plant: Plant, caller: Caller) -> int | None:
    query = (
        "SELECT entry.id FROM queues_queueentry entry JOIN calls_call call "
        "ON call.id = entry.call_id WHERE call.from_number = %s AND entry.state = 'waiting'"
    )
    found = plant.value(query, caller.number)
    return None if found is None else int(found)


def becomes_available(plant: Plant, agent: Person, username: str) -> None:
    agent.press("/agents/me/state/", state="available")
    eventually(lambda: agent_state(plant, username) == "available")


def agent_state(plant: Plant, username: str) -> str:
    query = (
        "SELECT agent.state FROM agents_agent agent "
        "JOIN auth_user ON auth_user.id = agent.user_id WHERE username = %s"
    )
    return str(plant.value(query, username))


def agent_leg(plant: Plant, username: str) -> str | None:
    """The live leg that rings or rang at this person's phone."""
    address = f"sip:{username}@sip.telnyx.com"
    live = [
        name
        for name, leg in plant.legs().items()
        if leg["is_alive"] and leg["to"] == address
    ]
    return live[0] if live else None


def picks(plant: Plant, agent: Person, username: str, caller: Caller) -> str:
    """Let an agent take this caller; return the agent's leg when they talk."""
    becomes_available(plant, agent, username)
    agent.press(f"/queues/entries/{waiting_entry(plant, caller)}/pick/")
    eventually(lambda: plant.place(caller.leg) == "bridged", 20)
    leg = plant.legs()[caller.leg]["place"]["with"]
    eventually(lambda: agent_state(plant, username) == "on_call")
    # Each leg has a webhook of its own, and they come through either web process.
    place = "SELECT place FROM calls_leg WHERE call_control_id = %s"
    eventually(lambda: plant.value(place, caller.leg) == "bridge")
    return str(leg)


def assert_each_once(plant: Plant, leg: str) -> None:
    for operation in ONCE:
        assert len(plant.commands(operation, leg=leg)) == 1, operation


def all_wait(plant: Plant, callers: Iterable[Caller], seconds: float) -> None:
    eventually(lambda: all(waiting_entry(plant, one) for one in callers), seconds)
    for one in callers:
        assert plant.place(one.leg) == "queued"
