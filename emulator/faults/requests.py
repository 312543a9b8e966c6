"""What goes wrong with requests to the API."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fnmatch import fnmatch
from typing import Any

from emulator.faults.values import FaultError, only, seconds, whole

KINDS = ("status", "slow", "timeout_before", "timeout_after")


@dataclass
class ApiFault:
    """The next ``count`` requests that match ``operation`` fail as ``kind`` says.

    ``secs`` is the wait of a slow answer, and what a 429 tells to wait.
    """

    kind: str = "status"
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


def parse_api_fault(rule: Any) -> ApiFault:
    """One fault; raises FaultError."""
    names = {field.name for field in fields(ApiFault)}
    rule = only(rule, "api[]", names)
    if rule.get("kind", "status") not in KINDS:
        raise FaultError(f"api[].kind: choose from {', '.join(KINDS)}")
    for name in ("operation", "code"):
        if not isinstance(rule.get(name, ""), str):
            raise FaultError(f"api[].{name}: a text")
    seconds(rule, "secs", 1.0)
    whole(rule, "count", "api[]")
    status = rule.get("status", 503)
    if not isinstance(status, int) or not 400 <= status <= 599:
        raise FaultError("api[].status: a number from 400 to 599")
    return ApiFault(**rule)
