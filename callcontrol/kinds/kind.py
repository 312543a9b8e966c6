"""What there is to say about one kind of command."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from provider.client import TelnyxClient
from provider.client.results import Result
from provider.shapes import Json


class Repeats(Enum):
    """What may be done when nobody knows whether a command was executed."""

    # Telnyx knows a repetition by our id, for 60 s.
    BY_COMMAND_ID = auto()
    # Doing it twice is doing it once, so it needs no id.
    SETS_STATE = auto()
    NEVER = auto()


class Match(Enum):
    """How a command is found that an event proves done."""

    # The leg that the event is about carries the command's id.
    COMMAND_ID = auto()
    # The command was given to the leg that the event is about.
    LEG = auto()
    CONFERENCE = auto()
    # It was given to the conference, about the leg in its call_control_id.
    PARTICIPANT = auto()


@dataclass(frozen=True)
class Confirmation:
    """The events that prove a command done (Telnyx: "Expected webhooks")."""

    match: Match | None
    event_types: tuple[str, ...]


# Telnyx sends none: read back, or believed once it is accepted.
NO_EVENT = Confirmation(None, ())


def by_command_id(*event_types: str) -> Confirmation:
    return Confirmation(Match.COMMAND_ID, event_types)


def on_leg(*event_types: str) -> Confirmation:
    return Confirmation(Match.LEG, event_types)


def on_conference(*event_types: str) -> Confirmation:
    return Confirmation(Match.CONFERENCE, event_types)


def on_participant(*event_types: str) -> Confirmation:
    return Confirmation(Match.PARTICIPANT, event_types)


# The refusal that passes by itself once a phone is answered.
NOT_ANSWERED = frozenset({"90034"})


@dataclass(frozen=True)
class Kind:
    """How commands of one kind behave, and what they are called.

    `asked` completes "… did not work", for the person who asked; `told` is the line of a
    timeline, `told_of` that of a room's, with the name of whom it concerns. `done_codes`
    are refusals which mean that what was asked for is so already, `not_yet_codes` those which pass by themselves (Telnyx: Call control errors).
    """

    operation: Callable[[TelnyxClient], Callable[..., Result]]
    asked: str
    told: str
    confirmed_by: Confirmation
    repeats: Repeats
    # Whether the path names a leg or a conference.
    needs_target: bool = True
    told_of: str = ""
    done_codes: frozenset[str] = frozenset()
    not_yet_codes: frozenset[str] = frozenset()

    @property
    def may_repeat(self) -> bool:
        return self.repeats is not Repeats.NEVER

    @property
    def takes_command_id(self) -> bool:
        return self.repeats is Repeats.BY_COMMAND_ID

    def send(
        self, client: TelnyxClient, target: str, params: Json, command_id: str
    ) -> Result:
        """Send one command; raises what the client raises."""
        said = dict(params)
        if self.takes_command_id:
            said["command_id"] = command_id
        path = (target,) if self.needs_target else ()
        return self.operation(client)(*path, **said)
