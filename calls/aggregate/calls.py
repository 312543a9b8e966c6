"""The calls of a unit of work: locked and read together, each once."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate.call import CallAggregate
from calls.aggregate.ids import LegIds
from calls.models import Call, Dial, Leg
from calls.states import LegRole
from logs.context import about

logger = logging.getLogger(__name__)


class Calls:
    """At most one aggregate for each call; its transaction has every row locked."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self.all: list[CallAggregate] = []
        self._by_leg: dict[str, CallAggregate] = {}
        self._by_session: dict[str, CallAggregate] = {}
        self._by_dial: dict[UUID, CallAggregate] = {}
        # Legs that the database does not know, and dials that it does not have.
        self._strangers: set[str] = set()
        self._undialled: set[UUID] = set()
        # Sessions of which there is no call: nobody else may make one meanwhile.
        self._unheard: set[str] = set()

    def read(self, legs: Iterable[LegIds]) -> None:
        """Lock and read the calls of these legs, those that are not here already."""
        new = [
            one
            for one in legs
            if one.call_control_id not in self._by_leg
            and one.call_control_id not in self._strangers
        ]
        if not new:
            return
        ids = {one.call_control_id for one in new}
        rows = Leg.objects.filter(call_control_id__in=ids).order_by()
        calls = dict(rows.values_list("call_control_id", "call_id"))
        strangers = [one for one in new if one.call_control_id not in calls]
        self._strangers.update(one.call_control_id for one in strangers)
        self._open({*calls.values(), *self._calls_of_strangers(strangers)})

    def find(self, call_control_id: str) -> CallAggregate | None:
        """Return the call of a leg, locked; None for a leg that nobody knows."""
        self.read([LegIds(call_control_id, "", "", "")])
        return self._by_leg.get(call_control_id)

    def find_of_dial(self, command_id: UUID | None) -> CallAggregate | None:
        """Return the call that a leg is dialled for; None for no dial of ours."""
        if command_id is None:
            return None
        if command_id not in self._by_dial and command_id not in self._undialled:
            dials = Dial.objects.filter(pk=command_id).order_by()
            self._open(dials.values_list("call_id", flat=True))
            if command_id not in self._by_dial:
                self._undialled.add(command_id)
        return self._by_dial.get(command_id)

    def find_session(self, call_session_id: str) -> CallAggregate | None:
        is_here = call_session_id in self._by_session
        if call_session_id and not is_here and call_session_id not in self._unheard:
            rows = Call.objects.filter(call_session_id=call_session_id).order_by()
            self._open(rows.values_list("pk", flat=True))
        return self._by_session.get(call_session_id)

    def locked(self, pk: int) -> CallAggregate:
        """Lock a call and read it; raises Call.DoesNotExist."""
        self.lock([pk])
        for aggregate in self.all:
            if aggregate.call.pk == pk:
                return aggregate
        raise Call.DoesNotExist

    def lock(self, pks: Iterable[int]) -> None:
        """Lock several calls at once; of those that come later, each unit may embrace."""
        self._open(pks)

    def try_locked(self, pk: int) -> CallAggregate | None:
        """Lock a call that nobody else holds now, and read it; None when somebody does.

        For whoever holds agents already: calls are locked before agents, and a unit that
        waited for a call could wait for one that waits for its agents.
        """
        self._open([pk], skip_locked=True)
        return next((one for one in self.all if one.call.pk == pk), None)

    def make_leg(self, dial: Dial, ids: LegIds) -> Leg:
        """Make the leg of a dial, of which an event or Telnyx's answer tells first."""
        aggregate = self._by_dial[dial.pk]
        leg = aggregate.add_leg(
            Leg(
                call_control_id=ids.call_control_id,
                call_leg_id=ids.call_leg_id,
                role=dial.role,
                dial=dial,
                user_id=dial.user_id,
                address=dial.address,
                initiated_at=dial.asked_at,
            )
        )
        self._enter(aggregate)
        return leg

    def make_caller(self, ids: LegIds, *, at: datetime) -> Leg:
        """Make the leg of somebody who calls us, and the call when it is a new one."""
        aggregate = self.find_session(ids.call_session_id)
        if aggregate is None:
            call = Call(
                call_session_id=ids.call_session_id,
                connection_id=ids.connection_id,
                started_at=at,
            )
            aggregate = CallAggregate(self.work.insert(call), self.work, is_new=True)
            with about(call=call.pk, session=call.call_session_id):
                logger.info("A call begins")
        leg = aggregate.add_leg(
            Leg(
                call_control_id=ids.call_control_id,
                call_leg_id=ids.call_leg_id,
                role=LegRole.GUEST if aggregate.customer else LegRole.CUSTOMER,
                initiated_at=at,
            )
        )
        self._enter(aggregate)
        return leg

    def add_dial(self, aggregate: CallAggregate, dial: Dial) -> Dial:
        aggregate.add_dial(dial)
        self._by_dial[dial.pk] = aggregate
        return dial

    def _calls_of_strangers(self, legs: Collection[LegIds]) -> set[int]:
        """Return the calls that new legs will belong to, as far as there are any."""
        if not legs:
            return set()
        sessions = {one.call_session_id for one in legs} - {"", *self._by_session}
        found = self._calls_of_sessions(sessions) if sessions else set()
        dials = {one.command_id for one in legs if one.command_id} - {*self._by_dial}
        if dials:
            rows = Dial.objects.filter(pk__in=dials).order_by()
            calls = dict(rows.values_list("pk", "call_id"))
            self._undialled.update(dials - calls.keys())
            found.update(calls.values())
        return found

    def _calls_of_sessions(self, sessions: Collection[str]) -> set[int]:
        rows = Call.objects.filter(call_session_id__in=sessions).order_by()
        calls = dict(rows.values_list("call_session_id", "pk"))
        self._unheard.update(sessions - calls.keys())
        return set(calls.values())

    def _open(self, pks: Iterable[int], *, skip_locked: bool = False) -> None:
        """Lock calls in the order of their keys, so that no two units can embrace.

        Not against rows that refer to them: whoever writes one and holds nothing else
        would wait for this lock at their commit, and a deadlock was the end of it.
        """
        new = set(pks) - {aggregate.call.pk for aggregate in self.all}
        if not new:
            return
        rows = Call.objects.select_for_update(no_key=True, skip_locked=skip_locked)
        locked = list(rows.order_by("pk").filter(pk__in=new))
        if not locked:
            return
        legs, dials, commands = (
            defaultdict(list),
            defaultdict(list),
            defaultdict(list),
        )
        for command in sorted(_commands_of(new), key=lambda row: row.requested_at):
            commands[command.call_id].append(command)
        # Sorted here: Django takes longer to write ORDER BY than Python to sort a few.
        for dial in sorted(_dials_of(new), key=lambda row: (row.asked_at, row.pk)):
            dials[dial.call_id].append(self.work.keep(dial))
        for leg in sorted(_legs_of(new), key=lambda row: (row.initiated_at, row.pk)):
            legs[leg.call_id].append(self.work.keep(leg))
        for call in locked:
            self._enter(
                CallAggregate(
                    self.work.keep(call),
                    self.work,
                    legs=legs[call.pk],
                    dials=dials[call.pk],
                    commands=commands[call.pk],
                )
            )

    def _enter(self, aggregate: CallAggregate) -> None:
        if aggregate not in self.all:
            self.all.append(aggregate)
        self._by_session[aggregate.call.call_session_id] = aggregate
        for dial in aggregate.dials:
            self._by_dial[dial.pk] = aggregate
        for leg in aggregate.legs:
            self._by_leg[leg.call_control_id] = aggregate
            if leg.call_control_id in self._strangers:
                self._strangers.discard(leg.call_control_id)
                self.work.note_known(leg.call_control_id)


def _legs_of(call_pks: Collection[int]) -> Iterable[Leg]:
    return Leg.objects.filter(call_id__in=call_pks).order_by()


def _commands_of(call_pks: Collection[int]) -> Iterable[Command]:
    rows = Command.objects.filter(call_id__in=call_pks).order_by()
    return rows.defer("params", "response", "error_detail")


def _dials_of(call_pks: Collection[int]) -> Iterable[Dial]:
    return Dial.objects.filter(call_id__in=call_pks).order_by()
