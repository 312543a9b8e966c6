"""The stories that are told in every order."""

from collections.abc import Callable
from functools import partial

from agents.models import Agent
from calls.models import Call
from conferences.models import Conference, Participant, Supervision
from queues.models import QueueEntry
from recordings.models import Recording
from tests.factories import NUMBER
from tests.facts.story import Deed, Press, Story
from tests.support.world import World

GUEST = "+15557770099"
ANA, BEN, SOFIA = (f"sip:{name}@sip.telnyx.com" for name in ("ana", "ben", "sofia"))
CALLEES = {
    ANA: {"behaviour": "answer", "after_secs": 1.5},
    BEN: {"behaviour": "decline", "after_secs": 1.5},
    SOFIA: {"behaviour": "answer", "after_secs": 1},
    GUEST: {"behaviour": "answer", "after_secs": 2},
}


def carl_calls(world: World) -> None:
    world.call_in(NUMBER, caller_name="Carl")


def hangs_up(address: str, world: World) -> None:
    """Let whoever is at this address hang up; Carl's is the number that he calls from."""
    legs = [
        leg["call_control_id"]
        for leg in world.truth()["legs"]
        if leg["is_alive"] and address in (leg["from"], leg["to"])
    ]
    world.act(legs[-1], "hangup")


def the_call() -> Call:
    return Call.objects.get(caller_name="Carl")


def entry() -> QueueEntry:
    return QueueEntry.objects.get(call__caller_name="Carl")


def room() -> Conference:
    return Conference.objects.get()


def recording() -> Recording:
    return Recording.objects.get()


def waits() -> bool:
    """Carl is on the board, with his name."""
    rows = QueueEntry.objects.filter(state="waiting", call__caller_name="Carl")
    return rows.exclude(call__to_number="").exists()


def is_talking() -> bool:
    """Ana's desk shows that she is connected to Carl."""
    is_on_call = Agent.objects.filter(name="Ana", state="on_call").exists()
    calls = Call.objects.filter(caller_name="Carl", state="talking")
    return is_on_call and calls.exists()


def is_recording(state: str) -> bool:
    return Recording.objects.filter(state=state).exists()


def supervises(role: str) -> bool:
    return Supervision.objects.filter(role=role, state="active").exists()


def are_in_room(number: int) -> bool:
    people = Participant.objects.filter(state="joined", conference__state="live")
    return people.count() == number


def pick(user: str) -> Press:
    return Press(user, lambda: f"/queues/entries/{entry().pk}/pick/", waits)


def is_not_responding() -> bool:
    return Agent.objects.filter(name="Ben", state="not_responding").exists()


def supervise(role: str, sees: Callable[[], object]) -> Press:
    address = lambda: f"/conferences/supervise/{the_call().pk}/"  # noqa: E731
    return Press("sofia", address, sees, {"role": role})


def tape(verb: str, state: str) -> Press:
    address = lambda: f"/recordings/{recording().pk}/{verb}/"  # noqa: E731
    return Press("ana", address, partial(is_recording, state))


CARL_CALLS = Deed("Carl calls", carl_calls)
# The number that World.call_in calls from unless told otherwise.
CARL_HANGS_UP = Deed("Carl hangs up", partial(hangs_up, "+15557770001"))
BEN_COMES_BACK = Press(
    "ben", lambda: "/agents/me/state/", is_not_responding, {"state": "available"}
)
RECORD = Press("ana", lambda: f"/recordings/start/{the_call().pk}/", is_talking)
LISTEN = supervise("monitor", is_talking)
COACH = supervise("whisper", partial(supervises, "monitor"))
JOIN = supervise("barge", partial(supervises, "whisper"))


def make_room(sees: Callable[[], object]) -> Press:
    return Press("ana", lambda: f"/conferences/start/{the_call().pk}/", sees)


ADD_GUEST = Press(
    "ana",
    lambda: f"/conferences/{room().pk}/add/",
    partial(are_in_room, 2),
    {"to": GUEST},
)
GUEST_LEAVES = Deed("The guest hangs up", partial(hangs_up, GUEST), after=6)

WHOLE_PRODUCT = Story(
    "the whole product",
    callees=CALLEES,
    steps=(
        CARL_CALLS,
        pick("ben"),
        BEN_COMES_BACK,
        pick("ana"),
        RECORD,
        tape("pause", "recording"),
        tape("resume", "paused"),
        LISTEN,
        COACH,
        JOIN,
        make_room(partial(supervises, "barge")),
        ADD_GUEST,
        GUEST_LEAVES,
        CARL_HANGS_UP,
    ),
)
