"""A supervisor asks to listen, coach or join: a fresh leg on the agent's, per role."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from audit.actions import note_words
from audit.states import Action
from audit.subjects import Thing
from callcontrol.unit_of_work import unit_of_work
from calls import actions as calls
from calls.aggregate import CallAggregate, Calls
from calls.models import Call, Dial, Leg
from calls.states import CallState, LegRole, LegState
from conferences import queries
from conferences.aggregate import Rooms
from conferences.models import Supervision
from conferences.states import SupervisionState, SupervisorRole
from live.refusals import Refused

# Nothing but the end of this time shows that somebody has answered whose webhook was lost:
# Telnyx takes no command on a supervising leg (Telnyx: Supervisor calls).
RINGS_FOR = timedelta(seconds=20)
# A barge that happens late is a breach of privacy, so the dial must not wait.
DIAL_LASTS = timedelta(seconds=5)
STILL_CONNECTING = "Your last request is still connecting."


def supervise(
    *, call: Call, role: SupervisorRole, supervisor: User, now: datetime
) -> Supervision:
    """Dial `supervisor` onto the agent's leg of `call`; pending until it is answered.

    Raises Refused, in the supervisor's words.
    """
    with unit_of_work(now=now) as work:
        whole = work.part(Calls).locked(call.pk)
        supervised = _leg_to_supervise(whole, supervisor)
        address = queries.phone_of(supervisor)
        if not address:
            raise Refused("You have no phone yet that could ring.")
        current = _current(supervisor)
        if current and current.call_id == call.pk and current.role == role:
            raise Refused(f"You are in this call already: {role.label}.")
        whole.call.has_company = True
        mine = work.part(Rooms).of(whole)
        supervision = Supervision(
            supervisor=supervisor,
            call=whole.call,
            supervised_leg=supervised,
            dial=_dial(whole, supervised, address, role, supervisor),
            role=role,
            replaces=current,
            requested_at=now,
        )
        mine.supervisions.append(work.add(supervision))
        about = Thing("call", call.pk, f"{call.pk}")
        note_words(Action.SUPERVISED, about, role.label, by=supervisor)
        try:
            with transaction.atomic():
                work.recompute()
                work.flush()
        except IntegrityError:
            raise Refused(STILL_CONNECTING) from None
    return supervision


def _dial(
    call: CallAggregate,
    supervised: Leg,
    address: str,
    role: SupervisorRole,
    supervisor: User,
) -> Dial:
    headers = {
        "X-Purpose": "supervision",
        "X-Call": str(call.call.pk),
        "X-Role": role.value,
        "X-Auto-Answer": "true",
    }
    return calls.dial(
        call,
        role=LegRole.SUPERVISOR,
        address=address,
        user_id=supervisor.pk,
        rings_for=RINGS_FOR,
        lasts=DIAL_LASTS,
        params={
            "supervise_call_control_id": supervised.call_control_id,
            "supervisor_role": role.value,
            "custom_headers": [
                {"name": name, "value": value} for name, value in headers.items()
            ],
        },
        requested_by=supervisor,
    )


def _leg_to_supervise(call: CallAggregate, supervisor: User) -> Leg:
    if call.call.state == CallState.ENDED:
        raise Refused("The call has ended.")
    agents = [leg for leg in call.legs if leg.role == LegRole.AGENT]
    answered = [leg for leg in agents if leg.state == LegState.ANSWERED]
    leg = max(answered, key=lambda one: one.initiated_at, default=None)
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
