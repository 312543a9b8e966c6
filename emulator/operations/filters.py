"""Query filters that two lists share, and what they mean where there is data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.operations.checks import uuid_text
from emulator.operations.params import (
    Param,
    choice,
    text,
    unsimulated,
)
from emulator.world.account import Connection
from emulator.world.state import Leg

PROFILE = "filter[outbound.outbound_voice_profile_id]"
SHARED: tuple[Param, ...] = (
    text("filter[application_name][contains]"),
    text("filter[application_session_id]", check=uuid_text),
    text("filter[connection_id]"),
    text("filter[from]"),
    text("filter[leg_id]", check=uuid_text),
    text("filter[name]"),
    text(PROFILE),
    choice("filter[product]", "call_control", "fax", "texml"),
    choice("filter[status]", "init", "in_progress", "completed"),
    text("filter[to]"),
    # They are about single commands and webhooks, which these lists do not hold.
    unsimulated("filter[failed]", "boolean"),
    unsimulated("filter[type]", "string", enum=("command", "webhook")),
    *(
        unsimulated(f"filter[occurred_at][{bound}]", "string")
        for bound in ("eq", "gt", "gte", "lt", "lte")
    ),
)


def connection_matches(one: Connection, query: dict[str, Any]) -> bool:
    """Whether an application is one that the filters mean."""
    wanted = query.get("filter[application_name][contains]", "").lower()
    profile = (one.fields.get("outbound") or {}).get("outbound_voice_profile_id")
    return (
        wanted in one.name.lower()
        and query.get("filter[connection_id]", one.id) == one.id
        and query.get("filter[product]", "call_control") == "call_control"
        and query.get(PROFILE, profile) == profile
    )


def a_leg_matches(legs: Iterable[Leg], query: dict[str, Any]) -> bool:
    """Whether one of the legs is the one that the filters mean."""
    return any(
        query.get("filter[leg_id]", leg.call_leg_id) == leg.call_leg_id
        and query.get("filter[application_session_id]", leg.call_session_id)
        == leg.call_session_id
        and query.get("filter[from]", leg.from_) == leg.from_
        and query.get("filter[to]", leg.to) == leg.to
        for leg in legs
    )
