"""How many calls there may be at once (docs: Concurrent call limits).

The network refuses a call beyond a limit with 403 and the number of the limit: D1 for
the account, D2 for an outbound voice profile, D3 for a connection (docs: SIP response
codes). A refused dial or transfer shows both in its error.
"""

from __future__ import annotations

from itertools import takewhile

from emulator import errors
from emulator.world.account import Connection
from emulator.world.model import World
from emulator.world.state import Leg
from emulator.world.values import Direction, Ending

BUSY = Ending("user_busy", "callee", "486")


def has_free_channel(world: World, connection: Connection | None) -> bool:
    """Whether the application's ``inbound.channel_limit`` allows one more call."""
    limit = _limit(connection, "inbound") if connection is not None else None
    if limit is None:
        return True
    busy = [leg for leg in _live(world, "incoming") if leg.connection is connection]
    return len(busy) < limit


def require_free_channels(
    world: World, connection: Connection, addresses: list[str]
) -> None:
    """Raise Refusal 403 when these addresses cannot all be dialled now."""
    settings, outgoing = world.settings, _live(world, "outgoing")
    if settings.full_connection_refuses_dial and any(
        _is_full(world, address, outgoing) for address in addresses
    ):
        detail = "Channel limit exceeded D22"
        raise errors.forbidden(settings.code_channel_limit, detail)
    profile = _profile(connection)
    own = _limit(connection, "outbound")
    of_profile = settings.voice_profile_channel_limit if profile else None
    if own is of_profile is settings.account_channel_limit is None:
        return
    busy = [leg for leg in outgoing if _counts(world, leg.to)]
    wanted = sum(_counts(world, address) for address in addresses)
    of_connection = [leg for leg in busy if leg.connection is connection]
    sharing = [leg for leg in busy if _profile(leg.connection) == profile]
    for limit, taken, refusal in (
        (own, of_connection, "Connection channel limit exceeded D3"),
        (of_profile, sharing, "Outbound profile channel limit exceeded D2"),
        (settings.account_channel_limit, busy, "User channel limit exceeded D1"),
    ):
        if limit is not None and wanted and len(taken) + wanted > limit:
            raise errors.forbidden(settings.code_channel_limit, refusal)


def is_line_busy(world: World, leg: Leg) -> bool:
    """Whether the browsers behind a dialled leg's SIP URI take no further call.

    A call that is dialled to one is an inbound call of their connection.
    """
    earlier = takewhile(lambda other: other is not leg, _live(world, "outgoing"))
    return _is_full(world, leg.to, list(earlier))


def _is_full(world: World, address: str, dialled: list[Leg]) -> bool:
    connection = world.account.sip_connection(address)
    limit = _limit(connection, "inbound") if connection is not None else None
    if limit is None:
        return False
    busy = [
        leg for leg in dialled if world.account.sip_connection(leg.to) is connection
    ]
    return len(busy) >= limit


def _live(world: World, direction: Direction) -> list[Leg]:
    return [
        leg
        for leg in world.legs.values()
        if leg.is_alive and leg.direction == direction
    ]


def _limit(connection: Connection, way: str) -> int | None:
    limit = (connection.fields.get(way) or {}).get("channel_limit")
    return None if limit is None else int(limit)


def _profile(connection: Connection) -> str | None:
    return (connection.fields.get("outbound") or {}).get("outbound_voice_profile_id")


def _counts(world: World, address: str) -> bool:
    return address.startswith("+") or world.settings.sip_uris_take_channels
