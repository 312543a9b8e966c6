"""What is wrong between the product and Telnyx, in the words of whoever watches.

Each notice says what is wrong, what it means for callers, and what to do about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from callcontrol.health.clock import ALARM_FROM
from callcontrol.health.queries import Clock, Finding, ProviderState
from callcontrol.health.states import Trouble
from provider.signature import TOLERANCE_SECS

_UNANSWERED = (
    "Callers ring without being answered, and no button reaches a call; conversations"
    " under way go on."
)
_LATE = (
    "Callers may ring without being answered, and buttons may do nothing; what has to"
    " happen is asked for again by itself."
)
_UNSEEN = (
    "No call is seen: callers ring without being answered, and screens show what was."
)


@dataclass(frozen=True)
class _Words:
    # For a light with little room, and as a sentence.
    short: str
    title: str
    meaning: str
    # To somebody who can change it.
    advice: str


_WORDS = MappingProxyType(
    {
        Trouble.KEY_REFUSED: _Words(
            "API key refused",
            "Telnyx refuses the API key.",
            _UNANSWERED,
            "Set TELNYX_API_KEY to a valid key and restart.",
        ),
        Trouble.UNSIGNED: _Words(
            "Webhooks refused",
            "Webhooks are refused: they do not carry Telnyx's signature.",
            _UNSEEN,
            "Check TELNYX_PUBLIC_KEY, and that no proxy alters requests or drops their"
            " headers.",
        ),
        Trouble.STALE: _Words(
            "Webhooks put aside",
            "Webhooks are put aside: the time in their signature is too far from ours.",
            _UNSEEN,
            "Check this server's clock.",
        ),
        Trouble.UNREACHABLE: _Words(
            "Telnyx unreachable",
            "Telnyx cannot be reached.",
            _UNANSWERED,
            "Check this server's network and TELNYX_BASE_URL.",
        ),
        Trouble.SILENT: _Words(
            "Telnyx silent",
            "Telnyx does not answer in time.",
            _LATE,
            "Look at this server's network and at Telnyx's status page.",
        ),
        Trouble.FAILING: _Words(
            "Telnyx in trouble",
            "Telnyx has trouble of its own.",
            _LATE,
            "Look at Telnyx's status page.",
        ),
        Trouble.NOT_ALLOWED: _Words(
            "Not allowed",
            "Telnyx does not allow what is asked of it.",
            "Callers may ring without being answered, and buttons may do nothing.",
            "See in the Telnyx portal what the API key and the account may do.",
        ),
        Trouble.LIMITED: _Words(
            "Telnyx limits us",
            "Telnyx limits our requests.",
            "Callers are answered and connected late.",
            "Wait; if it lasts, ask Telnyx for a higher limit.",
        ),
    }
)


@dataclass(frozen=True)
class Notice:
    """One line of the bar; `level` is bad or warn."""

    key: str
    level: str
    short: str
    title: str
    meaning: str
    advice: str
    since: datetime
    # What Telnyx said, or why we refused; empty when there is nothing to tell.
    detail: str = ""


def notices(state: ProviderState) -> list[Notice]:
    """Return what people should know, the worst first; empty while all is well."""
    clock = _of_clock(state.clock) if state.clock else None
    told = [_of_finding(one) for one in state.findings if not _is_told_by(clock, one)]
    if clock is None:
        return told
    return [clock, *told] if clock.level == "bad" else [*told, clock]


def short_words(state: ProviderState) -> str:
    return next((notice.short for notice in notices(state)), "")


def _is_told_by(clock: Notice | None, finding: Finding) -> bool:
    """A clock that is far off is why timestamps are stale."""
    is_alarm = clock is not None and clock.level == "bad"
    return is_alarm and finding.trouble == Trouble.STALE


def _of_finding(finding: Finding) -> Notice:
    words = _WORDS[finding.trouble]
    return Notice(
        key=finding.trouble.value.replace("_", "-"),
        level="bad",
        short=words.short,
        title=words.title,
        meaning=words.meaning,
        advice=words.advice,
        since=finding.since,
        detail=finding.detail,
    )


def _of_clock(clock: Clock) -> Notice:
    size = abs(clock.offset)
    difference = f"{duration(size)} {_side(clock.offset)} Telnyx's"
    is_too_far = size >= timedelta(seconds=TOLERANCE_SECS)
    return Notice(
        key="clock",
        level="bad" if clock.is_alarming else "warn",
        short=f"Clock {duration(size)} off",
        title=f"This server's clock is {difference}"
        + (", so webhooks are put aside." if is_too_far else "."),
        meaning=_UNSEEN if is_too_far else " ".join(_what_a_clock_means(size)),
        advice="Set the clock, and have it kept right (NTP).",
        since=clock.since,
    )


def _what_a_clock_means(size: timedelta) -> Iterator[str]:
    yield "Waits and wrap-up are counted from when webhooks come in, so they stay right."
    if size >= ALARM_FROM:
        limit = timedelta(seconds=TOLERANCE_SECS)
        yield f"From {duration(limit)} on webhooks are refused, and no call is seen."


def _side(offset: timedelta) -> str:
    return "ahead of" if offset > timedelta() else "behind"


def duration(span: timedelta) -> str:
    """Print 12 s, 6 min, 6 min 40 s, 3 h 5 min."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes and seconds:
        return f"{minutes} min {seconds} s"
    return f"{minutes} min" if minutes else f"{seconds} s"


def short_of(trouble: Trouble) -> str:
    return _WORDS[trouble].short
