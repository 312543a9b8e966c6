"""Sending commands to Telnyx: claim, send, record, each in its own short step.

The network is never waited for inside a transaction. Who may send is decided by a
conditional update, so any number of workers may be told about the same row.
"""

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from callcontrol.kinds import KINDS
from callcontrol.models import Command
from callcontrol.proofs import was_proved
from callcontrol.registry import event_routes
from callcontrol.retries import REPEATABLE_FOR, Attempt, Decision, decide, is_expected
from callcontrol.states import UNSUCCESSFUL, CommandState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from live import topics
from live.announce import announce
from logs.context import about
from logs.figures import Counted
from provider.client import TelnyxClient, telnyx

logger = logging.getLogger(__name__)

COMMANDS = Counted(
    "commands", "Commands, by what became of sending them.", "kind", "outcome"
)
# Longer than any request can take (5.5 s, see the client's timeouts): a worker that has
# a row for longer is gone. Short enough to ask again while somebody still waits for it.
LEASE = timedelta(seconds=6)


def deliver(
    command_id: UUID,
    *,
    now: datetime,
    client: Callable[[], TelnyxClient] = telnyx,
) -> float | None:
    """Send a command unless somebody else does, or it is not due yet.

    Returns the seconds after which it has to be tried again, None when it is settled or
    not ours.
    """
    if not _claim(command_id, now):
        settle_expired(Command.objects.filter(pk=command_id), now=now)
        return None
    command = Command.objects.get(pk=command_id)
    started = time.monotonic()
    with about(**_ids_of(command)):
        decision = _send(command, client, now, started)
        logger.info("%s: %s %s", command.kind, decision.state, decision.error_code)
        _record(command, decision, now=_later(now, started))
    if decision.retry_at is None:
        return None
    return max(0.0, (decision.retry_at - _later(now, started)).total_seconds())


def _ids_of(command: Command) -> dict[str, object]:
    return {"command": command.pk, "call": command.call_id, "leg": command.target}


def deliver_due(*, now: datetime, client: Callable[[], TelnyxClient] = telnyx) -> int:
    """Settle and send everything that is due, one after the other; return how many."""
    ids = due(now=now)
    for command_id in ids:
        deliver(command_id, now=now, client=client)
    return len(ids)


def due(*, now: datetime, older_than: timedelta = timedelta(0)) -> list[UUID]:
    """Settle what ran out of time, then return what has to be sent now, oldest first.

    What was tried less often goes before: what Telnyx limits again and again must not
    use up the moments at which it lets something pass.
    """
    _take_back(now=now)
    settle_expired(Command.objects.all(), now=now)
    waiting = Command.objects.filter(state=CommandState.PENDING).filter(
        Q(retry_at__lte=now) | Q(retry_at=None, requested_at__lte=now - older_than)
    )
    rows = waiting.order_by("attempts", "requested_at")
    return list(rows.values_list("pk", flat=True)[:200])


def settle_expired(commands: QuerySet[Command], *, now: datetime) -> None:
    """Give up on commands that wait for longer than they make sense."""
    late = commands.filter(state=CommandState.PENDING, not_after__lte=now)
    for command in late:
        state = CommandState.UNKNOWN if command.is_unclear else CommandState.EXPIRED
        _settle(
            command,
            Command.objects.filter(pk=command.pk, state=CommandState.PENDING),
            _ended(command, state),
            now,
        )


def _claim(command_id: UUID, now: datetime) -> bool:
    due_now = Q(retry_at=None) | Q(retry_at__lte=now)
    claimed = (
        Command.objects.filter(due_now, pk=command_id, state=CommandState.PENDING)
        .filter(not_after__gt=now)
        .update(
            state=CommandState.SENDING,
            claimed_at=now,
            first_sent_at=Coalesce(F("first_sent_at"), now),
            attempts=F("attempts") + 1,
            retry_at=None,
        )
    )
    return claimed == 1


def _send(
    command: Command,
    client: Callable[[], TelnyxClient],
    now: datetime,
    started: float,
) -> Decision:
    kind = KINDS[command.kind]
    try:
        result = kind.send(client(), command.target, command.params, str(command.pk))
    except Exception as error:
        if not is_expected(error):
            logger.exception("%s could not be sent", command)
        return decide(
            Attempt(
                kind=kind,
                number=command.attempts,
                now=_later(now, started),
                first_at=command.first_sent_at or now,
                not_after=command.not_after,
                was_unclear=command.is_unclear,
                jitter=random.random(),  # noqa: S311 - spreads retries, hides nothing
            ),
            error,
        )
    return Decision(state=CommandState.ACCEPTED, http_status=200, response=result.data)


def _record(command: Command, decision: Decision, *, now: datetime) -> None:
    """Write what became of a sending, unless the row was taken back meanwhile."""
    ours = Command.objects.filter(
        pk=command.pk, state=CommandState.SENDING, claimed_at=command.claimed_at
    )
    if decision.state == CommandState.PENDING:
        ours.update(**_columns(decision))
        if command.call_id is not None:
            announce(topics.call(command.call_id))
    else:
        _settle(command, ours, decision, now)


def _settle(
    command: Command, row: QuerySet[Command], decision: Decision, now: datetime
) -> None:
    """Record an outcome and tell whoever wants to know, in one transaction.

    When telling fails, the outcome is recorded all the same: sending again would not
    help. The exception then goes on to the log.
    """
    try:
        with unit_of_work(now=now) as work:
            if _write_outcome(command, row, decision, now):
                _tell(command, work)
    except Exception:
        with transaction.atomic():
            _write_outcome(command, row, decision, now)
        raise


def _write_outcome(
    command: Command, row: QuerySet[Command], decision: Decision, now: datetime
) -> bool:
    columns = _columns(decision)
    is_accepted = decision.state == CommandState.ACCEPTED
    settled_at = None if is_accepted else now
    if not row.update(**columns, settled_at=settled_at, answered_at=now):
        return False
    command.refresh_from_db()
    proved = command.confirmed_at is not None or decision.is_done
    if proved or (is_accepted and was_proved(command)):
        # An event was faster than the answer, or proved what the answer denied.
        command.state = CommandState.ACCEPTED
        Command.objects.filter(pk=command.pk).update(
            state=CommandState.CONFIRMED,
            confirmed_at=Coalesce(F("confirmed_at"), now),
            settled_at=now,
        )
    COMMANDS.add(command.kind, command.state)
    if command.call_id is not None:
        announce(topics.call(command.call_id))
    if command.requested_by_id is not None and command.state in UNSUCCESSFUL:
        announce(topics.user(command.requested_by_id))
    return True


def _tell(command: Command, work: UnitOfWork) -> None:
    handler = event_routes().outcomes.get(command.purpose)
    if handler is not None:
        handler(command, work)


def _take_back(*, now: datetime) -> None:
    """Free the rows of workers that died while sending."""
    for command in Command.objects.filter(
        state=CommandState.SENDING, claimed_at__lt=now - LEASE
    ):
        row = Command.objects.filter(
            pk=command.pk, state=CommandState.SENDING, claimed_at=command.claimed_at
        )
        first_at = command.first_sent_at or now
        in_time = now < min(command.not_after, first_at + REPEATABLE_FOR)
        is_done = command.confirmed_at is not None
        if KINDS[command.kind].may_repeat and in_time and not is_done:
            row.update(state=CommandState.PENDING, retry_at=now, is_unclear=True)
        else:
            _settle(command, row, _ended(command, CommandState.UNKNOWN), now)


def _ended(command: Command, state: CommandState) -> Decision:
    return Decision(
        state=state,
        is_unclear=state == CommandState.UNKNOWN,
        http_status=command.http_status,
        error_code=command.error_code,
        error_detail=command.error_detail,
    )


def _columns(decision: Decision) -> dict[str, object]:
    return {
        "state": decision.state,
        "retry_at": decision.retry_at,
        "is_unclear": decision.is_unclear,
        "http_status": decision.http_status,
        "error_code": decision.error_code,
        "error_detail": decision.error_detail,
        "response": decision.response,
    }


def _later(now: datetime, started: float) -> datetime:
    return now + timedelta(seconds=time.monotonic() - started)
