"""A supervisor's leg from its first event to its end: confirm, replace, leave, drop.

A role is a leg for the whole of its life. Telnyx refuses commands on a supervising leg
("Supervisor calls do not support commands"), so another role is another leg, and the
old one is dropped only when the new one is answered.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls import actions as calls
from calls.models import Leg
from calls.states import LegState
from conferences.actions.shared import announce_supervision
from conferences.actions.supervising import RING_SECS
from conferences.models import Supervision
from conferences.states import OPEN_SUPERVISION, SupervisionState
from conferences.verdicts import failure_of, is_over, subject_of
from contactcenter.rows import has_row
from live import topics
from live.announce import announce

HANGUP_LASTS = timedelta(seconds=60)
# Without a word from Telnyx by then, the leg is taken for lost.
PENDING_FOR = timedelta(seconds=RING_SECS + 15)
LEAVING_FOR = timedelta(seconds=90)


def leg_seen(*, supervision: Supervision, leg: Leg, now: datetime) -> None:
    """Note which leg it is; drop it when nobody wants it any more."""
    Supervision.objects.filter(pk=supervision.pk, leg__isnull=True).update(leg=leg)
    calls.note_person(leg, supervision.supervisor_id)
    # Read after writing: whoever left meanwhile did not know the leg to hang up.
    supervision.refresh_from_db(fields=("state", "active_at", "leg"))
    if supervision.state != SupervisionState.PENDING and not supervision.active_at:
        _drop(supervision, leg.call_control_id, now=now)


def leg_answered(
    *, supervision: Supervision, leg: Leg, occurred_at: datetime, now: datetime
) -> None:
    leg_seen(supervision=supervision, leg=leg, now=now)
    if leg.state == LegState.ENDED:
        return
    moved = Supervision.objects.filter(
        pk=supervision.pk, state=SupervisionState.PENDING
    ).update(state=SupervisionState.ACTIVE, active_at=occurred_at)
    if not moved:
        return
    old = supervision.replaces
    if old is not None and old.state == SupervisionState.ACTIVE:
        _leave_one(old, now=now)
    announce_supervision(supervision)


def leg_ended(
    *, supervision: Supervision, leg: Leg, words: str, occurred_at: datetime
) -> None:
    """Close it; `words` say why a leg that was never answered did not connect."""
    failed = supervision.state == SupervisionState.PENDING and words != ""
    moved = Supervision.objects.filter(
        pk=supervision.pk, state__in=OPEN_SUPERVISION
    ).update(
        leg=leg,
        state=SupervisionState.FAILED if failed else SupervisionState.ENDED,
        ended_at=occurred_at,
        failure=words if failed else "",
    )
    if moved:
        announce_supervision(supervision)


def supervised_leg_ended(*, leg: Leg, now: datetime) -> None:
    """Take every supervisor off a leg that has ended."""
    if not has_row(Supervision, supervised_leg_id=leg.pk):
        return
    rows = Supervision.objects.filter(
        supervised_leg=leg,
        state__in=(SupervisionState.PENDING, SupervisionState.ACTIVE),
    )
    for supervision in rows.select_related("leg").order_by():
        _leave_one(supervision, now=now)


@transaction.atomic
def leave(*, supervisor: User, now: datetime) -> None:
    """Take a supervisor out of whatever they are in, also while it still connects."""
    rows = Supervision.objects.filter(
        supervisor=supervisor, state__in=OPEN_SUPERVISION
    ).select_related("leg")
    for supervision in rows:
        _leave_one(supervision, now=now)
    seen = Supervision.objects.filter(
        supervisor=supervisor,
        state=SupervisionState.FAILED,
        dismissed_at__isnull=True,
    )
    seen.update(dismissed_at=now)
    announce(topics.user(supervisor.pk))


def _leave_one(supervision: Supervision, *, now: datetime) -> None:
    Supervision.objects.filter(pk=supervision.pk, state__in=OPEN_SUPERVISION).update(
        state=SupervisionState.LEAVING
    )
    # Read after writing: the leg may have become known meanwhile.
    supervision.refresh_from_db(fields=("leg",))
    if supervision.leg is not None:
        _drop(supervision, supervision.leg.call_control_id, now=now)
    announce_supervision(supervision)


def _drop(supervision: Supervision, call_control_id: str, *, now: datetime) -> None:
    """Hang up the supervising leg, once."""
    mine = Supervision.objects.filter(
        pk=supervision.pk, hangup_requested_at__isnull=True
    ).update(hangup_requested_at=now)
    if not mine:
        return
    outbox.request(
        "call.hangup",
        call_control_id,
        params={},
        requested_by=supervision.supervisor,
        lasts=HANGUP_LASTS,
        purpose="supervision.hangup",
        call_id=supervision.call_id,
        subject_id=supervision.pk,
        now=now,
    )


def dial_settled(*, command: Command, now: datetime) -> None:
    """Learn the leg's id from the answer to the dial, or that there is no leg."""
    supervision = (
        Supervision.objects.filter(dial_command=command)
        .select_related("supervisor")
        .first()
    )
    if supervision is None or command.state == CommandState.UNKNOWN:
        return  # an event of the leg, or the sweep, settles it
    if command.state in (CommandState.ACCEPTED, CommandState.CONFIRMED):
        if supervision.state != SupervisionState.PENDING and not supervision.active_at:
            # Empty when an event proved what the answer denied: the leg is known then.
            control_id = command.response.get("call_control_id", "")
            if control_id:
                _drop(supervision, control_id, now=now)
        return
    _close(supervision, words=failure_of(command), now=now)


def hangup_settled(*, command: Command, now: datetime) -> None:
    """Put a supervision back whose hang-up was not carried out."""
    supervision = Supervision.objects.filter(pk=subject_of(command)).first()
    if supervision is None or supervision.state not in OPEN_SUPERVISION:
        return
    if is_over(command):
        _close(supervision, words="", now=now)
    elif command.state in (CommandState.FAILED, CommandState.EXPIRED):
        Supervision.objects.filter(
            pk=supervision.pk, state=SupervisionState.LEAVING
        ).update(
            state=SupervisionState.ACTIVE
            if supervision.active_at
            else SupervisionState.LEAVING,
            hangup_requested_at=None,
            failure=failure_of(command),
        )
        announce_supervision(supervision)


def _close(supervision: Supervision, *, words: str, now: datetime) -> None:
    moved = Supervision.objects.filter(
        pk=supervision.pk, state__in=OPEN_SUPERVISION
    ).update(
        state=SupervisionState.FAILED
        if words and supervision.state == SupervisionState.PENDING
        else SupervisionState.ENDED,
        ended_at=now,
        failure=words,
    )
    if moved:
        announce_supervision(supervision)


@transaction.atomic
def close_overdue(*, now: datetime) -> int:
    """Close what Telnyx never said a word about; return how many."""
    waiting = Supervision.objects.filter(
        state=SupervisionState.PENDING, requested_at__lt=now - PENDING_FOR
    )
    leaving = Supervision.objects.filter(
        state=SupervisionState.LEAVING, requested_at__lt=now - LEAVING_FOR
    ).exclude(hangup_requested_at__gt=now - LEAVING_FOR)
    count = 0
    for supervision in waiting.select_related("leg", "supervisor"):
        if supervision.leg is not None:
            _drop(supervision, supervision.leg.call_control_id, now=now)
        _close(supervision, words="Your phone did not answer.", now=now)
        count += 1
    for supervision in leaving:
        _close(supervision, words="", now=now)
        count += 1
    return count
