"""The list of flows, and what a node is called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q

from flows.graph import Node, Nodes
from flows.models import Flow, FlowVersion
from flows.picture import Picture, draw
from flows.states import Kind
from hours.models import Schedule
from hours.queries import opening_of
from queues.models import InboundRoute, Queue
from text.plain import plain

# So much of a text is shown in a box.
SHOWN = 27


@dataclass(frozen=True)
class FlowLine:
    flow: Flow
    version: FlowVersion | None
    numbers: list[str]
    # Callers who are in it now.
    within: int


def flow_lines() -> list[FlowLine]:
    """Return all flows by name; three queries."""
    routes = InboundRoute.objects.select_related("phone_number")
    is_within = Q(versions__visits__ended_at__isnull=True)
    is_within &= Q(versions__visits__isnull=False)
    rows = Flow.objects.prefetch_related(
        "versions", Prefetch("routes", routes.order_by("phone_number__number"))
    ).annotate(within=Count("versions__visits", filter=is_within))
    return [
        FlowLine(
            flow=flow,
            version=next(iter(flow.versions.all()), None),
            numbers=[route.phone_number.number for route in flow.routes.all()],
            within=flow.within,
        )
        for flow in rows
    ]


class NodeWords:
    """What the nodes of one flow are called; two queries for all of them."""

    def __init__(self, nodes: Nodes) -> None:
        queues = [node["queue"] for node in nodes.values() if node.get("queue")]
        schedules = [one["schedule"] for one in nodes.values() if one.get("schedule")]
        self._queues = dict(
            Queue.objects.filter(pk__in=queues).values_list("pk", "name")
        )
        self._schedules = Schedule.objects.in_bulk(schedules)

    def __call__(self, node: Node) -> tuple[str, str]:
        kind = Kind(node["kind"])
        details: Mapping[Kind, Any] = {
            Kind.QUEUE: self._queues.get(node.get("queue", 0), "no queue any more"),
            Kind.HOURS: self._schedules.get(node.get("schedule", 0), "always open"),
            Kind.NUMBER: node.get("number", ""),
        }
        detail = plain(str(details.get(kind, node.get("text", ""))))
        short = detail if len(detail) <= SHOWN else f"{detail[: SHOWN - 1]}…"
        return str(kind.label), short

    def is_open(self, node: Node, *, now: datetime) -> bool:
        return opening_of(self._schedules.get(node["schedule"]), now=now).is_open


def picture_of(nodes: Nodes, passed: Collection[str] = ()) -> Picture:
    return draw(nodes, NodeWords(nodes), passed)
