"""Create and change queues."""

from collections.abc import Collection

from django.db import transaction

from agents.models import Agent
from callcontrol.models import PhoneNumber
from live import topics
from live.announce import announce
from queues.models import InboundRoute, Queue


@transaction.atomic
def save_queue(
    queue: Queue,
    *,
    agents: Collection[Agent],
    phone_numbers: Collection[PhoneNumber],
) -> Queue:
    """Store a queue with its members and the numbers that feed it.

    A number feeds one queue: it is taken away from any other.
    """
    queue.save()
    queue.agents.set(agents)
    InboundRoute.objects.filter(queue=queue).exclude(
        phone_number__in=phone_numbers
    ).delete()
    for number in phone_numbers:
        InboundRoute.objects.update_or_create(
            phone_number=number, defaults={"queue": queue}
        )
    announce(topics.queues(), topics.agents())
    return queue


@transaction.atomic
def route_number(phone_number: PhoneNumber, queue: Queue | None) -> None:
    """Let a number feed a queue, or none."""
    if queue is None:
        InboundRoute.objects.filter(phone_number=phone_number).delete()
    else:
        InboundRoute.objects.update_or_create(
            phone_number=phone_number, defaults={"queue": queue}
        )
    announce(topics.queues())
