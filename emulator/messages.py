"""What the emulator and its media process tell each other: one JSON object a line.

The emulator knows whose leg it is and what became of it; the media process has the
browsers and the sound. Neither waits for the other: an answer is a message as well.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


class MessageError(ValueError):
    """A line that is none of the messages below."""


@dataclass(frozen=True)
class Message:
    """One of the messages below; all fields are plain JSON."""

    def line(self) -> bytes:
        return json.dumps({"is": type(self).__name__, **asdict(self)}).encode() + b"\n"


def read(line: bytes) -> Message:
    """The message of a line; raises MessageError."""
    kinds = {kind.__name__: kind for kind in Message.__subclasses__()}
    try:
        given: dict[str, Any] = json.loads(line)
        return kinds[given.pop("is")](**given)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MessageError(f"not a message: {line[:200]!r}") from error


# To the media process.


@dataclass(frozen=True)
class Plan(Message):
    """All that the far party of a leg hears from now on: the far parties of the legs
    ``voices``, and ``sounds`` as pairs of a key and what is played: a kind and a name
    (``emulator/world/hearing.py``). A ``gone`` leg is forgotten."""

    leg: str
    voices: list[str] = field(default_factory=list)
    sounds: list[dict[str, str]] = field(default_factory=list)
    gone: bool = False


@dataclass(frozen=True)
class Take(Message):
    """What a recording takes from now on: the far parties of ``first`` on one channel,
    those of ``rest`` and the ``sounds`` on the other; all on one if not ``dual``."""

    recording: str
    dual: bool
    first: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    sounds: list[dict[str, str]] = field(default_factory=list)
    running: bool = True
    ended: bool = False


@dataclass(frozen=True)
class Person(Message):
    """The far party of a leg is simulated: it says these sentences, in its voice."""

    leg: str
    voice: int
    lines: list[str]
    opens: bool


@dataclass(frozen=True)
class Keys(Message):
    """Either way: the far party of a leg presses keys."""

    leg: str
    digits: str


@dataclass(frozen=True)
class Ring(Message):
    """A leg rings the browser that is registered as ``username``."""

    leg: str
    leg_id: str
    session: str
    username: str
    caller_number: str
    caller_name: str
    callee: str
    client_state: str
    headers: list[dict[str, str]]


@dataclass(frozen=True)
class Placed(Message):
    """The browser's call ``call`` is this leg now, and rings."""

    call: str
    leg: str
    leg_id: str
    session: str


@dataclass(frozen=True)
class Accepted(Message):
    """The leg that a browser began is answered."""

    leg: str


@dataclass(frozen=True)
class Ended(Message):
    """A leg, or a browser's ``call`` that never became one, is over."""

    leg: str
    cause: str
    code: int
    sip_code: int
    sip_reason: str
    call: str = ""


@dataclass(frozen=True)
class Admitted(Message):
    """The answer to ``Login``; without ``username`` it is refused. The browser is told
    the gateway states one after the other, the last one for good."""

    request: str
    username: str = ""
    states: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Revoked(Message):
    """This user's credential is over: its browsers are sent away."""

    username: str


@dataclass(frozen=True)
class Reset(Message):
    """The account is a fresh one: there are no calls and no users any more."""


# To the emulator.


@dataclass(frozen=True)
class Listening(Message):
    """The gateway can be reached."""

    url: str


@dataclass(frozen=True)
class Login(Message):
    """A browser wants in, by a token or by user name and password."""

    request: str
    token: str = ""
    username: str = ""
    password: str = ""


@dataclass(frozen=True)
class Registered(Message):
    """Whether browsers of this user can be rung."""

    username: str
    is_registered: bool


@dataclass(frozen=True)
class Invite(Message):
    """A browser calls somebody."""

    call: str
    username: str
    to: str
    caller_number: str
    caller_name: str
    client_state: str
    headers: list[dict[str, str]]


@dataclass(frozen=True)
class Answered(Message):
    """The browser answers."""

    leg: str


@dataclass(frozen=True)
class HungUp(Message):
    """The browser hangs up, declines, or is gone for good. Without a ``leg``, its own
    ``call`` has not become one yet."""

    leg: str
    cause: str
    call: str = ""


@dataclass(frozen=True)
class Held(Message):
    """The browser holds the call, or takes it back."""

    leg: str
    held: bool
