"""The visits of a call, under the lock of the call."""

from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import CallAggregate
from flows.models import Visit
from queues.aggregate import CallEntries, Entries


class Visits:
    """The visits of the calls of a unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._by_call: dict[int, CallVisits] = {}

    def of(self, call: CallAggregate) -> "CallVisits":
        pk = call.call.pk
        if pk not in self._by_call:
            rows = Visit.objects.filter(call=pk).order_by("pk") if pk else ()
            entries = self.work.part(Entries).of(call)
            visits = [self.work.keep(row) for row in rows]
            self._by_call[pk] = CallVisits(call, entries, visits)
        return self._by_call[pk]


class CallVisits:
    """Made by `Visits`."""

    def __init__(
        self, call: CallAggregate, entries: CallEntries, visits: list[Visit]
    ) -> None:
        self.call = call
        self.entries = entries
        self.visits = visits
        for visit in visits:
            visit.call = call.call
            visit.dial = call.dial_with(visit.dial_id)
            stays = (one for one in entries.entries if one.pk == visit.entry_id)
            visit.entry = next(stays, None)

    @property
    def open_visit(self) -> Visit | None:
        return next((one for one in self.visits if one.ended_at is None), None)
