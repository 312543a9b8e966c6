"""What the API shows, and what it is told."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Shown(Schema):
    """What is shown is written with all its fields, also those that are empty."""


class ProblemShown(Shown):
    code: str
    message: str


class Page(Shown, Generic[Item]):
    items: list[Item]
    # What to ask for with `cursor` for what comes next; null at the end.
    next: str | None


class QueueShown(Shown):
    id: int
    name: str
    # By hand; the hours are another matter.
    is_closed: bool
    is_retired: bool
    mode: str
    priority: int


class WaitingShown(Shown):
    id: int
    queue_id: int
    call_id: int
    from_number: str
    caller_name: str
    state: str
    entered_at: datetime
    priority: int


class AgentShown(Shown):
    id: int
    name: str
    state: str
    reason: str
    state_since: datetime


class CallShown(Shown):
    id: int
    session_id: str
    direction: str
    from_number: str
    to_number: str
    caller_name: str
    queue_name: str
    state: str
    started_at: datetime
    answered_at: datetime | None
    talking_at: datetime | None
    ended_at: datetime | None


class RecordingShown(Shown):
    id: int
    call_id: int
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    duration_secs: float | None
    size_bytes: int | None


class IntervalShown(Shown):
    queue_id: int
    start: datetime
    offered: int
    answered: int
    answered_in_time: int
    abandoned: int
    misdials: int
    sent_on: int
    answered_wait_secs: float
    longest_wait_secs: float


class Intervals(Shown):
    items: list[IntervalShown]


class Assignment(Schema):
    agent_id: Key


class Choice(Schema):
    state: Annotated[str, Field(max_length=16)]
    reason: Annotated[str, Field(max_length=40)] = ""


class Taken(Shown):
    """It was asked for; what becomes of it is read from the thing itself."""

    id: int


ANSWERS: dict[Any, Any] = dict.fromkeys(
    (400, 401, 403, 404, 405, 409, 422, 429), ProblemShown
)
