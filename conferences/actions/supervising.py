"""A supervisor asks to listen, coach or join: a fresh leg on the agent's, per role."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from callcontrol import outbox
from callcontrol.models import Command
from calls.models import Call, Leg
from calls.states import CallState, LegRole
from conferences import queries
from conferences.actions.shared import announce_supervision
from conferences.models import Supervision
from conferences.states import SupervisionState, SupervisorRole
from live.refusals import Refused

RING_SECS = 30
# A barge that happens late is a breach of privacy, so the dial must not wait.
DIAL_LASTS = timedelta(seconds=5)
STILL_CONNECTING = "Your last request is still connecting."


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
    command = _dial(call, supervised, address, role, supervisor, now)
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
        raise Refused(STILL_CONNECTING) from None
    announce_supervision(supervision)
    return supervision


def _dial(
    call: Call,
    supervised: Leg,
    address: str,
    role: SupervisorRole,
    supervisor: User,
    now: datetime,
) -> Command:
    headers = {"X-Purpose": "supervision", "X-Call": str(call.pk), "X-Role": role.value}
    return outbox.request(
        "call.dial",
        params={
            "connection_id": call.connection_id,
            "to": address,
            "from": call.to_number,
            "supervise_call_control_id": supervised.call_control_id,
            "supervisor_role": role.value,
            "timeout_secs": RING_SECS,
            "custom_headers": [
                {"name": name, "value": value} for name, value in headers.items()
            ],
        },
        requested_by=supervisor,
        lasts=DIAL_LASTS,
        purpose="supervision.dial",
        call_id=call.pk,
        now=now,
    )


def _leg_to_supervise(call: Call, supervisor: User) -> Leg:
    if call.state == CallState.ENDED:
        raise Refused("The call has ended.")
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
        raise Refused(STILL_CONNECTING)
    return found.get(SupervisionState.ACTIVE)
