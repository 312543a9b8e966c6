"""Supervisors on an agent's leg: dial, confirm, change the role, leave.

A role is a leg for the whole of its life. Telnyx refuses commands on a supervising leg
("Supervisor calls do not support commands"), so another role is another leg, and the
old one is dropped only when the new one is answered.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.models import Call, Leg
from calls.states import CallState, LegRole, LegState
from conferences import queries
from conferences.models import Supervision
from conferences.states import OPEN_SUPERVISION, SupervisionState, SupervisorRole
from conferences.verdicts import failure_of, is_over, subject_of
from live import topics
from live.announce import announce
from live.refusals import Refused

RING_SECS = 30
# A barge that happens late is a breach of privacy, so the dial must not wait.
DIAL_LASTS = timedelta(seconds=5)
HANGUP_LASTS = timedelta(seconds=60)
# Without a word from Telnyx by then, the leg is taken for lost.
PENDING_FOR = timedelta(seconds=RING_SECS + 15)
LEAVING_FOR = timedelta(seconds=90)


@transaction.atomic
def supervise(
    *, call: Call, role: SupervisorRole, supervisor: User, now: datetime
) -> Supervision:
    """Dial `supervisor` onto the agent's leg of `call`; pending until it is answered.

    Raises Refused, in the supervisor's words.
    """
    supervised = _leg_to_supervise(call, supervisor)
    address = queries.phone_of(supervisor)
    if not address:
        raise Refused("You have no phone yet. Ask an administrator for one.")
    current = _current(supervisor)
    if current and current.call_id == call.pk and current.role == role:
        raise Refused(f"You are in this call already: {role.label}.")
    command = outbox.request(
        "call.dial",
        params={
            "connection_id": call.connection_id,
            "to": address,
            "from": call.to_number,
            "supervise_call_control_id": supervised.call_control_id,
            "supervisor_role": role.value,
            "timeout_secs": RING_SECS,
            "custom_headers": [
                {"name": "X-Purpose", "value": "supervision"},
                {"name": "X-Call", "value": str(call.pk)},
                {"name": "X-Role", "value": role.value},
            ],
        },
        requested_by=supervisor,
        lasts=DIAL_LASTS,
        purpose="supervision.dial",
        call_id=call.pk,
        now=now,
    )
    try:
        with transaction.atomic():
            supervision = Supervision.objects.create(
                supervisor=supervisor,
                call=call,
                supervised_leg=supervised,
                dial_command=command,
                role=role,
                replaces=current,
                requested_at=now,
            )
    except IntegrityError:
        raise Refused("Your last request is still connecting.") from None
    _announce(supervision)
    return supervision


def _leg_to_supervise(call: Call, supervisor: User) -> Leg:
    if call.state == CallState.ENDED:
        raise Refused("The call has ended.")
    if queries.open_conference_of(call):
        raise Refused("This call is a conference now. Open its room.")
    leg = queries.live_leg_of(call, LegRole.AGENT)
    if leg is None:
        raise Refused("No agent is on this call.")
    if leg.user_id == supervisor.pk:
        raise Refused("This is your own call.")
    return leg


def _current(supervisor: User) -> Supervision | None:
    """Return the supervisor's active supervision, on whichever call.

    Raises Refused while another one is still connecting.
    """
    rows = Supervision.objects.filter(
        supervisor=supervisor,
        state__in=(SupervisionState.PENDING, SupervisionState.ACTIVE),
    )
    found = {row.state: row for row in rows}
    if SupervisionState.PENDING in found:
        raise Refused("Your last request is still connecting.")
    return found.get(SupervisionState.ACTIVE)


def leg_seen(*, supervision: Supervision, leg: Leg, now: datetime) -> None:
    """Note which leg it is; drop it when nobody wants it any more."""
    Supervision.objects.filter(pk=supervision.pk, leg__isnull=True).update(leg=leg)
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
    _announce(supervision)


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
        _announce(supervision)


def supervised_leg_ended(*, leg: Leg, now: datetime) -> None:
    """Take every supervisor off a leg that has ended."""
    rows = Supervision.objects.filter(
        supervised_leg=leg,
        state__in=(SupervisionState.PENDING, SupervisionState.ACTIVE),
    ).select_related("leg")
    for supervision in rows:
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
    _announce(supervision)


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
        _announce(supervision)


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
        _announce(supervision)


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


def _announce(supervision: Supervision) -> None:
    announce(
        topics.user(supervision.supervisor_id),
        topics.call(supervision.call_id),
        topics.calls(),
    )
