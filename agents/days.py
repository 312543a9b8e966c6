"""An agent's day as it was: which state when, and what that adds up to.

Nothing here changes with time alone: what has not ended counts up to where it began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from agents.aggregate import held_of
from agents.models import Agent, AgentStateChange, Engagement
from agents.states import ABSENT, AgentState
from ui.charts import Bars

# What the parts of a day are called, in the order in which they are drawn.
PARTS = {
    "talk": ("Talk", (AgentState.ON_CALL,)),
    "wrap-up": ("Wrap-up", (AgentState.WRAP_UP,)),
    "free": ("Available", (AgentState.AVAILABLE, AgentState.RESERVED)),
    "away": ("Not ready", (AgentState.NOT_READY, AgentState.NOT_RESPONDING)),
}
FIRST_HOUR, LAST_HOUR = 8, 18


@dataclass(frozen=True)
class Stretch:
    """A state for a while; places and sizes in per cent of the day."""

    state: str
    label: str
    began_at: datetime
    # None while it lasts.
    ended_at: datetime | None
    # Who chose it; empty where it followed from a call.
    by: str
    x: str
    width: str

    @property
    def is_drawn(self) -> bool:
        return self.state not in ABSENT


@dataclass(frozen=True)
class Part:
    key: str
    label: str
    share: int
    x: int


@dataclass(frozen=True)
class Day:
    calls: int
    missed: int
    # Talk and wrap-up of the calls that are done with.
    aht: timedelta | None
    # The share of the time with callers in that for callers, in per cent.
    occupancy: int | None
    parts: Sequence[Part]
    hours: Sequence[tuple[int, int]]

    @property
    def chart(self) -> Bars:
        return Bars({"calls": [count for _, count in self.hours]})


def midnight_of(now: datetime) -> datetime:
    """Return the beginning of the day in the site's time zone."""
    day = timezone.localtime(now).date()
    return timezone.make_aware(datetime.combine(day, time.min))


def stretches_of(agent: Agent, *, now: datetime) -> list[Stretch]:
    """Return the states of the day, oldest first; one query."""
    since = midnight_of(now)
    length = midnight_of(since + timedelta(hours=30)) - since
    rows = AgentStateChange.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=since), agent=agent
    ).select_related("changed_by")
    return [
        _stretch(row, since, length)
        for row in sorted(rows.order_by(), key=lambda row: (row.started_at, row.pk))
        if row.started_at < since + length
    ]


def _stretch(row: AgentStateChange, since: datetime, length: timedelta) -> Stretch:
    began_at = max(row.started_at, since)
    ended_at = row.ended_at
    lasted = (ended_at - began_at) if ended_at else timedelta()
    who = row.changed_by
    label = AgentState(row.state).label
    return Stretch(
        state=row.state,
        label=f"{label} · {row.reason}" if row.reason else label,
        began_at=began_at,
        ended_at=ended_at,
        by=(who.get_full_name() or who.get_username()) if who else "",
        x=f"{100 * ((began_at - since) / length):.3f}",
        width=f"{max(0.05, 100 * (lasted / length)):.3f}",
    )


def day_of(agent: Agent, *, now: datetime) -> Day:
    """Return what an agent did today; two queries."""
    since = midnight_of(now)
    held = Engagement.objects.filter(agent=agent, reserved_at__gte=since).order_by()
    engagements = list(held)
    connected = [one.connected_at for one in engagements if one.connected_at]
    times = _times(stretches_of(agent, now=now))
    busy, free = times["talk"] + times["wrap-up"], times["free"]
    return Day(
        calls=len(connected),
        missed=sum(one.is_missed for one in engagements),
        aht=_aht(engagements, now),
        occupancy=round(100 * (busy / (busy + free))) if busy + free else None,
        parts=_parts(times),
        hours=_hours(connected),
    )


def _times(stretches: Iterable[Stretch]) -> dict[str, timedelta]:
    times = dict.fromkeys(PARTS, timedelta())
    part_of = {state: key for key, (_, states) in PARTS.items() for state in states}
    for one in stretches:
        key = part_of.get(AgentState(one.state))
        if key and one.ended_at:
            times[key] += one.ended_at - one.began_at
    return times


def _aht(engagements: Iterable[Engagement], now: datetime) -> timedelta | None:
    lasted = []
    for one in engagements:
        until = held_of(one).wrap_up_until
        if one.connected_at and until and until <= now:
            lasted.append(until - one.connected_at)
    return sum(lasted, timedelta()) / len(lasted) if lasted else None


def _parts(times: dict[str, timedelta]) -> list[Part]:
    total = sum(times.values(), timedelta())
    parts, until = [], timedelta()
    for key, (label, _) in PARTS.items() if total else ():
        x = round(100 * (until / total))
        until += times[key]
        parts.append(Part(key, label, round(100 * (until / total)) - x, x))
    return parts


def _hours(connected: Sequence[datetime]) -> list[tuple[int, int]]:
    """Count calls by hour of the site, over the hours of a usual day and all that had one."""
    hours = [timezone.localtime(at).hour for at in connected]
    first = min([FIRST_HOUR, *hours])
    last = max([LAST_HOUR, *hours])
    return [(hour, hours.count(hour)) for hour in range(first, last + 1)]
