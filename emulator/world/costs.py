"""What a call cost, for applications that want to be told (``call_cost_in_webhooks``)."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import Any

from emulator.world.model import World
from emulator.world.state import Leg


def report_cost(world: World, leg: Leg) -> None:
    """Report the cost of an ended leg a little later, if its application asks.

    A leg that was never answered costs nothing and reports nothing (choice).
    """
    if leg.answered_at is None or leg.ended_at is None:
        return
    if not leg.connection.fields.get("call_cost_in_webhooks"):
        return
    minutes = max(1, ceil((leg.ended_at - leg.answered_at) / 60))
    parts = [
        _part(name, rate, minutes)
        for name, rate in world.settings.cost_per_minute
        if name != "sip-trunking"
        or not (leg.begins_at_browser or leg.far_address.startswith("sip"))
    ]
    extra: dict[str, Any] = {
        "billed_duration_secs": minutes * 60,
        "billing_group_id": leg.options.get("billing_group_id"),
        "cost_parts": parts,
        "status": "success",
        "total_cost": str(sum(Decimal(part["cost"]) for part in parts)),
    }
    world.after(
        world.settings.call_cost_secs, lambda: world.emit("call.cost", leg, **extra)
    )


def _part(name: str, rate: str, minutes: int) -> dict[str, Any]:
    return {
        "billed_duration_secs": minutes * 60,
        "call_part": name,
        "cost": str(Decimal(rate) * minutes),
        "currency": "USD",
        "rate": rate,
    }
