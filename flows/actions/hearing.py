"""Note what a caller pressed, and when Telnyx ended asking: facts, in any order."""

from datetime import datetime

from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import CallAggregate
from flows.aggregate import Visits
from flows.models import Visit


def note_digits(
    call: CallAggregate, digits: str, *, at: datetime, work: UnitOfWork
) -> None:
    """A digit that is told twice, by itself and at the end of asking, counts once."""
    visit = _at(call, at, work)
    if visit is not None:
        pressed = {(when, digit) for when, digit in visit.pressed}
        pressed |= {(at.isoformat(), digit) for digit in digits}
        visit.pressed = sorted([when, digit] for when, digit in pressed)


def note_asked(call: CallAggregate, *, at: datetime, work: UnitOfWork) -> None:
    visit = _at(call, at, work)
    if visit is not None:
        visit.asked_until = sorted({*visit.asked_until, at.isoformat()})


def _at(call: CallAggregate, at: datetime, work: UnitOfWork) -> Visit | None:
    """Return the visit of that moment; none of a call that no flow leads."""
    if not call.call.is_led:
        return None
    visits = work.part(Visits).of(call).visits
    return next((one for one in reversed(visits) if one.began_at <= at), None)
