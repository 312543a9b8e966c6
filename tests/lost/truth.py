"""What is so at the provider, by the names that people have in the story."""

from dataclasses import dataclass, field
from typing import Any

from tests.support.world import World

NAMES = {
    "+15557770001": "Carl",
    "+15557770002": "Dora",
    "+15557770003": "Emil",
    "+15557770004": "Faye",
    "+15557770005": "Gus",
    "+15557770006": "Hanna",
    "+15557770007": "Ida",
    "+15557770099": "Guest",
    "sip:ana@sip.telnyx.com": "Ana",
    "sip:ben@sip.telnyx.com": "Ben",
    "sip:sofia@sip.telnyx.com": "Sofia",
}
AGENTS = ("Ana", "Ben")
# The words of the buttons for Telnyx's roles of a supervisor.
ROLES = {"monitor": "Listen", "whisper": "Coach", "barge": "Join"}


@dataclass(frozen=True)
class Line:
    """One leg, as its far party experiences it."""

    id: str
    name: str
    is_caller: bool
    phase: str
    # queued, bridged, conference, parked or ended; the far end of a supervision says so.
    place: str
    room: str
    role: str
    # Whether music or speech is played to it, and which.
    playing: str
    is_on_hold: bool
    hears: frozenset[str]
    is_recorded: bool

    @property
    def is_alive(self) -> bool:
        return self.phase != "ended"

    @property
    def is_answered(self) -> bool:
        return self.phase == "answered"

    @property
    def is_silent(self) -> bool:
        return self.is_answered and not self.hears and not self.playing


@dataclass
class Truth:
    lines: list[Line]
    # Room's id → how many are in it; only those that are not over.
    rooms: dict[str, int]
    # Finished recordings at the provider.
    recordings: int
    # Who hears whom, by name, supervisors left out.
    talks: set[tuple[str, str]] = field(default_factory=set)

    def live(self, name: str) -> list[Line]:
        return [one for one in self.lines if one.name == name and one.is_alive]

    @property
    def callers(self) -> set[str]:
        return {one.name for one in self.lines if one.is_caller}

    @property
    def is_quiet(self) -> bool:
        return not any(one.is_alive for one in self.lines)


def look(world: World) -> Truth:
    found = world.truth()
    held = {
        one["call_control_id"]
        for room in found["conferences"]
        for one in room["participants"]
        if one["on_hold"] and one["hold_audio"]
    }
    names = {leg["call_control_id"]: name_of(leg) for leg in found["legs"]}
    lines = [line(leg, names, held) for leg in found["legs"]]
    rooms = {
        room["id"]: len(room["participants"])
        for room in found["conferences"]
        if room["participants"]
    }
    done = [one for one in found["recordings"] if one["state"] == "completed"]
    truth = Truth(lines, rooms, len(done))
    truth.talks = {
        (one.name, other)
        for one in lines
        for other in one.hears
        if "Sofia" not in (one.name, other)
    }
    return truth


def name_of(leg: dict[str, Any]) -> str:
    far = str(leg["from"] if leg["direction"] == "incoming" else leg["to"])
    return NAMES.get(far, far)


def line(leg: dict[str, Any], names: dict[str, str], held: set[str]) -> Line:
    playing = leg["playing"]
    own = leg["call_control_id"]
    return Line(
        id=own,
        name=names[own],
        is_caller=leg["direction"] == "incoming",
        phase=leg["phase"],
        place=leg["place"]["kind"],
        room=leg["place"].get("conference_id", ""),
        role=leg["supervisor_role"] or "",
        playing="hold" if own in held else playing["kind"] if playing else "",
        is_on_hold=bool(leg["on_hold"]) or own in held,
        hears=frozenset(names[other] for other in leg["hears"]),
        is_recorded=bool(leg["recording"]),
    )
