"""An agent under their lock: what was chosen, what holds them, and the log of both."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from agents.domain import AgentFree, LeftForGood
from agents.idleness import Idleness, idleness
from agents.models import (
    Absence,
    Agent,
    AgentStateChange,
    Engagement,
    StateChoice,
)
from agents.records import Records, records_of
from agents.spans import Away, Choice, Course, Held, Span, course_of
from agents.states import ENGAGED, AgentState, WrapUp
from callcontrol.unit_of_work import UnitOfWork
from calls.models import Leg


class Agents:
    """The agents of a unit of work, each locked and read once; locked after the calls.

    What has changed about them is computed together when rows are written, or before
    somebody asks for one of them.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._by_pk: dict[int, AgentAggregate] = {}
        work.before_flush(self.settle)

    def lock(self, pks: Iterable[int]) -> None:
        """Lock agents in the order of their keys, so that no two units can embrace."""
        new = set(pks) - self._by_pk.keys()
        if not new:
            return
        rows = Agent.objects.select_for_update(no_key=True).order_by("pk")
        for agent in rows.filter(pk__in=new).select_related(None):
            self._by_pk[agent.pk] = AgentAggregate(self.work.keep(agent), self.work)

    def try_lock(self, pks: Iterable[int]) -> bool:
        """Lock agents whom nobody else holds now; False when somebody holds one.

        For whoever holds agents already and takes more in no order: a unit that waited
        for them could wait for one that waits for this one.
        """
        new = set(pks) - self._by_pk.keys()
        if not new:
            return True
        rows = Agent.objects.select_for_update(no_key=True, skip_locked=True)
        for agent in rows.order_by("pk").filter(pk__in=new).select_related(None):
            self._by_pk[agent.pk] = AgentAggregate(self.work.keep(agent), self.work)
        return new <= self._by_pk.keys()

    def locked(self, pk: int) -> "AgentAggregate":
        """Return an agent as they are by now; raises Agent.DoesNotExist."""
        self.lock([pk])
        if pk not in self._by_pk:
            raise Agent.DoesNotExist
        if self._by_pk[pk].is_due:
            self.settle()
        return self._by_pk[pk]

    def hold(self, pk: int, engagement: Engagement, leg: Leg | None) -> None:
        """Take an engagement whose facts have changed, with its leg."""
        self.lock([pk])
        self._by_pk[pk].hold(engagement, leg)

    def settle(self) -> None:
        """Compute those anew of whom a fact has changed, from its time on."""
        due = [agent for agent in self._by_pk.values() if agent.is_due]
        if not due:
            return
        if any(agent.was_computed for agent in due):
            # What was computed before is read again with the rest.
            self.work.write()
        for agent, records in records_of(due, now=self.work.now):
            agent.compute(records)

    @property
    def all(self) -> list["AgentAggregate"]:
        return list(self._by_pk.values())


class AgentAggregate:
    """Made by `Agents`, which brings state and log in line with the facts."""

    def __init__(self, agent: Agent, work: UnitOfWork) -> None:
        self.agent = agent
        self.work = work
        self.is_due = False
        # What this unit has made or changed.
        self._engagements: dict[object, Engagement] = {}
        self._legs: dict[object, Leg | None] = {}
        self._choices: list[StateChoice] = []
        self._absences: list[Absence] = []
        self._log: list[AgentStateChange] = []

    @property
    def is_available(self) -> bool:
        return self.agent.state == AgentState.AVAILABLE

    @property
    def is_engaged(self) -> bool:
        return self.agent.state in ENGAGED

    @property
    def was_computed(self) -> bool:
        return bool(self._log)

    def hold(self, engagement: Engagement, leg: Leg | None = None) -> None:
        """Take an engagement whose facts have changed, or a new one, with its leg."""
        self._engagements[engagement.dial_id] = engagement
        self._legs[engagement.dial_id] = leg
        self.is_due = True

    def choose(self, choice: StateChoice) -> None:
        choice.agent = self.agent
        self._choices.append(self.work.add(choice))
        self.is_due = True

    def go(self, *, until: datetime) -> None:
        """Note that nobody is there any more."""
        at = max(self.work.now, self.agent.state_since)
        self._be_away(
            self.work.add(Absence(agent=self.agent, began_at=at, until=until))
        )

    def come_back(self, at: datetime) -> None:
        """Note that somebody is there again, since `at`; without effect if they were."""
        rows = Absence.objects.filter(agent=self.agent, ended_at__isnull=True)
        for row in rows:
            self.work.keep(row).ended_at = max(at, row.began_at)
            self._be_away(row)

    def _be_away(self, row: Absence) -> None:
        self._absences.append(row)
        self.is_due = True

    def touch(self) -> None:
        """Have the agent computed anew: time has passed, or something was lost."""
        self.is_due = True

    def touched_since(self, now: datetime) -> datetime:
        """Return the time of the earliest fact of this unit, `now` without one."""
        touched = [one.reserved_at for one in self._engagements.values()]
        touched += [one.at for one in self._choices]
        return min([*touched, *(one.began_at for one in self._absences), now])

    def compute(self, records: Records) -> None:
        """Compute the spans anew.

        The log begins with a state in which they rested before all that is new; choices,
        engagements and absences are those that the database has since then.
        """
        self._log = [self.work.keep(row) for row in records.log] or [self._first()]
        self.is_due = False
        was_offline = self.agent.state == AgentState.OFFLINE
        course = self._course_of(records)
        self._write_log(course.spans)
        self._write_agent(course)
        is_offline = course.state == AgentState.OFFLINE
        if is_offline and not was_offline and course.rest.signs_out:
            self.work.tell(LeftForGood(self.agent.user_id))

    def _course_of(self, records: Records) -> Course:
        since = self._log[0].started_at
        fresh = [row for row in self._choices if row._state.adding]
        choices = [row for row in [*records.choices, *fresh] if row.at >= since]
        engaged = [row for row in records.engagements if row.reserved_at >= since]
        held = {row.dial_id: row for row in engaged} | self._engagements
        own = {row.began_at: row for row in self._absences}
        away = {row.began_at: row for row in records.absences} | own
        return course_of(
            _span_of(self._log[0]),
            map(_choice_of, choices),
            map(held_of, held.values()),
            map(_away_of, away.values()),
            now=self.work.now,
        )

    def _first(self) -> AgentStateChange:
        """Begin the log of an agent who has none, with the state that they are in."""
        agent = self.agent
        since = agent.state_since
        return self.work.insert(
            AgentStateChange(agent=agent, state=agent.state, started_at=since)
        )

    def _write_log(self, spans: list[Span]) -> None:
        """Bring the rows of the log in line with the spans, with as few writes as it takes."""
        for row in self._log[len(spans) :]:
            self.work.delete(row)
        del self._log[len(spans) :]
        for place, span in enumerate(spans):
            if place == len(self._log):
                row = AgentStateChange(agent=self.agent)
                self._log.append(self.work.add(row))
            row = self._log[place]
            row.state, row.reason = span.state, span.reason
            row.started_at, row.changed_by_id = span.started_at, span.by
            row.chosen_at = span.chosen_at
            is_last = place + 1 == len(spans)
            row.ended_at = None if is_last else spans[place + 1].started_at

    def _write_agent(self, course: Course) -> None:
        agent, span = self.agent, course.spans[-1]
        self._note_idleness(course.spans)
        agent.state, agent.reason = span.state, span.reason
        agent.activity, agent.state_since = span.activity, span.started_at
        agent.state_until = span.until
        agent.set_by_id, agent.set_at = span.by, span.chosen_at
        agent.gone_at = course.away.began_at if course.away else None
        self._write_pending(course)
        talks = course.state == AgentState.ON_CALL
        agent.leg = self._leg_of(span.key) if talks else None

    def _write_pending(self, course: Course) -> None:
        agent, waiting = self.agent, course.pending
        if course.state == AgentState.DISCONNECTED:
            waiting = course.rest
        agent.pending_state = waiting.state if waiting else ""
        agent.pending_reason = waiting.reason if waiting else ""
        agent.pending_by_id = waiting.by if waiting else None
        agent.pending_at = waiting.was_chosen_at if waiting else None

    def _note_idleness(self, spans: list[Span]) -> None:
        agent = self.agent
        before = Idleness(
            agent.available_at, agent.call_ended_at, agent.wrap_up_ended_at
        )
        after = idleness(spans, before)
        agent.available_at = after.available_at
        agent.call_ended_at = after.call_ended_at
        agent.wrap_up_ended_at = after.wrap_up_ended_at
        is_available = spans[-1].state == AgentState.AVAILABLE
        if is_available and agent.state != AgentState.AVAILABLE:
            self.work.tell(AgentFree(agent.pk))

    def _leg_of(self, key: object) -> Leg | None:
        if key in self._legs:
            return self._legs[key]
        return Leg.objects.filter(dial=key).first()  # type: ignore[misc]


def held_of(row: Engagement) -> Held:
    return Held(
        key=row.dial_id,
        reserved_at=row.reserved_at,
        activity=row.activity,
        caller=row.caller,
        connected_at=row.connected_at,
        over_at=row.over_at,
        is_missed=row.is_missed,
        wrap_up=_wrap_up_of(row),
        wrap_up_ended_at=row.wrap_up_ended_at,
        wrap_up_ended_by=row.wrap_up_ended_by_id,
    )


def _wrap_up_of(row: Engagement) -> timedelta | None:
    """Return how long wrap-up lasts by the queue's rule; None until somebody ends it."""
    if row.is_open_ended:
        return None
    is_timed = row.wrap_up_mode in ("", WrapUp.TIMED)
    return row.wrap_up if is_timed else timedelta()


def _choice_of(row: StateChoice) -> Choice:
    return Choice(
        row.at,
        AgentState(row.state),
        row.reason,
        row.chosen_by_id,
        signs_out=row.signs_out,
    )


def _away_of(row: Absence) -> Away:
    return Away(row.began_at, row.until, row.ended_at)


def _span_of(row: AgentStateChange) -> Span:
    return Span(
        AgentState(row.state),
        row.started_at,
        reason=row.reason,
        by=row.changed_by_id,
        chosen_at=row.chosen_at,
    )
