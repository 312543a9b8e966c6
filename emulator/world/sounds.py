"""What a leg plays and gathers: plain state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from emulator.clock import Timer

Infinity = None


@dataclass(eq=False)
class Medium:
    """A file or a speech. ``secs`` is None for an endless one.

    ``text`` are the words of a speech.
    ``after`` is done when it has ended, however it did, while the leg lives.
    """

    id: str
    kind: str
    secs: float | None
    names: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    is_overlay: bool = False
    is_missing: bool = False
    after: Callable[[], None] | None = None
    timer: Timer | None = None


@dataclass(eq=False)
class MediaLine:
    """What a leg is playing and what waits behind it."""

    playing: Medium | None = None
    waiting: list[Medium] = field(default_factory=list)
    overlay: Medium | None = None


@dataclass(frozen=True, kw_only=True)
class GatherRules:
    """Digits and times in milliseconds, as the commands give them."""

    minimum_digits: int = 1
    maximum_digits: int = 128
    terminating_digit: str = "#"
    valid_digits: str = "0123456789#*"
    timeout_millis: int = 60_000
    inter_digit_timeout_millis: int = 5_000
    initial_timeout_millis: int | None = None
    maximum_tries: int = 1
    stops_prompt_on_digit: bool = True


@dataclass(eq=False)
class Gather:
    """One running gather; ``prompt`` makes the medium to be played at each try."""

    id: str
    rules: GatherRules
    prompt: Callable[[], Medium] | None = None
    invalid_prompt: Callable[[], Medium] | None = None
    digits: list[str] = field(default_factory=list)
    tries: int = 0
    is_prompting: bool = False
