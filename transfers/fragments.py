"""What can change of transfers on a desk."""

from typing import Any

from agents.models import Agent
from conferences.queries import name_of
from live import topics
from live.fragments import Fragment, Scope
from transfers import queries

NOTHING: frozenset[str] = frozenset()


def desk_transfer(scope: Scope) -> dict[str, Any]:
    """An agent's own transfer, the one that rings them, and the note with their caller."""
    if scope.user_pk is None:
        return {"transfer": None, "incoming": None, "note": ""}
    incoming = queries.incoming_of(scope.user_pk)
    return {
        "transfer": queries.desk_transfer_of(scope.user_pk, now=scope.now),
        "incoming": incoming,
        "giver": name_of(incoming.requested_by) if incoming else "",
        "note": queries.note_for(scope.user_pk),
    }


def targets(_: Scope) -> dict[str, Any]:
    """Whom a caller can be transferred to: the same for everybody, rendered once."""
    return {
        "agents": queries.agents_to_choose(),
        "queues": queries.queues_to_choose(),
    }


def _desk(scope: Scope) -> frozenset[str]:
    if scope.user_pk is None:
        return NOTHING
    legs = Agent.objects.filter(user_id=scope.user_pk, leg__isnull=False)
    calls = legs.values_list("leg__call_id", flat=True)
    return frozenset({topics.user(scope.user_pk), *(topics.call(pk) for pk in calls)})


def _targets(_: Scope) -> frozenset[str]:
    return frozenset({topics.agents(), topics.queues()})


DESK_TRANSFER = Fragment(
    "desk-transfer", "transfers/_desk.html", desk_transfer, _desk, varies="user"
)
TARGETS = Fragment("transfer-targets", "transfers/_targets.html", targets, _targets)
