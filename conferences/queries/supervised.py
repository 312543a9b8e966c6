"""What screens show of live calls and of the supervisors on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from calls.models import Call, Leg
from calls.states import CallState, LegRole, LegState
from conferences.models import Conference, Supervision
from conferences.queries import name_of
from conferences.states import (
    OPEN_CONFERENCE,
    OPEN_SUPERVISION,
    SupervisionState,
    SupervisorRole,
)
from provider.numbers import readable

ICONS = {
    SupervisorRole.MONITOR: "ear",
    SupervisorRole.WHISPER: "message-circle",
    SupervisorRole.BARGE: "megaphone",
}
DOING = {
    SupervisorRole.MONITOR: "Listening to",
    SupervisorRole.WHISPER: "Coaching",
    SupervisorRole.BARGE: "Joined",
}
# A supervision that failed is shown for as long, unless it is dismissed earlier.
FAILURE_SHOWN_FOR = timedelta(minutes=2)


@dataclass(frozen=True)
class Listener:
    """A supervisor on a live call, as everybody may see them."""

    name: str
    role: SupervisorRole
    is_pending: bool

    @property
    def icon(self) -> str:
        return ICONS[self.role]


@dataclass(frozen=True)
class LiveCall:
    call: Call
    queue: str
    # Whom the caller talks with, in words; who listens, when nobody else is there.
    company: str
    listeners: tuple[Listener, ...]
    conference: Conference | None
    # Why nobody can listen to it now; empty when they can.
    why_not: str


def live_calls(seen: QuerySet[Call]) -> list[LiveCall]:
    """Return those in which somebody talks, longest first; a fixed query count."""
    calls = (
        seen.filter(state=CallState.TALKING)
        .order_by("talking_at", "pk")
        .prefetch_related(*_parts_of_a_live_call())
    )
    return [_live_call(call) for call in calls]


def _parts_of_a_live_call() -> tuple["Prefetch[str]", ...]:
    others = (LegRole.AGENT, LegRole.GUEST)
    legs = Leg.objects.filter(role__in=others, state=LegState.ANSWERED)
    watching = Supervision.objects.filter(state__in=OPEN_SUPERVISION)
    rooms = Conference.objects.filter(state__in=OPEN_CONFERENCE, is_shown=True)
    return (
        Prefetch("legs", legs.select_related("user__agent"), to_attr="other_legs"),
        Prefetch(
            "supervisions",
            watching.select_related("supervisor__agent").order_by("requested_at"),
            to_attr="open_supervisions",
        ),
        Prefetch("conferences", rooms, to_attr="open_conferences"),
    )


def _live_call(call: Call) -> LiveCall:
    legs: list[Leg] = call.other_legs  # type: ignore[attr-defined]
    rooms: list[Conference] = call.open_conferences  # type: ignore[attr-defined]
    watching: list[Supervision] = call.open_supervisions  # type: ignore[attr-defined]
    return LiveCall(
        call=call,
        queue=call.queue_name,
        company=", ".join(_company(legs, watching)),
        listeners=tuple(
            Listener(
                name=name_of(one.supervisor),
                role=SupervisorRole(one.role),
                is_pending=one.state == SupervisionState.PENDING,
            )
            for one in watching
        ),
        conference=rooms[0] if rooms else None,
        why_not="" if _has_agent(legs) else "No agent is on this call.",
    )


def _has_agent(legs: list[Leg]) -> bool:
    return any(leg.role == LegRole.AGENT for leg in legs)


def _company(legs: list[Leg], watching: list[Supervision]) -> list[str]:
    talking = [name_of(leg.user) or readable(leg.address) for leg in legs]
    return talking or [name_of(one.supervisor) for one in watching]


@dataclass(frozen=True)
class Choice:
    """One of the three buttons of the dock."""

    role: SupervisorRole
    # Lit: confirmed by Telnyx. Striped: asked for.
    is_active: bool
    is_pending: bool

    @property
    def icon(self) -> str:
        return ICONS[self.role]


@dataclass(frozen=True)
class Dock:
    """What a supervisor does on a call: what is confirmed, and what is asked for."""

    # The newest one: the one that Leave names.
    supervision: Supervision
    call: Call
    agent: str
    active: Supervision | None
    pending: Supervision | None
    failure: str
    # From then on the failure is old news.
    failure_until: datetime | None
    is_heard_by_agent: bool
    is_heard_by_caller: bool

    @property
    def is_over(self) -> bool:
        """Say whether there is only a failure left to read."""
        return self.supervision.state == SupervisionState.FAILED and not self.active

    @property
    def is_leaving(self) -> bool:
        return not (self.active or self.pending or self.is_over)

    @property
    def icon(self) -> str:
        return ICONS[SupervisorRole((self.active or self.supervision).role)]

    @property
    def headline(self) -> str:
        """Say what is true of the call now, not what is asked for."""
        if self.active:
            return DOING[SupervisorRole(self.active.role)]
        if self.pending:
            return "Connecting to"
        return "Could not join" if self.is_over else "Leaving"

    @property
    def choices(self) -> list[Choice]:
        active = self.active.role if self.active else None
        pending = self.pending.role if self.pending else None
        return [
            Choice(role, role.value == active, role.value == pending)
            for role in SupervisorRole
        ]


def dock_of(user_pk: int, *, now: datetime) -> Dock | None:
    """Return the dock of one supervisor, None when there is nothing to show."""
    rows = list(
        Supervision.objects.filter(supervisor_id=user_pk)
        .filter(
            Q(state__in=OPEN_SUPERVISION)
            | Q(
                state=SupervisionState.FAILED,
                dismissed_at__isnull=True,
                ended_at__gt=now - FAILURE_SHOWN_FOR,
            )
        )
        .select_related("call", "supervised_leg__user__agent")
        .order_by("-requested_at", "-pk")
    )
    if not rows:
        return None
    newest = rows[0]
    # An old leg that is being dropped is in the call until Telnyx says that it is not.
    roles_heard = {row.role for row in rows if row.active_at and row.ended_at is None}
    return Dock(
        supervision=newest,
        call=newest.call,
        agent=name_of(newest.supervised_leg.user),
        active=_first(rows, SupervisionState.ACTIVE),
        pending=_first(rows, SupervisionState.PENDING),
        failure=newest.failure,
        failure_until=newest.ended_at and newest.ended_at + FAILURE_SHOWN_FOR,
        is_heard_by_agent=bool(
            roles_heard & {SupervisorRole.WHISPER, SupervisorRole.BARGE}
        ),
        is_heard_by_caller=SupervisorRole.BARGE in roles_heard,
    )


def _first(rows: list[Supervision], state: SupervisionState) -> Supervision | None:
    return next((row for row in rows if row.state == state), None)
