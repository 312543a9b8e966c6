"""Why callers still wait, for those whose turn is near; the others wait for these."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q

from queues.models import Offer, QueueEntry, SkillNeed
from queues.queries.candidates import (
    RESTS_BECAUSE,
    colleagues,
    policies_of,
    waiting_for,
)
from queues.routing import Colleague, Why, why_waiting
from queues.states import PICKABLE, EntryState, Mode, OfferState

# Of each queue; whoever stands behind them is told how many go before.
MOST_EXPLAINED = 20
LONGEST_REST = timedelta(seconds=600)

Rests = dict[tuple[int | None, int], datetime]


def reasons_why(entries: Sequence[QueueEntry], *, now: datetime) -> dict[int, Why]:
    """Return by entry why nobody has the caller now; needs `queue` loaded.

    `entries` are in the order in which they are next. Who rings an agent, or is not let
    in yet, is left out. A fixed number of queries, however many wait.
    """
    waiting = [entry for entry in entries if _is_waiting(entry)]
    if not waiting:
        return {}
    queues = {entry.queue_id: entry.queue for entry in waiting}
    policies = policies_of(list(queues.values()))
    members = colleagues(policies)
    rests = _rests([entry.pk for entry in waiting], now=now)
    ahead: dict[int, int] = defaultdict(int)
    found = {}
    for entry in waiting:
        before = ahead[entry.queue_id]
        ahead[entry.queue_id] += 1
        if before >= MOST_EXPLAINED:
            found[entry.pk] = Why(f"{before} before them.")
            continue
        found[entry.pk] = why_waiting(
            policies[entry.queue_id],
            Mode(entry.queue.mode),
            _with_rests(members[entry.queue_id], entry, rests),
            entered_at=entry.entered_at,
            sticky=waiting_for(entry, offers=0).sticky,
            ahead=before,
            now=now,
        )
    return found


def _is_waiting(entry: QueueEntry) -> bool:
    is_let_in = entry.state == EntryState.WAITING or entry.is_shut_out
    return entry.state in PICKABLE and is_let_in


def _rests(entry_pks: Collection[int], *, now: datetime) -> Rests:
    """Return until when agents are not asked: for one caller, or (None) for anybody."""
    over = Offer.objects.filter(ended_at__gt=now - LONGEST_REST)
    refused = Q(entry__in=entry_pks, state__in=RESTS_BECAUSE)
    rows = over.filter(refused | Q(state=OfferState.FAILED)).order_by("ended_at")
    found: Rests = {}
    for entry_pk, agent_pk, state, ended_at, secs in rows.values_list(
        "entry_id", "agent_id", "state", "ended_at", "entry__queue__not_again_secs"
    ):
        if ended_at is not None:
            until = ended_at + timedelta(seconds=secs)
            found[entry_pk, agent_pk] = until
            if state == OfferState.FAILED:
                found[None, agent_pk] = until
    return found


def _with_rests(
    members: Sequence[Colleague], entry: QueueEntry, rests: Rests
) -> Sequence[Colleague]:
    if not rests:
        return members
    return [
        replace(one, rests_until=until)
        if (until := _rest_of(one, entry, rests))
        else one
        for one in members
    ]


def _rest_of(one: Colleague, entry: QueueEntry, rests: Rests) -> datetime | None:
    keys = ((entry.pk, one.agent_pk), (None, one.agent_pk))
    return max((rests[key] for key in keys if key in rests), default=None)


def why_of_call(call_pk: int, *, now: datetime) -> Why | None:
    """Return why the caller of a call still waits; None when they do not."""
    open_ones = QueueEntry.objects.filter(call=call_pk, state__in=PICKABLE)
    entry = open_ones.select_related("queue", "sticky_agent").first()
    if entry is None:
        return None
    ahead = QueueEntry.objects.filter(queue=entry.queue_id, state__in=PICKABLE).filter(
        Q(priority__gt=entry.priority)
        | Q(priority=entry.priority, entered_at__lt=entry.entered_at)
    )
    why = reasons_why([entry], now=now).get(entry.pk)
    before = ahead.count()
    if why is not None and before >= MOST_EXPLAINED:
        return Why(f"{before} before them.")
    return why


def is_reason_over(*, since: datetime, now: datetime) -> bool:
    """Whether time alone has ended since then why somebody waits: less is needed of an
    agent, the wait for one agent is over, or one may be asked again."""
    waiting = QueueEntry.objects.filter(state__in=PICKABLE).order_by()
    if not waiting.exists():
        return False
    if waiting.filter(sticky_until__gt=since, sticky_until__lte=now).exists():
        return True
    return _has_relaxed(since, now) or _has_rested(since, now)


def _has_relaxed(since: datetime, now: datetime) -> bool:
    steps = SkillNeed.objects.filter(after_secs__gt=0).order_by()
    has_reached = Q(pk__in=())
    for queue_pk, secs in steps.values_list("queue_id", "after_secs").distinct():
        after = timedelta(seconds=secs)
        entered = Q(entered_at__gt=since - after, entered_at__lte=now - after)
        has_reached |= entered & Q(queue=queue_pk)
    waiting = QueueEntry.objects.filter(state__in=PICKABLE)
    return waiting.filter(has_reached).exists()


def _has_rested(since: datetime, now: datetime) -> bool:
    over = Offer.objects.filter(
        ended_at__gt=since - LONGEST_REST, state__in=RESTS_BECAUSE
    ).order_by()
    return any(
        since < ended_at + timedelta(seconds=secs) <= now
        for ended_at, secs in over.values_list(
            "ended_at", "entry__queue__not_again_secs"
        )
        if ended_at is not None
    )
