"""Where the screens say something else than is so, and what is wrong with the calls.

Each is a sentence; the same sentence a second later is the same trouble going on.
"""

from collections.abc import Iterator

from calls.models import Leg
from tests.lost.pages import Seen
from tests.lost.truth import AGENTS, ROLES, Line, Truth

PLACES = {
    "queued": "In queue",
    "bridged": "Bridged",
    "conference": "In a room",
    "parked": "Parked",
}
STATES = {"answered": "Answered", "ended": "Ended"}


def disagreements(seen: Seen, truth: Truth) -> set[str]:
    return {
        *about_callers(seen, truth),
        *about_agents(seen, truth),
        *about_rooms(seen, truth),
        *about_company(seen, truth),
        *about_legs(seen, truth),
    }


def about_callers(seen: Seen, truth: Truth) -> Iterator[str]:
    for name in truth.callers:
        live = [one for one in truth.live(name) if one.is_caller]
        if not live:
            yield from about_gone(name, seen, truth)
        for one in live:
            yield from about_caller(one, seen)


def about_gone(name: str, seen: Seen, truth: Truth) -> Iterator[str]:
    if name in seen.waiting:
        yield f"{name} is gone, and the board says that they wait"
    beside = seen.talking.get(name)
    if beside is not None and not any(beside in pair for pair in truth.talks):
        yield f"{name} is gone, and the board says that they talk"
    for agent in (one for one, caller in seen.offered.items() if caller == name):
        yield f"{name} is gone, and {agent}'s desk offers them"


def about_caller(caller: Line, seen: Seen) -> Iterator[str]:
    name = caller.name
    if caller.phase == "ringing":
        yield f"{name} rings and is not answered"
    waits, talks = name in seen.waiting, name in seen.talking
    if caller.place == "queued" and (talks or not waits):
        yield f"{name} waits, and the board says that they {said(waits, talks)}"
    if caller.place in ("bridged", "conference") and (waits or not talks):
        yield f"{name} talks, and the board says that they {said(waits, talks)}"
    if caller.is_recorded != (name in seen.recorded):
        word = "is" if caller.is_recorded else "is not"
        yield f"{name} {word} recorded, and the board says otherwise"


def said(waits: bool, talks: bool) -> str:
    both = [word for word, is_so in (("wait", waits), ("talk", talks)) if is_so]
    return " and ".join(both) or "are not there"


def about_agents(seen: Seen, truth: Truth) -> Iterator[str]:
    for name in AGENTS:
        live = truth.live(name)
        state = seen.agents.get(name, "offline")
        together = [one for one in live if one.place in ("bridged", "conference")]
        if together:
            yield from about_talking(name, state, seen)
        elif any(one.phase == "ringing" for one in live):
            if state != "reserved":
                yield f"{name}'s phone rings, and the board says {state}"
        elif live:
            yield f"{name} is on a line that is connected to nobody"
        elif state in ("reserved", "on_call"):
            yield f"{name} has no line, and the board says {state}"
        if not live and name in seen.with_caller:
            yield f"{name} has no line, and the desk shows a call"


def about_talking(name: str, state: str, seen: Seen) -> Iterator[str]:
    if state != "on_call":
        yield f"{name} talks, and the board says {state}"
    if name not in seen.with_caller:
        yield f"{name} talks, and the desk does not show it"


def about_rooms(seen: Seen, truth: Truth) -> Iterator[str]:
    real, said = sorted(truth.rooms.values()), sorted(seen.rooms.values())
    if real != said:
        yield f"{shown(real)} in rooms, and the board says {shown(said)}"
    if seen.in_room is not None and seen.in_room != sum(real):
        yield f"{sum(real)} are in the room, and its page says {seen.in_room}"


def shown(numbers: list[int]) -> str:
    return " and ".join(str(one) for one in numbers) or "nobody"


def about_company(seen: Seen, truth: Truth) -> Iterator[str]:
    real = {ROLES[one.role] for one in truth.live("Sofia") if one.is_answered}
    if real != seen.listening:
        is_so, told = (
            ", ".join(sorted(one)) or "none" for one in (real, seen.listening)
        )
        yield f"Sofia is on the call as {is_so}, and the board says {told}"


def about_legs(seen: Seen, truth: Truth) -> Iterator[str]:
    """What the page of the call says of each leg, and legs that no page can show."""
    known = dict(Leg.objects.values_list("call_control_id", "pk"))
    for one in truth.lines:
        if one.is_alive and one.id not in known:
            yield f"a live line of {one.name} is unknown"
        said = seen.legs.get(known.get(one.id, 0))
        if said is None:
            continue
        state, place = said
        expected = STATES.get(one.phase, "Ringing")
        if state != expected:
            yield f"{one.name}'s line is {expected}, and the call's page says {state}"
        elif one.is_answered and not one.role and place != PLACES[one.place]:
            yield f"{one.name} is {PLACES[one.place]}, and the call's page says {place}"


def silences(seen: Seen, truth: Truth) -> set[str]:
    """Callers who hear nothing, and those of whom the board says that they hear music."""
    callers = [one for one in truth.lines if one.is_caller and one.is_silent]
    quiet = {f"{one.name} hears nothing" for one in callers if one.is_alive}
    return quiet | {
        f"{one.name} hears nothing, and the board says music"
        for one in callers
        if "Music" in seen.waiting.get(one.name, "")
    }
