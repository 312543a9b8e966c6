"""Scripted callees: what happens when the application rings somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BEHAVIOURS = ("answer", "machine", "decline", "busy", "ignore", "unregistered")
REFER_RESPONSES = {
    "answer": 200,
    "machine": 200,
    "decline": 603,
    "busy": 486,
    "ignore": 408,
    "unregistered": 404,
}


class ScriptError(ValueError):
    """A script that nobody can follow; the text names what is wrong."""


@dataclass(frozen=True)
class Script:
    """What a callee does. Times in seconds; None means unless told otherwise.

    ``talk_secs`` counts from the answer; None talks until the other side ends.
    """

    behaviour: str = "answer"
    after_secs: float | None = None
    talk_secs: float | None = None

    def as_json(self) -> dict[str, Any]:
        return vars(self).copy()


def parse_script(given: dict[str, Any]) -> Script:
    """A script from JSON; raises ScriptError."""
    behaviour = given.get("behaviour", "answer")
    if behaviour not in BEHAVIOURS:
        raise ScriptError(f"behaviour: choose from {', '.join(BEHAVIOURS)}")
    for name in ("after_secs", "talk_secs"):
        value = given.get(name)
        if value is not None and (not isinstance(value, int | float) or value < 0):
            raise ScriptError(f"{name}: a number of seconds, 0 or more")
    return Script(behaviour, given.get("after_secs"), given.get("talk_secs"))


def plain_address(address: str) -> str:
    """An address without scheme, parameters and case, for comparison."""
    bare = address.removeprefix("sip:").removeprefix("sips:")
    return bare.split(";", 1)[0].split(",", 1)[0].lower()
