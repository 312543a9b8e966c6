"""Every key of the product: which one presses what, and which a person may take instead.

A page names what a key presses by its usual key (`data-key="Alt+N"`). Whoever has keys of
their own is given a map from the usual ones to theirs, so what is rendered is the same
for everybody.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

KEY = re.compile(r"(Alt|Alt\+Shift|Ctrl\+Shift)\+([A-Z0-9])")
# What browsers keep for themselves: a page never hears of them.
KEPT_BY_BROWSERS = frozenset(
    f"Ctrl+Shift+{letter}" for letter in ("C", "I", "J", "N", "P", "Q", "T", "W")
)


class Key(NamedTuple):
    """`usual` is what it is unless somebody has chosen another."""

    usual: str
    words: str
    group: str

    @property
    def field(self) -> str:
        return self.usual.lower().replace("+", "_")


EVERYWHERE, DESK, CALL = "Everywhere", "On the desk", "In a call"
KEYS = (
    Key("Alt+S", "Open the menu of your state", EVERYWHERE),
    Key("Alt+I", "Answer the phone in this browser", EVERYWHERE),
    Key("Alt+V", "Its microphone off and on", EVERYWHERE),
    Key("Alt+A", "Go available", DESK),
    Key("Alt+N", "Take the next caller", DESK),
    Key("Alt+G", "Give the offered call back", DESK),
    Key("Alt+H", "Hang up", DESK),
    Key("Alt+W", "More time for wrap-up, or wrap-up after this call", DESK),
    Key("Alt+D", "Done with wrap-up", DESK),
    Key("Alt+0", "Go to the notes", DESK),
    Key("Alt+Shift+O", "Open the menu of outcomes", DESK),
    Key("Alt+F", "Open the page of the call", DESK),
    Key("Alt+R", "Record", CALL),
    Key("Alt+U", "Pause or resume the recording", CALL),
    Key("Alt+E", "Stop the recording", CALL),
    Key("Alt+P", "Add somebody, or go to the field for their number", CALL),
    Key("Alt+T", "Transfer the caller", CALL),
    Key("Alt+Z", "While you consult: swap", CALL),
    Key("Alt+B", "While you consult: let all talk", CALL),
    Key("Alt+C", "While you consult: leave the caller to them", CALL),
    Key("Alt+O", "Open the room", CALL),
    Key("Alt+J", "Go to the next person in the room", CALL),
    Key(
        "Alt+M", "Mute or unmute yourself; in a room that person, else the first", CALL
    ),
    Key(
        "Alt+K",
        "Hold the caller, or take them off hold; in a room that person",
        CALL,
    ),
    Key("Alt+Y", "Open the keypad", CALL),
    Key("Alt+X", "Remove that person, or cancel the dial or the transfer", CALL),
    Key("Alt+L", "Leave the room", CALL),
    Key("Alt+Q", "End the call for everybody", CALL),
)
# By what `?preset=` names it; Flex has Ctrl+Shift and the first letter.
PRESETS: Mapping[str, Mapping[str, str]] = {
    "usual": {},
    "flex": {
        "Alt+S": "Ctrl+Shift+S",
        "Alt+A": "Ctrl+Shift+A",
        "Alt+G": "Ctrl+Shift+R",
        "Alt+K": "Ctrl+Shift+H",
        "Alt+M": "Ctrl+Shift+M",
        "Alt+Y": "Ctrl+Shift+D",
    },
}


def read(typed: str) -> str | None:
    """Return a key as it is kept (`alt + shift+ n` is Alt+Shift+N); None for none."""
    parts = [part.strip().title() for part in typed.split("+")]
    found = KEY.fullmatch("+".join(parts))
    return found[0] if found else None


def why_not(key: str) -> str:
    """Return why nobody can have a key; empty when they can."""
    if key in KEPT_BY_BROWSERS:
        return f"Browsers keep {key} for themselves."
    if re.fullmatch(r"Alt\+[1-9]", key):
        return f"{key} is for the lines of a list."
    return ""


class Line(NamedTuple):
    """A key on the sheet: as this person has it."""

    own: str
    words: str


def sheet(own: Mapping[str, str]) -> dict[str, list[Line]]:
    """Return the lines of the sheet by group, with a person's own keys."""
    groups: dict[str, list[Line]] = {}
    for key in KEYS:
        line = Line(own.get(key.usual, key.usual), key.words)
        groups.setdefault(key.group, []).append(line)
    return groups
