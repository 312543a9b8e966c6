"""Remove the stays of callers, and the offers of them to agents."""

from collections.abc import Collection

from queues.models import Offer, QueueEntry, RoutingDecision


def forget_entries(calls: Collection[int]) -> None:
    """Remove everything of some calls, before the calls themselves."""
    RoutingDecision.objects.filter(entry__call__in=calls).delete()
    Offer.objects.filter(entry__call__in=calls).delete()
    QueueEntry.objects.filter(call__in=calls).delete()


def blank_notes(calls: Collection[int]) -> None:
    """Empty what an agent wrote of a caller for the next one."""
    QueueEntry.objects.filter(call__in=calls).update(note="")
