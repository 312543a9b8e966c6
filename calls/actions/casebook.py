"""The calls that a run of events is about: locked and read together, kept until its end."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from callcontrol.memory import kept
from callcontrol.models import Command
from calls.actions.case import Case
from calls.actions.ids import LegIds
from calls.models import Call, Leg
from calls.states import ROLE_OF_DIAL, LegRole


class Casebook:
    """At most one case for each call; its own transaction has every row locked."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self._by_leg: dict[str, Case] = {}
        self._by_session: dict[str, Case] = {}
        # Legs that the database does not know, and the commands that dialled legs.
        self._strangers: set[str] = set()
        self._dials: dict[UUID, Command] = {}

    @property
    def call_pks(self) -> set[int]:
        return {case.call.pk for case in self.cases}

    def read(self, legs: Iterable[LegIds]) -> None:
        """Lock and read the calls of these legs, those that are not here already."""
        new = {
            one.call_control_id: one
            for one in legs
            if one.call_control_id not in self._by_leg
            and one.call_control_id not in self._strangers
        }
        if not new:
            return
        rows = Leg.objects.filter(call_control_id__in=new).order_by()
        calls = dict(rows.values_list("call_control_id", "call_id"))
        strangers = [one for leg, one in new.items() if leg not in calls]
        self._strangers.update(one.call_control_id for one in strangers)
        self._open({*calls.values(), *self._calls_of_strangers(strangers)})

    def find(self, call_control_id: str) -> Case | None:
        """Return the case of a leg; None for a leg that nobody knows."""
        if (
            call_control_id not in self._by_leg
            and call_control_id not in self._strangers
        ):
            legs = Leg.objects.filter(call_control_id=call_control_id).order_by()
            self._open(legs.values_list("call_id", flat=True))
        return self._by_leg.get(call_control_id)

    def case_of(self, ids: LegIds, *, at: datetime) -> Case:
        """Return the case of an event's leg, to which the event is added and saved.

        One that overtook `call.initiated` makes the leg, and the call if need be; `at`
        then stands for the start until the true one is known.
        """
        self.read([ids])
        return self._by_leg.get(ids.call_control_id) or self._make_leg(ids, at=at)

    def case_of_call(self, pk: int) -> Case:
        """Raises Call.DoesNotExist."""
        self._open([pk])
        for case in self.cases:
            if case.call.pk == pk:
                return case
        raise Call.DoesNotExist

    def _calls_of_strangers(self, legs: Collection[LegIds]) -> set[int]:
        """Return the calls that new legs will belong to, as far as there are any."""
        if not legs:
            return set()
        sessions = {one.call_session_id for one in legs} - {""}
        pks = Call.objects.filter(call_session_id__in=sessions).order_by()
        dials = {one.command_id for one in legs if one.command_id} - self._dials.keys()
        self._dials |= Command.objects.in_bulk(dials) if dials else {}
        dialled_for = (self._dial_of(one) for one in legs)
        return {
            *pks.values_list("pk", flat=True),
            *(dial.call_id for dial in dialled_for if dial and dial.call_id),
        }

    def _open(self, pks: Iterable[int]) -> None:
        """Lock calls in the order of their keys, so that no two runs can embrace."""
        new = set(pks) - self.call_pks
        if not new:
            return
        calls = Call.objects.select_for_update(no_key=True).order_by("pk")
        locked = list(calls.filter(pk__in=new))
        legs = defaultdict(list)
        rows = Leg.objects.filter(call_id__in=new).order_by()
        for leg in sorted(rows, key=lambda row: (row.initiated_at, row.pk)):
            legs[leg.call_id].append(leg)
        for call in locked:
            self._enter(Case(call, legs[call.pk]))

    def _enter(self, case: Case) -> None:
        if case not in self.cases:
            self.cases.append(case)
        self._by_session[case.call.call_session_id] = case
        for leg in case.legs:
            self._by_leg[leg.call_control_id] = case
            self._strangers.discard(leg.call_control_id)

    def _dial_of(self, ids: LegIds) -> Command | None:
        return self._dials.get(ids.command_id) if ids.command_id else None

    def _make_leg(self, ids: LegIds, *, at: datetime) -> Case:
        dial = self._dial_of(ids)
        role = ROLE_OF_DIAL.get(dial.purpose) if dial else None
        if dial and dial.call_id and role:
            case = self.case_of_call(dial.call_id)
        else:
            case = self._by_session.get(ids.call_session_id) or _new_case(ids, at=at)
            role = LegRole.GUEST if case.customer else LegRole.CUSTOMER
        case.add(
            Leg(
                call_control_id=ids.call_control_id,
                call_leg_id=ids.call_leg_id,
                role=role,
                command_id=dial.pk if dial else None,
                address=dial.params.get("to", "") if dial else "",
                initiated_at=at,
            )
        )
        self._enter(case)
        return case


def open_case(ids: LegIds, *, at: datetime) -> Case:
    """Return the call of an event's leg, made if it is not known yet; see `case_of`."""
    return kept(Casebook).case_of(ids, at=at)


def find_case(call_control_id: str) -> Case | None:
    return kept(Casebook).find(call_control_id)


def case_of_call(pk: int) -> Case:
    """Lock a call and read it; raises Call.DoesNotExist."""
    return kept(Casebook).case_of_call(pk)


def lock_call(pk: int) -> Call:
    """Return the call, locked until the transaction ends; raises Call.DoesNotExist.

    Not against rows that refer to it: whoever writes one and holds nothing else would
    wait for this lock at their commit, and a deadlock was the end of it.
    """
    return Call.objects.select_for_update(no_key=True).get(pk=pk)


def _new_case(ids: LegIds, *, at: datetime) -> Case:
    return Case(
        Call(
            call_session_id=ids.call_session_id,
            connection_id=ids.connection_id,
            started_at=at,
        )
    )
