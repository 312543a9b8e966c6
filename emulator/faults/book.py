"""All faults that are set at one time, as data: probabilities, counts and seeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from emulator.faults.deliveries import WebhookFault, parse_webhook_faults
from emulator.faults.requests import ApiFault, parse_api_fault
from emulator.faults.values import LONGEST_SECS, FaultError, only, seconds, whole
from emulator.world.values import (
    LISTS,
    LONGEST_LAG_SECS,
    REASONS,
    ListLag,
    RecordingFault,
)


@dataclass
class Faults:
    """All faults that are set now. ``skew_secs`` is how far the account's clock is
    ahead of the true time; below zero it is behind."""

    webhooks: dict[str, list[WebhookFault]] = field(default_factory=dict)
    api: list[ApiFault] = field(default_factory=list)
    recordings: list[RecordingFault] = field(default_factory=list)
    lists: list[ListLag] = field(default_factory=list)
    skew_secs: float = 0.0

    def striking(
        self, kind: str, event_type: str, leg: str | None, now: float
    ) -> WebhookFault | None:
        """The first rule of this kind that strikes this event of this leg."""
        for fault in self.webhooks.get(kind, ()):
            if fault.strikes(event_type, leg, now):
                return fault
        return None

    def for_request(self, operation: str) -> ApiFault | None:
        for fault in self.api:
            if fault.strikes(operation):
                return fault
        return None

    def as_json(self, now: float) -> dict[str, Any]:
        return {
            "webhooks": {
                kind: [fault.as_json(now) for fault in rules]
                for kind, rules in self.webhooks.items()
            },
            "api": [vars(fault) for fault in self.api if fault.count > 0],
            "recordings": [vars(one) for one in self.recordings if one.count > 0],
            "lists": [vars(one) for one in self.lists],
            "clock": {"skew_secs": self.skew_secs},
        }


def parse_faults(given: dict[str, Any], now: float) -> Faults:
    """Faults from JSON, set at ``now``; raises FaultError."""
    only(given, "faults", {"webhooks", "api", "recordings", "lists", "clock"})
    webhooks = parse_webhook_faults(given.get("webhooks", {}), now)
    for name in ("api", "recordings", "lists"):
        if not isinstance(given.get(name, []), list):
            raise FaultError(f"{name}: a list")
    clock = only(given.get("clock", {}), "clock", {"skew_secs"})
    return Faults(
        webhooks,
        [parse_api_fault(rule) for rule in given.get("api", [])],
        [_recording_fault(rule) for rule in given.get("recordings", [])],
        [_list_lag(rule) for rule in given.get("lists", [])],
        seconds(clock, "skew_secs", 0.0, least=-LONGEST_SECS),
    )


def _recording_fault(rule: Any) -> RecordingFault:
    rule = only(rule, "recordings[]", {"reason", "count"})
    fault = RecordingFault(
        rule.get("reason", REASONS[-1]), whole(rule, "count", "recordings[]") or 1
    )
    if fault.reason not in REASONS:
        raise FaultError(f"recordings[].reason: choose from {'; '.join(REASONS)}")
    return fault


def _list_lag(rule: Any) -> ListLag:
    """``lag_secs`` is both: what is over stays as long as what is new is missing."""
    names = {"operation", "lag_secs", "lingers_secs", "late_secs"}
    rule = only(rule, "lists[]", names)
    operation = rule.get("operation", "*")
    if operation not in {"*", *LISTS}:
        raise FaultError(f"lists[].operation: choose from *, {', '.join(LISTS)}")
    both = seconds(rule, "lag_secs", 0.0)
    lag = ListLag(
        operation,
        seconds(rule, "lingers_secs", both),
        seconds(rule, "late_secs", both),
    )
    if max(lag.lingers_secs, lag.late_secs) > LONGEST_LAG_SECS:
        raise FaultError(f"lists[]: at most {LONGEST_LAG_SECS:g} seconds")
    return lag
