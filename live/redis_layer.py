"""The channel layer of several processes: Redis, and a word when its connection is new.

channels_redis connects again by itself when Redis has cut it off, and says nothing of what
it missed meanwhile (channels_redis #256): so every screen is rendered anew then.
"""

from collections.abc import Sequence
from typing import Any

from channels_redis.pubsub import (  # type: ignore[import-untyped]
    RedisPubSubChannelLayer,
)

from live import hub


class RedisLayer(RedisPubSubChannelLayer):  # type: ignore[misc]
    def __init__(self, hosts: Sequence[str], **options: Any) -> None:
        told = [{"address": host, "redis_connect_func": connected} for host in hosts]
        super().__init__(hosts=told, **options)


async def connected(connection: Any) -> None:
    """Take the place of what redis-py does with a new connection, and do that first."""
    await connection.on_connect()
    hub.may_have_missed()
