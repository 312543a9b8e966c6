"""What each agent did in a day, counted as it becomes true and as it is corrected."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from agents.models import Workday
from callcontrol.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Talk:
    """What one conversation adds to the day on which it began."""

    day: date
    # Zero as long as it lasts.
    lasted: timedelta


def talk_of(connected_at: datetime | None, over_at: datetime | None) -> Talk | None:
    """Return what a conversation adds; None for one that did not come about."""
    if connected_at is None:
        return None
    lasted = (over_at or connected_at) - connected_at
    return Talk(timezone.localtime(connected_at).date(), max(lasted, timedelta()))


class Workdays:
    """The days of the agents of a unit of work, who are locked."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._rows: dict[tuple[int, date], Workday] = {}

    def replace(self, agent_pk: int, before: Talk | None, after: Talk | None) -> None:
        """Count a conversation as it is known now, and no more as it was before."""
        if before == after:
            return
        for talk, sign in ((before, -1), (after, 1)):
            if talk is not None:
                row = self._row(agent_pk, talk.day)
                lasted_ms = round(talk.lasted / timedelta(milliseconds=1))
                row.calls = max(0, row.calls + sign)
                row.talked_ms = max(0, row.talked_ms + sign * lasted_ms)

    def _row(self, agent_pk: int, day: date) -> Workday:
        key = agent_pk, day
        if key not in self._rows:
            known = Workday.objects.filter(agent=agent_pk, day=day).first()
            row = known or Workday(agent_id=agent_pk, day=day)
            keep = self.work.keep if known else self.work.add
            self._rows[key] = keep(row)
        return self._rows[key]
