"""A supervisor leaves whatever they are in.

A role is a leg for the whole of its life. Telnyx refuses commands on a supervising leg
("Supervisor calls do not support commands"), so another role is another leg, and the
old one is dropped only when the new one is answered (`replacing`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from accounts.queries import viewer_of
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls.aggregate import Calls
from conferences.access import may_go_on
from conferences.aggregate import Rooms
from conferences.models import Supervision
from conferences.states import OPEN_SUPERVISION, SupervisionState
from live import topics
from live.announce import announce


def leave_what_is_not_theirs(supervisor_pks: Iterable[int], *, now: datetime) -> None:
    """Take those people out of calls on which they may not be any more."""
    rows = Supervision.objects.filter(
        supervisor__in=supervisor_pks, state__in=OPEN_SUPERVISION
    )
    for one in rows.select_related("supervisor"):
        if not may_go_on(viewer_of(one.supervisor), one):
            leave(supervisor=one.supervisor, now=now)


def leave(*, supervisor: User, now: datetime) -> None:
    """Take a supervisor out of whatever they are in, also while it still connects."""
    with unit_of_work(now=now) as work:
        leave_all(supervisor.pk, work)


def leave_all(user_pk: int, work: UnitOfWork) -> None:
    """As `leave`, in a unit of work that others take part in."""
    own = Supervision.objects.filter(supervisor=user_pk)
    going_on = own.filter(state__in=OPEN_SUPERVISION).order_by()
    calls = sorted(set(going_on.values_list("call_id", flat=True)))
    work.part(Calls).lock(calls)
    for call_pk in calls:
        mine = work.part(Rooms).of(work.part(Calls).locked(call_pk))
        for one in mine.supervisions:
            is_own = one.supervisor_id == user_pk
            if is_own and one.state in OPEN_SUPERVISION:
                one.leave_asked_at = one.leave_asked_at or work.now
        work.touch(mine.call)
    failed = own.filter(state=SupervisionState.FAILED, dismissed_at__isnull=True)
    failed.update(dismissed_at=work.now)
    announce(topics.user(user_pk))
