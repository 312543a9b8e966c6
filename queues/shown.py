"""Which topics a written row of queues/ is on."""

from live import topics
from queues.models import Offer, QueueEntry


def topics_of_entry(entry: QueueEntry) -> tuple[str, ...]:
    return topics.queues(), topics.call(entry.call_id)


def topics_of_offer(offer: Offer) -> tuple[str, ...]:
    """Needs `entry` and `agent` loaded."""
    user = topics.user(offer.agent.user_id)
    return topics.queues(), topics.call(offer.entry.call_id), user
