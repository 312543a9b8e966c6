"""What every event has, and how its class is found."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from provider.shapes import Json

EVENT_CLASSES: dict[str, type["Event"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of Telnyx; the names of the attributes are Telnyx's own.

    Text that Telnyx did not send is empty, a number, flag or time that it did not send
    is None. `payload` is all of it, including what has no attribute here.
    """

    id: str
    type: str
    occurred_at: datetime
    call_control_id: str
    call_leg_id: str
    call_session_id: str
    connection_id: str
    client_state: str
    payload: Json

    @property
    def command_id(self) -> UUID | None:
        """The command of ours that made this leg; None when client_state holds none."""
        try:
            return UUID(base64.b64decode(self.client_state, validate=True).decode())
        except (binascii.Error, ValueError):
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent(Event):
    """A type that this product has no class for."""


Shape = TypeVar("Shape", bound=type[Event])


def event(event_type: str) -> Callable[[Shape], Shape]:
    """Register the class that events of this type are read into."""

    def register(shape: Shape) -> Shape:
        EVENT_CLASSES[event_type] = shape
        return shape

    return register
