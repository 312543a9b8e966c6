"""Who of a queue could be asked now, and what they are compared by.

Only the members who are available are read, whatever the number of those who wait or
talk; what a strategy does not look at is not read at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agents.models import AgentSkill, Workday
from agents.queries import may_be_offered, reachable
from agents.states import AgentState
from queues.models import Membership, Offer, Queue, QueueEntry, SkillNeed, Turn
from queues.routing import Candidate, Colleague, Policy, SkillStep, Sticky, WaitingFor
from queues.states import IdleSince, OfferState, Strategy

Skills = dict[int, dict[int, int]]
# Of whom an offer came to nothing so, is not asked again for this caller for a while.
RESTS_BECAUSE = {
    OfferState.DECLINED: "declined this caller",
    OfferState.NO_ANSWER: "did not answer",
    OfferState.UNREACHABLE: "was not reachable",
    OfferState.CANCELLED: "gave this caller back",
    OfferState.FAILED: "could not be connected",
}
BY_THE_DAY = (Strategy.FEWEST_CALLS, Strategy.LEAST_TALK)
IDLE_SINCE = {
    IdleSince.AVAILABLE: "agent__available_at",
    IdleSince.CALL: "agent__call_ended_at",
    IdleSince.WRAP_UP: "agent__wrap_up_ended_at",
}
# More of those who were not available are only counted.
MOST_NAMED = 20


def policies_of(queues: Collection[Queue]) -> dict[int, Policy]:
    """Return how each queue gives its callers out, by its key; one query."""
    steps: dict[int, list[SkillStep]] = defaultdict(list)
    needs = SkillNeed.objects.filter(queue__in=queues).order_by("after_secs")
    for need in needs.select_related("skill"):
        after = timedelta(seconds=need.after_secs)
        step = SkillStep(need.skill_id, need.skill.name, need.level, after)
        steps[need.queue_id].append(step)
    return {
        queue.pk: Policy(
            queue_name=queue.name,
            strategy=Strategy(queue.strategy),
            idle_since=IdleSince(queue.idle_since),
            ring_several=queue.ring_several,
            steps=tuple(steps[queue.pk]),
        )
        for queue in queues
    }


def available(queues: Collection[Queue], *, now: datetime) -> QuerySet[Membership]:
    """Return the members of queues who may be offered a call, and can be dialled."""
    return Membership.objects.filter(
        queue__in=queues,
        agent__in=reachable(may_be_offered(now=now)),
    ).order_by()


def waiting_for(entry: QueueEntry, *, offers: int) -> WaitingFor:
    """Return the caller whom somebody is looked for; `offers` there were already."""
    sticky = None
    if entry.sticky_agent_id and entry.sticky_until:
        name = entry.sticky_agent.name if entry.sticky_agent else ""
        sticky = Sticky(entry.sticky_agent_id, name, entry.sticky_until)
    return WaitingFor(entry.pk, entry.entered_at, sticky, offers)


def candidates(
    entry: QueueEntry, policy: Policy, *, but: Collection[int] = (), now: datetime
) -> list[Candidate]:
    """Return who is available for a caller, but these agents."""
    queue = entry.queue
    rows = [row for row in _rows(queue, now=now) if row[0] not in but]
    if not rows:
        return []
    pks = [row[0] for row in rows]
    rests = _rests(entry, pks, now=now)
    skills = skills_of(pks, policy.steps)
    days = _days(pks, now=now) if policy.strategy in BY_THE_DAY else {}
    turns = _turns(queue) if policy.strategy == Strategy.ROUND_ROBIN else {}
    found = []
    for pk, name, place, rank, idle_since, state_since in rows:
        calls, talked = days.get(pk, (0, timedelta()))
        rests_until, because = rests.get(pk, (None, ""))
        found.append(
            Candidate(
                agent_pk=pk,
                name=name,
                idle_since=idle_since or state_since,
                place=place,
                rank=rank,
                offered_at=turns.get(pk),
                calls=calls,
                talked=talked,
                skills=skills[pk],
                rests_until=rests_until,
                rests_because=because,
            )
        )
    return found


def _rows(queue: Queue, *, now: datetime) -> Iterable[tuple[Any, ...]]:
    return available([queue], now=now).values_list(
        "agent_id",
        "agent__name",
        "place",
        "rank",
        IDLE_SINCE[IdleSince(queue.idle_since)],
        "agent__state_since",
    )


def skills_of(agent_pks: Collection[int], steps: Sequence[SkillStep]) -> Skills:
    """Return the levels that agents have of the skills in question."""
    found: Skills = defaultdict(dict)
    if steps:
        wanted = {step.skill_pk for step in steps}
        rows = AgentSkill.objects.filter(agent__in=agent_pks, skill__in=wanted)
        for agent_pk, skill_pk, level in rows.values_list(
            "agent_id", "skill_id", "level"
        ):
            found[agent_pk][skill_pk] = level
    return found


def _rests(
    entry: QueueEntry, agent_pks: Collection[int], *, now: datetime
) -> dict[int, tuple[datetime, str]]:
    """Return until when agents are not asked, and why.

    Who did not take this caller is not asked for them again at once. An agent whose
    connection failed is asked for nobody: the next call would fail as well.
    """
    rest = timedelta(seconds=entry.queue.not_again_secs)
    over = Offer.objects.filter(ended_at__gt=now - rest, state__in=RESTS_BECAUSE)
    concerned = over.filter(Q(entry=entry) | Q(state=OfferState.FAILED))
    rows = concerned.filter(agent__in=agent_pks).order_by("ended_at")
    return {
        agent_pk: (ended_at + rest, RESTS_BECAUSE[OfferState(state)])
        for agent_pk, state, ended_at in rows.values_list(
            "agent_id", "state", "ended_at"
        )
        if ended_at is not None
    }


def _turns(queue: Queue) -> dict[int, datetime]:
    rows = Turn.objects.filter(queue=queue).order_by()
    return dict(rows.values_list("agent_id", "asked_at"))


def _days(
    agent_pks: Collection[int], *, now: datetime
) -> dict[int, tuple[int, timedelta]]:
    today = timezone.localtime(now).date()
    rows = Workday.objects.filter(agent__in=agent_pks, day=today)
    return {
        agent_pk: (calls, timedelta(milliseconds=talked_ms))
        for agent_pk, calls, talked_ms in rows.values_list(
            "agent_id", "calls", "talked_ms"
        )
    }


def others_of(queue: Queue) -> list[dict[str, Any]]:
    """Return who was not available: for each state how many, and names of a few."""
    absent = Membership.objects.filter(queue=queue).exclude(
        agent__state=AgentState.AVAILABLE
    )
    named = absent.order_by("agent__name").values_list("agent__state", "agent__name")
    few = list(named[: MOST_NAMED + 1])
    if len(few) > MOST_NAMED:
        counted = absent.order_by().values_list("agent__state").annotate(Count("pk"))
        return [{"state": state, "count": count} for state, count in sorted(counted)]
    names: dict[str, list[str]] = defaultdict(list)
    for state, name in few:
        names[state].append(name)
    return [
        {"state": state, "count": len(some), "names": some}
        for state, some in sorted(names.items())
    ]


def colleagues(policies: Mapping[int, Policy]) -> dict[int, list[Colleague]]:
    """Return the members of these queues as they are now, by queue; two queries."""
    members = Membership.objects.filter(queue__in=policies, agent__retired_at=None)
    rows = list(
        members.order_by("agent__name").values_list(
            "queue_id",
            "agent_id",
            "agent__name",
            "agent__state",
            "agent__state_until",
        )
    )
    steps = [step for policy in policies.values() for step in policy.steps]
    skills = skills_of({row[1] for row in rows}, steps)
    found: dict[int, list[Colleague]] = defaultdict(list)
    for queue_pk, agent_pk, name, state, until in rows:
        found[queue_pk].append(
            Colleague(agent_pk, name, state, until, skills=skills[agent_pk])
        )
    return found
