"""What is told: each kind with the rows that it is about, and what is said of one.

Only keys and states are said, never a caller's number or name: who needs more asks the
API with a key, which decides what may be seen. So nothing of a caller is kept in here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from agents.models import AgentStateChange
from callcontrol.models import Discrepancy
from calls.models import Call
from queues.models import QueueEntry
from recordings.models import Recording


@dataclass(frozen=True)
class Kind:
    """`at` is the column of the moment; a row is told once when it has one."""

    name: str
    words: str
    rows: Callable[[], QuerySet[Any]]
    at: str
    told: Callable[[Any], dict[str, Any]]


def _all(model: type[Model]) -> Callable[[], QuerySet[Any]]:
    return model._default_manager.all


def _call(call: Call) -> dict[str, Any]:
    return {"call_id": call.pk, "state": call.state}


def _stay(entry: QueueEntry) -> dict[str, Any]:
    return {
        "waiting_id": entry.pk,
        "call_id": entry.call_id,
        "queue_id": entry.queue_id,
        "state": entry.state,
    }


def _change(change: AgentStateChange) -> dict[str, Any]:
    return {"agent_id": change.agent_id, "state": change.state}


def _recording(recording: Recording) -> dict[str, Any]:
    return {"recording_id": recording.pk, "call_id": recording.call_id}


def _discrepancy(found: Discrepancy) -> dict[str, Any]:
    return {"alert_id": found.pk, "kind": found.kind, "call_id": found.call_id}


KINDS = {
    kind.name: kind
    for kind in (
        Kind("call.started", "A call came in.", _all(Call), "started_at", _call),
        Kind("call.ended", "A call is over.", _all(Call), "ended_at", _call),
        Kind("caller.waiting", "In a queue.", _all(QueueEntry), "entered_at", _stay),
        Kind("caller.left", "Out of a queue.", _all(QueueEntry), "left_at", _stay),
        Kind(
            "agent.changed",
            "Another state.",
            _all(AgentStateChange),
            "started_at",
            _change,
        ),
        Kind(
            "recording.saved",
            "In the archive.",
            _all(Recording),
            "archived_at",
            _recording,
        ),
        Kind(
            "alert.raised",
            "The repair desk shows something new.",
            lambda: Discrepancy.objects.filter(is_told=True),
            "found_at",
            _discrepancy,
        ),
    )
}
