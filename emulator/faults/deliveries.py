"""What goes wrong with webhooks on their way."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from emulator.chance import seeded
from emulator.faults.values import FaultError, only, seconds, texts, whole

KINDS = ("duplicate", "delay", "reorder", "drop", "fail", "simultaneous")
DEFAULT_SECS = {
    "duplicate": (0.0, 0.5),
    "delay": (0.5, 3.0),
    "reorder": (0.05, 1.0),
    "drop": (0.0, 0.0),
    "fail": (0.0, 0.0),
    "simultaneous": (0.0, 0.3),
}
FIELDS = {
    "probability", "seed", "min_secs", "max_secs", "events", "legs", "count",
    "for_secs",
}  # fmt: skip


@dataclass
class WebhookFault:
    """One rule of one kind. Times in seconds.

    ``min_secs`` and ``max_secs`` bound the delay of ``delay`` and ``reorder``, and the
    distance of a ``duplicate``; ``max_secs`` is the collecting window of
    ``simultaneous``. ``events`` are shell patterns of event types, ``legs``
    call_control_ids. The rule strikes ``count`` more times and before ``until``; None
    has no end.
    """

    kind: str
    probability: float
    random: random.Random
    min_secs: float
    max_secs: float
    events: tuple[str, ...] = ("*",)
    legs: tuple[str, ...] | None = None
    count: int | None = None
    until: float | None = None

    def strikes(self, event_type: str, leg: str | None, now: float) -> bool:
        """Whether this event is struck; it then counts as one of ``count``."""
        if self.count == 0 or (self.until is not None and now >= self.until):
            return False
        if self.legs is not None and leg not in self.legs:
            return False
        if not any(fnmatch(event_type, pattern) for pattern in self.events):
            return False
        if self.random.random() >= self.probability:
            return False
        if self.count is not None:
            self.count -= 1
        return True

    def secs(self) -> float:
        return self.random.uniform(self.min_secs, self.max_secs)

    def as_json(self, now: float) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "probability": self.probability,
            "min_secs": self.min_secs,
            "max_secs": self.max_secs,
            "events": list(self.events),
        }
        if self.legs is not None:
            shown["legs"] = list(self.legs)
        if self.count is not None:
            shown["count"] = self.count
        if self.until is not None:
            shown["for_secs"] = round(max(self.until - now, 0.0), 3)
        return shown


def parse_webhook_faults(given: Any, now: float) -> dict[str, list[WebhookFault]]:
    """Rules by kind; raises FaultError.

    A kind has one rule or a list of them. A number alone is a probability, and a list
    of texts the event types that are always struck.
    """
    if not isinstance(given, dict):
        raise FaultError("webhooks: an object")
    found: dict[str, list[WebhookFault]] = {}
    for kind, rules in given.items():
        if kind not in KINDS:
            raise FaultError(f"webhooks.{kind}: choose from {', '.join(KINDS)}")
        if isinstance(rules, list) and all(isinstance(one, str) for one in rules):
            rules = {"events": rules}
        listed = rules if isinstance(rules, list) else [rules]
        found[kind] = [parse_webhook_fault(kind, rule, now) for rule in listed]
    return found


def parse_webhook_fault(kind: str, rule: Any, now: float) -> WebhookFault:
    """One rule that begins to strike at ``now``; raises FaultError."""
    where = f"webhooks.{kind}"
    if isinstance(rule, int | float) and not isinstance(rule, bool):
        rule = {"probability": rule}
    rule = only(rule, where, FIELDS)
    probability = rule.get("probability", 1)
    if not isinstance(probability, int | float) or not 0 <= probability <= 1:
        raise FaultError(f"{where}.probability: a number from 0 to 1")
    least, most = DEFAULT_SECS[kind]
    until = None
    if "for_secs" in rule:
        until = now + seconds(rule, "for_secs", 0.0)
    return WebhookFault(
        kind,
        float(probability),
        seeded(kind, rule.get("seed", 1)),
        seconds(rule, "min_secs", least),
        seconds(rule, "max_secs", most),
        texts(rule, "events", where) or ("*",),
        texts(rule, "legs", where),
        whole(rule, "count", where),
        until,
    )
