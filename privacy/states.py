"""What is kept of callers and agents, for what, and how long each of it is. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import TextChoices

LEAST_DAYS, MOST_DAYS = 2, 36_500


class Purpose(TextChoices):
    """In the order in which the job takes them: a call goes after what hangs on it."""

    AUDIO = "audio", "Audio of recordings"
    WEBHOOKS = "webhooks", "Raw webhooks"
    COMMANDS = "commands", "Commands to Telnyx"
    NOTES = "notes", "Lines of timelines"
    STATES = "states", "States of agents"
    CALLS = "calls", "Calls"


# Why each is kept: what is no longer needed for it may go.
WHY = {
    Purpose.AUDIO: "To hear again what was said, for training and complaints.",
    Purpose.WEBHOOKS: "To see what Telnyx told, and to apply it once more.",
    Purpose.COMMANDS: "To see what was asked of Telnyx; who was dialled goes with the "
    "call.",
    Purpose.NOTES: "To read how a call went, in words.",
    Purpose.STATES: "To see when who was on duty.",
    Purpose.CALLS: "The call with its legs, waits, offers and rooms, for history and "
    "figures; with it goes all of the above that is left of it.",
}
# These belong to a call, and so to the queues that it was in.
OF_CALLS = frozenset(Purpose) - {Purpose.STATES}


@dataclass(frozen=True)
class Periods:
    """How many days something is kept: None for ever, `by_queue` where it differs."""

    default: int | None = None
    by_queue: Mapping[int, int | None] = field(default_factory=dict)

    def rule_for(self, queues: Collection[int]) -> tuple[int | None, int | None]:
        """Return the queue whose period holds (None for the usual one), and its days.

        A call that was in several queues is kept for as long as the longest of them says.
        """
        rules = {(queue if queue in self.by_queue else None) for queue in queues}
        days = {rule: self._days(rule) for rule in rules or {None}}
        return max(days.items(), key=lambda rule: (_endless(rule[1]), -(rule[0] or 0)))

    def _days(self, rule: int | None) -> int | None:
        return self.default if rule is None else self.by_queue[rule]


def _endless(days: int | None) -> float:
    return float("inf") if days is None else days


def cutoff(now: datetime, days: int) -> datetime:
    """Return since when something is too new to go."""
    return now - timedelta(days=days)


@dataclass(frozen=True)
class Item:
    """A row that may have to go: since when, and the call it belongs to, if any."""

    pk: int
    at: datetime
    call: int | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Chosen:
    """What of some rows goes, and up to where they were looked through."""

    due: list[Item]
    cursor: int
    reached: datetime | None
    is_end: bool


def choose(
    items: Collection[Item],
    *,
    cursor: int,
    rule: int | None,
    before: datetime,
    periods: Periods,
    queues: Mapping[int, Collection[int]],
    held: Collection[int],
) -> Chosen:
    """Choose those of `items`, in the order of their keys, that a rule lets go.

    The first that is too new for it is the end: what comes after is newer. What another
    rule keeps, what is held and what still goes on is passed by.
    """
    due: list[Item] = []
    reached = None
    for item in items:
        if item.at >= before:
            return Chosen(due, cursor, reached, is_end=True)
        cursor, reached = item.pk, item.at
        governed = periods.rule_for(queues.get(item.call or 0, ()))[0] == rule
        if governed and not item.is_open and item.call not in held:
            due.append(item)
    return Chosen(due, cursor, reached, is_end=not items)
