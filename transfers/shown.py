"""Which topics a written row of transfers/ is on."""

from live import topics
from transfers.models import Transfer


def topics_of_transfer(one: Transfer) -> tuple[str, ...]:
    """Needs `agent` loaded."""
    own = topics.user(one.requested_by_id), topics.call(one.call_id)
    return (*own, topics.user(one.agent.user_id)) if one.agent else own
