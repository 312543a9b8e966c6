"""What the database has of several agents since each of them last rested."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from agents.models import Absence, AgentStateChange, Engagement, StateChoice
from agents.states import RESTING

if TYPE_CHECKING:
    from agents.aggregate import AgentAggregate

Log = Sequence[AgentStateChange]


@dataclass(frozen=True)
class Records:
    """What the database has of one agent."""

    log: Log
    choices: Sequence[StateChoice]
    engagements: Sequence[Engagement]
    absences: Sequence[Absence]


def records_of(
    agents: Collection["AgentAggregate"], *, now: datetime
) -> Iterator[tuple["AgentAggregate", Records]]:
    """Return each agent with what is stored of them, read once for all of them.

    A log begins with the last state in which the agent rested before anything that is
    new about any of them: with an earlier one than need be, the same comes out. It is
    empty for an agent of whom nothing was logged.
    """
    pks = [one.agent.pk for one in agents]
    logs = _logs(pks, before=min(one.touched_since(now) for one in agents))
    begun = [log[0].started_at for log in logs.values()]
    since = min(begun, default=now)
    choices = _by_agent(StateChoice.objects.filter(agent__in=pks, at__gte=since))
    engagements = _by_agent(
        Engagement.objects.filter(agent__in=pks, reserved_at__gte=since)
    )
    not_over = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    absences = _by_agent(Absence.objects.filter(not_over, agent__in=pks))
    for one in agents:
        pk = one.agent.pk
        log = logs.get(pk, ())
        yield one, Records(log, choices[pk], engagements[pk], absences[pk])


def _logs(pks: Collection[int], *, before: datetime) -> dict[int, Log]:
    rows = AgentStateChange.objects.filter(agent=OuterRef("agent"))
    rested = rows.filter(state__in=RESTING, started_at__lt=before)
    last = rested.order_by("-started_at").values("started_at")[:1]
    since = AgentStateChange.objects.filter(
        agent__in=pks, started_at__gte=Subquery(last)
    )
    logs = {pk: _from_rest(log, before) for pk, log in _by_agent(since).items()}
    return {**logs, **_whole_logs(set(pks) - logs.keys())}


def _whole_logs(pks: Collection[int]) -> dict[int, Log]:
    """Return the logs of agents who have not rested before what is new."""
    rows = AgentStateChange.objects.filter(agent__in=pks) if pks else None
    return dict(_by_agent(rows)) if rows is not None else {}


def _from_rest(log: Log, before: datetime) -> Log:
    """Drop what goes before the last state in which they rested; of one moment, the
    last that was written is the one that lasted."""
    places = [
        place
        for place, row in enumerate(log)
        if row.state in RESTING and row.started_at < before
    ]
    return log[places[-1] :]


def _by_agent(rows: QuerySet[Any]) -> defaultdict[int, list[Any]]:
    """Sorted here: Django takes longer to write ORDER BY than Python to sort a few."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by():
        found[row.agent_id].append(row)
    for some in found.values():
        some.sort(key=_place_of)
    return found


def _place_of(row: Any) -> tuple[datetime, int]:
    if isinstance(row, AgentStateChange):
        return row.started_at, row.pk
    if isinstance(row, Absence):
        return row.began_at, row.pk
    return (row.at, row.pk) if isinstance(row, StateChoice) else (row.reserved_at, 0)
