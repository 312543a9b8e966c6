"""Queues, the stays of callers in them, and the offers of a stay to an agent."""

from queues.models.intervals import IntervalCount, MetricDefinition
from queues.models.queues import (
    ApplicationRoute,
    InboundRoute,
    Membership,
    Queue,
    SkillNeed,
    Turn,
)
from queues.models.waiting import Offer, QueueEntry, RoutingDecision

__all__ = [
    "ApplicationRoute",
    "InboundRoute",
    "IntervalCount",
    "Membership",
    "MetricDefinition",
    "Offer",
    "Queue",
    "QueueEntry",
    "RoutingDecision",
    "SkillNeed",
    "Turn",
]
