"""Faults of delivery and of the API, as data: probabilities, counts and seeds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

from emulator.chance import seeded
from emulator.world.recordings import REASONS, RecordingFault

WEBHOOK_FAULTS = ("duplicate", "delay", "reorder", "drop", "simultaneous")
API_FAULTS = ("status", "slow", "timeout_before", "timeout_after")


class FaultError(ValueError):
    """A fault that nobody can understand; the text names what is wrong."""


@dataclass
class WebhookFault:
    """One kind of delivery fault. Times in seconds.

    ``min_secs`` and ``max_secs`` bound the delay of ``delay`` and ``reorder``, and the
    distance of a ``duplicate``; ``max_secs`` is the collecting window of
    ``simultaneous``. ``events`` are shell patterns of event types.
    """

    kind: str
    probability: float
    random: random.Random
    min_secs: float
    max_secs: float
    events: tuple[str, ...] = ("*",)

    def strikes(self, event_type: str) -> bool:
        if not any(fnmatch(event_type, pattern) for pattern in self.events):
            return False
        return self.random.random() < self.probability

    def secs(self) -> float:
        return self.random.uniform(self.min_secs, self.max_secs)


@dataclass
class ApiFault:
    """The next ``count`` requests that match ``operation`` fail as ``kind`` says."""

    kind: str
    operation: str = "*"
    count: int = 1
    status: int = 503
    code: str = ""
    secs: float = 1.0

    def strikes(self, operation: str) -> bool:
        if self.count <= 0 or not fnmatch(operation, self.operation):
            return False
        self.count -= 1
        return True


@dataclass
class Faults:
    """All faults that are set now."""

    webhooks: dict[str, WebhookFault] = field(default_factory=dict)
    api: list[ApiFault] = field(default_factory=list)
    recordings: list[RecordingFault] = field(default_factory=list)

    def striking(self, kind: str, event_type: str) -> WebhookFault | None:
        """The fault of this kind if it strikes this event."""
        fault = self.webhooks.get(kind)
        return fault if fault is not None and fault.strikes(event_type) else None

    def for_request(self, operation: str) -> ApiFault | None:
        for fault in self.api:
            if fault.strikes(operation):
                return fault
        return None

    def as_json(self) -> dict[str, Any]:
        return {
            "webhooks": {
                kind: {
                    "probability": fault.probability,
                    "min_secs": fault.min_secs,
                    "max_secs": fault.max_secs,
                    "events": list(fault.events),
                }
                for kind, fault in self.webhooks.items()
            },
            "api": [vars(fault) for fault in self.api if fault.count > 0],
            "recordings": [vars(one) for one in self.recordings if one.count > 0],
        }


DEFAULT_SECS = {
    "duplicate": (0.0, 0.5),
    "delay": (0.5, 3.0),
    "reorder": (0.05, 1.0),
    "drop": (0.0, 0.0),
    "simultaneous": (0.0, 0.3),
}


def parse_faults(given: dict[str, Any]) -> Faults:
    """Faults from JSON; raises FaultError.

    Shape: ``{"webhooks": {kind: probability or {probability, seed, min_secs, max_secs,
    events}}, "api": [{kind, operation, count, status, code, secs}], "recordings":
    [{reason, count}]}``.
    """
    unknown = set(given) - {"webhooks", "api", "recordings"}
    if unknown:
        raise FaultError(f"unknown part: {', '.join(sorted(unknown))}")
    if not isinstance(given.get("webhooks", {}), dict):
        raise FaultError("webhooks: an object")
    for name in ("api", "recordings"):
        if not isinstance(given.get(name, []), list):
            raise FaultError(f"{name}: a list")
    faults = Faults()
    for kind, rule in (given.get("webhooks") or {}).items():
        faults.webhooks[kind] = _webhook_fault(kind, rule)
    faults.api = [_api_fault(rule) for rule in given.get("api") or []]
    faults.recordings = [_recording_fault(rule) for rule in given.get("recordings", [])]
    return faults


def _recording_fault(rule: Any) -> RecordingFault:
    if not isinstance(rule, dict) or set(rule) - {"reason", "count"}:
        raise FaultError("recordings[]: an object with reason and count")
    fault = RecordingFault(**rule)
    if fault.reason not in REASONS:
        raise FaultError(f"recordings[].reason: choose from {'; '.join(REASONS)}")
    if not isinstance(fault.count, int):
        raise FaultError("recordings[].count: a whole number")
    return fault


def _webhook_fault(kind: str, rule: Any) -> WebhookFault:
    if kind not in WEBHOOK_FAULTS:
        raise FaultError(f"webhooks.{kind}: choose from {', '.join(WEBHOOK_FAULTS)}")
    if not isinstance(rule, dict):
        rule = {"probability": rule}
    unknown = set(rule) - {"probability", "seed", "min_secs", "max_secs", "events"}
    if unknown:
        raise FaultError(f"webhooks.{kind}: unknown {', '.join(sorted(unknown))}")
    probability = rule.get("probability", 1)
    if not isinstance(probability, int | float) or not 0 <= probability <= 1:
        raise FaultError(f"webhooks.{kind}.probability: a number from 0 to 1")
    least, most = DEFAULT_SECS[kind]
    events = rule.get("events", ["*"])
    if not isinstance(events, list) or not all(isinstance(one, str) for one in events):
        raise FaultError(f"webhooks.{kind}.events: a list of patterns")
    return WebhookFault(
        kind,
        float(probability),
        seeded(kind, rule.get("seed", 1)),
        _secs(rule, "min_secs", least),
        _secs(rule, "max_secs", most),
        tuple(events),
    )


LONGEST_SECS = 86_400


def _api_fault(rule: Any) -> ApiFault:
    if not isinstance(rule, dict) or rule.get("kind", "status") not in API_FAULTS:
        raise FaultError(f"api[].kind: choose from {', '.join(API_FAULTS)}")
    unknown = set(rule) - set(ApiFault.__dataclass_fields__)
    if unknown:
        raise FaultError(f"api[]: unknown {', '.join(sorted(unknown))}")
    for name in ("count", "status"):
        if not isinstance(rule.get(name, 1), int):
            raise FaultError(f"api[].{name}: a whole number")
    _secs(rule, "secs", 1.0)
    return ApiFault(**{"kind": "status", **rule})


def _secs(rule: dict[str, Any], name: str, default: float) -> float:
    value = rule.get(name, default)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= LONGEST_SECS:
        raise FaultError(f"{name}: a number of seconds, 0 to {LONGEST_SECS}")
    return float(value)
