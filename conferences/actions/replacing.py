"""One role of a supervisor replaces another: the old leg goes once the new one is up."""

from datetime import datetime
from functools import partial

from django.db import transaction

from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls.aggregate import Calls
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Supervision


def supersede(
    mine: CallRooms, supervision_pk: int, *, at: datetime, work: UnitOfWork
) -> None:
    """Note since when a supervision is replaced; it may be one of another call."""
    for one in mine.supervisions:
        if one.pk == supervision_pk:
            _note(one, at, mine, work)
            return
    # Another call is locked after this one is done: two at once could embrace.
    transaction.on_commit(
        partial(supersede_elsewhere, supervision_pk, at=at, now=work.now), robust=True
    )


def supersede_elsewhere(supervision_pk: int, *, at: datetime, now: datetime) -> None:
    rows = Supervision.objects.filter(pk=supervision_pk, superseded_at=None)
    call_pk = rows.values_list("call_id", flat=True).first()
    if call_pk is None:
        return
    with unit_of_work(now=now) as work:
        mine = work.part(Rooms).of(work.part(Calls).locked(call_pk))
        supersede(mine, supervision_pk, at=at, work=work)


def supersede_overdue(*, now: datetime) -> None:
    """Do what a crash between two transactions left undone."""
    newer = Supervision.objects.filter(
        active_at__isnull=False,
        replaces__isnull=False,
        replaces__superseded_at=None,
        replaces__ended_at=None,
    )
    for pk, at in newer.values_list("replaces_id", "active_at"):
        if at is not None:
            supersede_elsewhere(pk, at=at, now=now)


def _note(one: Supervision, at: datetime, mine: CallRooms, work: UnitOfWork) -> None:
    if one.superseded_at is None or at < one.superseded_at:
        one.superseded_at = at
        work.touch(mine.call)
