"""What is read of recordings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from agents.models import Agent
from calls.models import Call, Leg
from calls.search import calls_with
from calls.states import CallState, LegRole, LegState
from queues.models import Queue
from recordings.models import Recording
from recordings.states import OPEN_RECORDING, RecordingState

FIRST_PAGE = 25


@dataclass(frozen=True)
class RecordingFilter:
    """Which recordings to list; what is empty or None does not restrict."""

    number: str = ""
    first_day: date | None = None
    last_day: date | None = None
    queue_name: str = ""
    agent_pk: int | None = None
    state: str = ""


def customer_leg_of(call: Call) -> Leg | None:
    legs = Leg.objects.filter(call=call, role=LegRole.CUSTOMER, state=LegState.ANSWERED)
    return legs.order_by("-answered_at", "-pk").first()


def unsaved_of(leg: Leg) -> list[Recording]:
    """Return the recordings of a leg for which Telnyx has given no id yet."""
    rows = Recording.objects.filter(leg=leg, recording_id__isnull=True)
    rows = rows.exclude(state=RecordingState.FAILED)
    return list(rows.order_by("requested_at", "pk"))


def open_recording_of(call_pks: Iterable[int]) -> dict[int, Recording]:
    """Return the recording under way of each of these calls that has one."""
    rows = Recording.objects.filter(call__in=call_pks, state__in=OPEN_RECORDING)
    return {row.call_id: row for row in rows}


def under_way(calls: QuerySet[Call]) -> list[Recording]:
    """Return the recordings under way of these calls, with people; four queries."""
    rows = Recording.objects.filter(state__in=OPEN_RECORDING, call__in=calls)
    return list(with_people(rows).order_by("requested_at", "pk"))


def with_people(recordings: QuerySet[Recording]) -> QuerySet[Recording]:
    """Load the call and, as `recording.call.agent_legs`, who was on it."""
    legs = Leg.objects.filter(role=LegRole.AGENT, answered_at__isnull=False)
    return recordings.select_related("call", "requested_by").prefetch_related(
        Prefetch("call__legs", legs.select_related("user__agent"), to_attr="agent_legs")
    )


def found(
    recordings: QuerySet[Recording], wanted: RecordingFilter
) -> QuerySet[Recording]:
    """Return those of `recordings` that are wanted, newest first.

    A day begins and ends at midnight of the site's time zone.
    """
    if wanted.number:
        recordings = recordings.filter(calls_with(wanted.number, path="call__"))
    if wanted.first_day:
        recordings = recordings.filter(requested_at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        next_day = wanted.last_day + timedelta(days=1)
        recordings = recordings.filter(requested_at__lt=_midnight(next_day))
    if wanted.queue_name:
        recordings = recordings.filter(call__queue_name=wanted.queue_name)
    if wanted.agent_pk:
        calls = Call.objects.filter(legs__user__agent=wanted.agent_pk)
        recordings = recordings.filter(call__in=calls)
    if wanted.state:
        recordings = recordings.filter(state=wanted.state)
    return with_people(recordings).order_by("-requested_at", "-pk")


def names_of_queues(queues: QuerySet[Queue]) -> list[str]:
    return list(queues.order_by("name").values_list("name", flat=True))


def names_of_agents(agents: QuerySet[Agent]) -> list[tuple[int, str]]:
    return list(agents.order_by("name").values_list("pk", "name"))


def people_of(recording: Recording) -> list[str]:
    """Return the names of the agents in the call; needs `with_people`."""
    legs: list[Leg] = recording.call.agent_legs  # type: ignore[attr-defined]
    return list(dict.fromkeys(_name(leg.user) for leg in legs if leg.user))


def _name(user: User) -> str:
    agent = getattr(user, "agent", None)
    return agent.name if agent else user.get_full_name() or user.get_username()


def talking_leg_of(user_pk: int) -> Leg | None:
    """Return the agent's leg of the conversation that this person is in."""
    agent = (
        Agent.objects.filter(user_id=user_pk, leg__isnull=False)
        .exclude(leg__state=LegState.ENDED)
        .select_related("leg__call")
        .first()
    )
    if agent is None or agent.leg is None:
        return None
    return agent.leg if agent.leg.call.state == CallState.TALKING else None


def due_for_archive(*, now: datetime) -> list[int]:
    """Return what waits to be fetched from Telnyx, by primary key."""
    rows = Recording.objects.filter(
        state=RecordingState.PROCESSING,
        recording_id__isnull=False,
        archive_retry_at__lte=now,
    )
    return list(rows.order_by("archive_retry_at").values_list("pk", flat=True)[:20])


def due_to_look_for(*, now: datetime, after: timedelta) -> list[Recording]:
    """Return the recordings of which no saved event has come, to be looked for now.

    `after` is how long the event may take before the list is asked for the first time.
    """
    rows = Recording.objects.filter(
        Q(look_at__lte=now) | Q(look_at=None, ended_at__lte=now - after),
        state=RecordingState.PROCESSING,
        recording_id__isnull=True,
        leg__isnull=False,
    )
    due = rows.annotate(due_at=Coalesce("look_at", "ended_at"))
    return list(due.select_related("leg").order_by("due_at")[:20])


def last_failure_of(call: Call) -> Recording | None:
    """Return the newest recording of a call if it came to nothing."""
    newest = (
        Recording.objects.filter(call=call).order_by("-requested_at", "-pk").first()
    )
    return newest if newest and newest.state == RecordingState.FAILED else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
