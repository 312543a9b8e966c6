"""What events say of a leg, in plain values."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class LegIds:
    """What every event of a leg says about which leg it is."""

    call_control_id: str
    call_leg_id: str
    call_session_id: str
    connection_id: str
    # The dial that made the leg, when it was one of ours. None on events of a
    # conference too: their client_state is that of the conference's creator.
    command_id: UUID | None = None


@dataclass(frozen=True)
class Parties:
    """Who called whom, as far as an event says so; empty text for what it does not."""

    from_number: str = ""
    to_number: str = ""
    caller_name: str = ""


@dataclass(frozen=True)
class Ending:
    """Telnyx's words for why a leg ended."""

    cause: str
    source: str
    sip_cause: str


UNKNOWN_PARTIES = Parties()
