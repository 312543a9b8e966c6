"""Scripted callees: what happens when the application rings somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from emulator.world.values import Wording

BEHAVIOURS = (
    "answer", "machine", "decline", "busy", "ignore", "unregistered", "fail",
)  # fmt: skip
ENDS_CALL = frozenset({"decline", "busy", "ignore", "unregistered", "fail"})
REFER_RESPONSES = {
    "answer": 200,
    "machine": 200,
    "decline": 603,
    "busy": 486,
    "ignore": 408,
    "unregistered": 404,
    "fail": 503,
}
AS_USUAL = Wording()
WORDING = ("sip_code", "hangup_cause", "hangup_source", "telnyx_error")
SIP_CODE = re.compile(r"[1-6][0-9]{2}|unspecified")
CAUSE = re.compile(r"[a-z][a-z_]{0,39}")
TELNYX_ERROR = re.compile(r"D[0-9]{1,3}")


class ScriptError(ValueError):
    """A script that nobody can follow; the text names what is wrong."""


@dataclass(frozen=True)
class Script:
    """What a callee does. Times in seconds; None means unless told otherwise.

    ``talk_secs`` counts from the answer; None talks until the other side ends.
    ``wording`` is how a call ends that is not answered.
    """

    behaviour: str = "answer"
    after_secs: float | None = None
    talk_secs: float | None = None
    wording: Wording = AS_USUAL

    @property
    def refer_response(self) -> int:
        """The SIP code of the answer to a REFER to this address."""
        code = self.wording.sip_code or ""
        return int(code) if code.isdigit() else REFER_RESPONSES[self.behaviour]

    def as_json(self) -> dict[str, Any]:
        shown = {**vars(self)}
        wording = vars(shown.pop("wording"))
        return shown | {name: text for name, text in wording.items() if text}


def parse_script(given: dict[str, Any]) -> Script:
    """A script from JSON; raises ScriptError."""
    behaviour = given.get("behaviour", "answer")
    if behaviour not in BEHAVIOURS:
        raise ScriptError(f"behaviour: choose from {', '.join(BEHAVIOURS)}")
    for name in ("after_secs", "talk_secs"):
        value = given.get(name)
        if value is not None and (not isinstance(value, int | float) or value < 0):
            raise ScriptError(f"{name}: a number of seconds, 0 or more")
    wording = parse_wording(given)
    if behaviour not in ENDS_CALL and wording != AS_USUAL:
        raise ScriptError(f"{behaviour}: has no SIP code, cause or source")
    after, talk = given.get("after_secs"), given.get("talk_secs")
    return Script(behaviour, after, talk, wording)


def parse_wording(given: dict[str, Any]) -> Wording:
    """How a call shall end; raises ScriptError. A SIP code may be a number."""
    code = given.get("sip_code")
    code = str(code) if type(code) is int else code
    values = {**given, "sip_code": code}
    patterns = {
        "sip_code": (SIP_CODE, "a SIP code from 100 to 699, or unspecified"),
        "hangup_cause": (CAUSE, "lower-case letters and underscores"),
        "hangup_source": (re.compile("caller|callee|unknown"), "caller, callee …"),
        "telnyx_error": (TELNYX_ERROR, "a D number, such as D1"),
    }
    for name, (pattern, words) in patterns.items():
        value = values.get(name)
        is_text = isinstance(value, str) and pattern.fullmatch(value)
        if value is not None and not is_text:
            raise ScriptError(f"{name}: {words}")
    return Wording(**{name: values.get(name) for name in WORDING})


def plain_address(address: str) -> str:
    """An address without scheme, parameters and case, for comparison."""
    bare = address.removeprefix("sip:").removeprefix("sips:")
    return bare.split(";", 1)[0].split(",", 1)[0].lower()
