"""Calls that are over, as the demo tells them: rows, made without a telephone ringing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.models import Agent
from calls.models import Call, Leg
from calls.states import CallState, LegRole, LegState
from outcomes.models import Remark
from queues.models import Queue, QueueEntry
from queues.states import EntryState

ANSWERS_AFTER = timedelta(seconds=1)
GREETS_FOR = timedelta(seconds=6)


@dataclass(frozen=True)
class Told:
    """One call of the past; without an agent the caller gave up."""

    key: str
    number: str
    name: str
    queue: Queue
    began_at: datetime
    waited: timedelta
    talked: timedelta = timedelta()
    agent: Agent | None = None
    outcome_pk: int | None = None
    words: str = ""
    notes: str = ""

    @property
    def entered_at(self) -> datetime:
        return self.began_at + ANSWERS_AFTER + GREETS_FOR

    @property
    def left_at(self) -> datetime:
        return self.entered_at + self.waited

    @property
    def ended_at(self) -> datetime:
        return self.left_at + self.talked


def write(calls: list[Told]) -> None:
    """Write them, a handful of statements for all."""
    rows = Call.objects.bulk_create([_call(one) for one in calls])
    told = list(zip(calls, rows, strict=True))
    customers = Leg.objects.bulk_create([_customer(one, row) for one, row in told])
    Leg.objects.bulk_create(
        [_agent_leg(one, row, one.agent) for one, row in told if one.agent]
    )
    QueueEntry.objects.bulk_create(
        [_entry(one, row, leg) for (one, row), leg in zip(told, customers, strict=True)]
    )
    Remark.objects.bulk_create(
        [_remark(one, row, one.agent) for one, row in told if one.agent]
    )


def _call(one: Told) -> Call:
    return Call(
        call_session_id=one.key,
        connection_id="demo",
        from_number=one.number,
        to_number="+15550100100",
        caller_name=one.name,
        queue_name=one.queue.name,
        state=CallState.ENDED,
        started_at=one.began_at,
        answered_at=one.began_at + ANSWERS_AFTER,
        waiting_at=one.entered_at,
        talking_at=one.left_at if one.agent else None,
        ended_at=one.ended_at,
        hangup_cause="normal_clearing",
        hangup_source="caller",
    )


def _customer(one: Told, call: Call) -> Leg:
    return Leg(
        call=call,
        call_control_id=f"{one.key}-caller",
        role=LegRole.CUSTOMER,
        state=LegState.ENDED,
        initiated_at=one.began_at,
        is_told=True,
        answered_at=one.began_at + ANSWERS_AFTER,
        bridged_at=one.left_at if one.agent else None,
        ended_at=one.ended_at,
        hangup_cause="normal_clearing",
        hangup_source="caller",
    )


def _agent_leg(one: Told, call: Call, agent: Agent) -> Leg:
    return Leg(
        call=call,
        call_control_id=f"{one.key}-agent",
        role=LegRole.AGENT,
        user_id=agent.user_id,
        state=LegState.ENDED,
        initiated_at=one.left_at - timedelta(seconds=2),
        is_told=True,
        answered_at=one.left_at,
        bridged_at=one.left_at,
        ended_at=one.ended_at,
        hangup_cause="normal_clearing",
        hangup_source="caller",
    )


def _entry(one: Told, call: Call, leg: Leg) -> QueueEntry:
    return QueueEntry(
        queue=one.queue,
        call=call,
        leg=leg,
        state=EntryState.ANSWERED if one.agent else EntryState.ABANDONED,
        entered_at=one.entered_at,
        queued_at=one.entered_at,
        left_at=one.left_at,
        waited_ms=round(one.waited / timedelta(milliseconds=1)),
        answered_by=one.agent,
        left_reason="" if one.agent else "hangup",
    )


def _remark(one: Told, call: Call, agent: Agent) -> Remark:
    return Remark(
        call=call,
        agent=agent,
        text=one.notes,
        written_at=one.ended_at if one.notes else None,
        outcome_id=one.outcome_pk,
        outcome_words=one.words,
        chosen_at=one.ended_at if one.outcome_pk else None,
    )
