"""What can disagree, and what follows from having compared again: pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices


class Kind(TextChoices):
    LEG_GONE_THERE = "leg_gone_there", "Live here, ended at Telnyx"
    LEG_UNKNOWN_HERE = "leg_unknown_here", "Live at Telnyx, unknown here"
    NO_PLACE = "no_place", "In a queue here, not at Telnyx"
    ROOM_DIFFERS = "room_differs", "Room differs from Telnyx's"
    LOST_WEBHOOK = "lost_webhook", "Webhook that never came"
    AGENT_RESERVED = "agent_reserved", "Agent reserved without an offer"
    AGENT_AWAY = "agent_away", "Agent available without a screen"
    RECORDING_MISSING = "recording_missing", "Recording not fetched"
    NO_OUTCOME = "no_outcome", "Command without an outcome"
    DEAD_LETTER = "dead_letter", "Webhook that could not be applied"


@dataclass(frozen=True)
class Evidence:
    """One thing that is known, of one side."""

    side: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One disagreement, as whoever compared sees it.

    `key` names the thing, alike each time ("leg:v3:…"); `subject` is what its repair
    needs to know. `theirs` is empty where only our own records are concerned.
    """

    kind: Kind
    key: str
    title: str
    ours: str
    theirs: str = ""
    since: datetime
    call_pk: int | None = None
    subject: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Changes:
    new: tuple[Found, ...]
    still: tuple[Found, ...]
    # The (kind, key) of what agrees again.
    gone: tuple[tuple[str, str], ...]


def compare(
    known: Collection[tuple[str, str]], found: Iterable[Found], kinds: Collection[str]
) -> Changes:
    """Tell what is new from what is known, by (kind, key), of the kinds looked for.

    What was not looked for is neither there nor gone. Of two findings about the same
    thing the first one counts.
    """
    by_key: dict[tuple[str, str], Found] = {}
    for one in found:
        if one.kind in kinds:
            by_key.setdefault((one.kind, one.key), one)
    seen = set(known)
    return Changes(
        new=tuple(one for key, one in by_key.items() if key not in seen),
        still=tuple(one for key, one in by_key.items() if key in seen),
        gone=tuple(
            sorted(one for one in seen if one[0] in kinds and one not in by_key)
        ),
    )
