"""Ring somebody for a purpose, and stop it when nobody wants it any more."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.words import explain
from calls.aggregate import CallAggregate, Calls, LegIds
from calls.models import Dial
from calls.states import LegRole
from provider.callers import display_name

# Whom we ring on behalf of a caller, and whose phone shows who that is.
OF_OURS = (LegRole.AGENT, LegRole.SUPERVISOR)
PURPOSE = "leg.dial"


def dial(
    aggregate: CallAggregate,
    *,
    role: LegRole,
    address: str,
    user_id: int | None = None,
    rings_for: timedelta,
    lasts: timedelta,
    params: Mapping[str, Any],
    requested_by: User | None,
) -> Dial:
    """Ask Telnyx to ring `address` (E.164 or SIP) on the call's connection.

    `params` are what is special about it (`link_to`, `supervise_call_control_id` …);
    `lasts` is how long it makes sense to begin. What becomes of it is in the dial's
    state; `withdraw` says that nobody wants it any more.
    """
    call, work = aggregate.call, aggregate.work
    common = {
        "connection_id": call.connection_id,
        "to": address,
        "from": call.to_number,
        "timeout_secs": round(rings_for.total_seconds()),
    }
    if role in OF_OURS:
        common["from_display_name"] = display_name(call.caller_name, call.from_number)
    command = aggregate.request(
        "call.dial",
        params={**common, **params},
        requested_by=requested_by,
        lasts=lasts,
        purpose=PURPOSE,
    )
    # Whoever waits for it is told where they wait: the offer, the guest, the dock.
    command.dismissed_at = work.now
    row = Dial(command=command, role=role, user_id=user_id, address=address)
    row.asked_at, row.rings_until = work.now, work.now + rings_for
    work.touch(aggregate)
    return work.part(Calls).add_dial(aggregate, row)


def withdraw(aggregate: CallAggregate, row: Dial, *, at: datetime | None) -> None:
    """Say since when nobody wants it any more, None when somebody does after all.

    The leg of an unwanted dial is hung up, however late it turns up.
    """
    if row.withdrawn_at == at:
        return
    row.withdrawn_at = at
    if at is not None and row._state.adding:
        row.command.not_after = aggregate.work.now
    elif at is not None:
        outbox.revoke(row.command_id, now=aggregate.work.now)
    aggregate.work.touch(aggregate)


def note_accepted(aggregate: CallAggregate, row: Dial, command: Command) -> None:
    """Take the leg from Telnyx's answer: it stands there before any event tells of it."""
    said = command.response
    control_id = str(said.get("call_control_id", ""))
    calls = aggregate.work.part(Calls)
    # Empty when an event proved what the answer denied: the leg is known then.
    if control_id and aggregate.leg_of(row) is None and calls.find(control_id) is None:
        ids = LegIds(
            call_control_id=control_id,
            call_leg_id=str(said.get("call_leg_id", "")),
            call_session_id=str(said.get("call_session_id", "")),
            connection_id=aggregate.call.connection_id,
        )
        calls.make_leg(row, ids)
    aggregate.work.touch(aggregate)


def note_refused(aggregate: CallAggregate, row: Dial, command: Command) -> None:
    """Note that there is no leg; should one turn up all the same, it outweighs this."""
    row.refused_at = row.refused_at or aggregate.work.now
    row.refusal = row.refusal or explain(command)
    aggregate.work.touch(aggregate)
