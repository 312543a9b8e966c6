"""Write a flow, and let it lead the callers of its numbers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import ProtectedError

from audit.actions import noting
from flows.audited import FLOW
from flows.graph import Nodes, troubles
from flows.models import Flow, FlowVersion
from flows.states import Kind
from live import topics
from live.announce import announce
from live.refusals import Refused, refusing_taken_name
from provisioning.models import PhoneNumber
from queues.models import InboundRoute, Queue

LEADS = "{flow} has led callers, or leads those of a number; take its numbers away."


@transaction.atomic
def save_draft(flow: Flow, nodes: Mapping[str, Any]) -> Flow:
    """Store a flow as it is being written; no caller meets it.

    Raises Refused when another one has got its name meanwhile.
    """
    flow.draft = dict(nodes)
    with noting((FLOW, flow)), refusing_taken_name(flow):
        flow.save()
    return flow


@transaction.atomic
def publish_flow(
    pk: int, numbers: Collection[PhoneNumber], *, by: User, now: datetime
) -> FlowVersion:
    """Let callers who come from now on meet the draft; those within finish theirs.

    Raises Refused, with what is wrong with the draft.
    """
    flow = Flow.objects.select_for_update().get(pk=pk)
    wrong = troubles(flow.draft)
    if wrong:
        raise Refused(" ".join(wrong))
    queue = _first_queue(flow.draft)
    with noting((FLOW, flow)):
        last = flow.versions.first()
        version = FlowVersion.objects.create(
            flow=flow,
            number=last.number + 1 if last else 1,
            nodes=flow.draft,
            published_at=now,
            published_by=by,
        )
        _lead(flow, queue, numbers)
    announce(topics.queues())
    return version


def _first_queue(nodes: Nodes) -> Queue:
    """Return the queue for whom the flow leads nowhere: that of its menu's silence."""
    names = [node["queue"] for node in nodes.values() if node["kind"] == Kind.QUEUE]
    person = nodes.get("person", {}).get("queue")
    rows = Queue.objects.filter(retired_at=None).in_bulk([*names, person or 0])
    queue = rows.get(person) or next(iter(rows.values()), None)
    if queue is None:
        raise Refused("It leads into no queue that takes callers.")
    return queue


def _lead(flow: Flow, queue: Queue, numbers: Collection[PhoneNumber]) -> None:
    """Let the flow lead these numbers and no others; those keep their queue."""
    routes = InboundRoute.objects.filter(flow=flow)
    routes.exclude(phone_number__in=numbers).update(flow=None)
    for number in numbers:
        InboundRoute.objects.update_or_create(
            phone_number=number, defaults={"queue": queue, "flow": flow}
        )


@transaction.atomic
def delete_flow(pk: int) -> Flow:
    """Delete a flow that no caller ever met; raises Refused for any other."""
    flow = Flow.objects.select_for_update().get(pk=pk)
    try:
        with noting((FLOW, flow)), transaction.atomic():
            if not flow.routes.exists():
                FlowVersion.objects.filter(flow=flow).delete()
            Flow.objects.filter(pk=pk).delete()
    except ProtectedError as error:
        raise Refused(LEADS.format(flow=flow.name)) from error
    return flow
