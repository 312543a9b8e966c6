"""The stories that something is lost from. Each begins on a floor where nobody calls."""

from dataclasses import dataclass, field
from typing import Any

from tests.conferences.stage import GUEST
from tests.lost.acts import (
    Act,
    calls,
    dials_in,
    hangs_up,
    hears,
    hears_music,
    passes,
    phone_of,
    presses,
    rings,
    until,
)

GREETING = "Thank you for calling Billing. Please hold the line."


@dataclass(frozen=True)
class Journey:
    name: str
    acts: tuple[Act, ...]
    # Types of webhooks that it causes, all of which are lost in turn.
    events: tuple[str, ...]
    queue: dict[str, Any] = field(default_factory=dict)


CALL = ("call.initiated", "call.answered", "call.hangup")
QUEUE = ("call.enqueued", "call.dequeued")
MUSIC = ("call.playback.started", "call.playback.ended")
WAIT = (*CALL, *QUEUE, *MUSIC)
SPEECH = ("call.speak.started", "call.speak.ended")
TALK = (*WAIT, "call.bridged")
ROOM = (
    "conference.created",
    "conference.participant.joined",
    "conference.participant.left",
    "conference.ended",
)
IN_ROOM = (*TALK, *ROOM)

waiting = (calls("Carl"), hears_music("Carl"))
talking = (*waiting, until(presses("Ana", "Pick Carl"), hears("Carl", "Ana")))
in_room = (
    *talking,
    passes(5),
    presses("Ana", "Add somebody"),
    until(dials_in("Ana", GUEST), hears("Carl", "Ana", "Guest")),
    passes(5),
)
EVERYBODY = ("",)

JOURNEYS = (
    Journey("waits and leaves", (*waiting, passes(40), hangs_up("Carl")), WAIT),
    Journey(
        "greeting, then music",
        (calls("Carl"), hears_music("Carl"), passes(20), hangs_up("Carl")),
        (*WAIT, *SPEECH),
        {"greeting": GREETING},
    ),
    Journey(
        "hangs up in the greeting",
        (calls("Carl"), passes(2), hangs_up("Carl")),
        (*CALL, *SPEECH),
        {"greeting": GREETING},
    ),
    Journey(
        "hangs up while ringing",
        (calls("Carl"), hangs_up("Carl"), passes(5)),
        ("call.initiated", "call.hangup"),
    ),
    Journey(
        "talks, then wrap-up",
        (*talking, passes(40), hangs_up("Carl"), presses("Ana", "Done")),
        TALK,
    ),
    Journey(
        "agent hangs up",
        (*talking, passes(8), presses("Ana", "Hang up", ends=EVERYBODY), passes(5)),
        TALK,
    ),
    Journey(
        "agent declines",
        (
            phone_of("Ana", "decline"),
            *waiting,
            presses("Ana", "Pick Carl"),
            presses("Ana", "Go available"),
            until(presses("Ben", "Pick Carl"), hears("Carl", "Ben")),
            passes(5),
            hangs_up("Carl"),
        ),
        TALK,
    ),
    Journey(
        "agent does not answer",
        (
            phone_of("Ana", "ignore"),
            *waiting,
            presses("Ana", "Pick Carl"),
            presses("Ana", "Go available"),
            until(presses("Ben", "Pick Carl"), hears("Carl", "Ben")),
            passes(5),
            hangs_up("Carl"),
        ),
        TALK,
    ),
    Journey(
        "agent gives the call back",
        (
            phone_of("Ana", "ignore"),
            *waiting,
            presses("Ana", "Pick Carl"),
            rings("Ana"),
            presses("Ana", "Give back"),
            until(presses("Ben", "Pick Carl"), hears("Carl", "Ben")),
            passes(5),
            hangs_up("Carl"),
        ),
        TALK,
    ),
    Journey(
        "caller leaves while an agent rings",
        (
            phone_of("Ana", "ignore"),
            *waiting,
            presses("Ana", "Pick Carl"),
            rings("Ana"),
            hangs_up("Carl"),
            passes(10),
        ),
        WAIT,
    ),
    Journey(
        "the next one in line",
        (
            *waiting,
            calls("Dora"),
            hears_music("Dora"),
            hangs_up("Carl"),
            until(presses("Ana", "Take next"), hears("Dora", "Ana")),
            passes(5),
            hangs_up("Dora"),
        ),
        TALK,
    ),
    Journey(
        "guest comes and goes",
        (
            *in_room,
            hangs_up("Guest"),
            hears("Carl", "Ana"),
            passes(15),
            hangs_up("Carl", ends=EVERYBODY),
        ),
        IN_ROOM,
    ),
    Journey(
        "agent leaves the room",
        (
            *in_room,
            presses("Ana", "Stays with the others", ends=("Ana",)),
            hears("Carl", "Guest"),
            passes(35),
            hangs_up("Carl", ends=EVERYBODY),
        ),
        IN_ROOM,
    ),
    Journey(
        "end for all",
        (*in_room, presses("Ana", "End for all", ends=EVERYBODY), passes(5)),
        IN_ROOM,
    ),
    Journey(
        "listen, coach, join, leave",
        (
            *talking,
            presses("Sofia", "Listen Carl"),
            hears("Sofia", "Ana", "Carl"),
            passes(4),
            presses("Sofia", "Coach"),
            hears("Ana", "Carl", "Sofia"),
            passes(4),
            presses("Sofia", "Join"),
            hears("Carl", "Ana", "Sofia"),
            passes(4),
            presses("Sofia", "Leave"),
            hears("Carl", "Ana"),
            passes(4),
            hangs_up("Carl"),
        ),
        TALK,
    ),
    Journey(
        "recording",
        (
            *talking,
            presses("Ana", "Record"),
            passes(4),
            presses("Ana", "Pause"),
            passes(4),
            presses("Ana", "Resume"),
            passes(4),
            presses("Ana", "Stop"),
            passes(8),
            hangs_up("Carl"),
        ),
        (*TALK, "call.recording.saved"),
    ),
)
