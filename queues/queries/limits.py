"""What Telnyx was told of the limits of queues, and what it said."""

from collections.abc import Collection

from django.db.models import QuerySet

from callcontrol.models import Command

KIND = "queue.update"


def limit_commands(*telnyx_names: str) -> QuerySet[Command]:
    """Return what was asked of Telnyx about these queues, oldest first."""
    asked = Command.objects.filter(target__in=telnyx_names, kind=KIND)
    return asked.order_by("requested_at")


def last_limit_commands(telnyx_names: Collection[str]) -> dict[str, Command]:
    """Return the newest of each queue, by its name at Telnyx; one query."""
    return {one.target: one for one in limit_commands(*telnyx_names)}
