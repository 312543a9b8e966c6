"""Asking Telnyx for something: a row first, in the transaction that wants it.

The row is the request; the Celery message is only a doorbell. Nothing is sent when the
transaction rolls back, and nothing is lost when the broker is away.
"""

import base64
import binascii
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from callcontrol import tasks
from callcontrol.kinds import KINDS
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL, CommandState
from database.rows import insert
from live import topics
from live.announce import announce
from logs.context import about

logger = logging.getLogger(__name__)
NOTICE_FOR = timedelta(seconds=60)


def request(
    kind: str,
    target: str = "",
    *,
    params: Mapping[str, Any],
    requested_by: User | None = None,
    lasts: timedelta,
    purpose: str = "",
    call_id: int | None = None,
    subject_id: int | None = None,
    now: datetime,
) -> Command:
    """Write a command and have it delivered once the transaction commits.

    See `draft`, which raises ValueError for an unknown kind or a missing target.
    """
    command = draft(
        kind,
        target,
        params=params,
        requested_by=requested_by,
        lasts=lasts,
        purpose=purpose,
        call_id=call_id,
        subject_id=subject_id,
        now=now,
    )
    insert(command)
    return command


def draft(
    kind: str,
    target: str = "",
    *,
    params: Mapping[str, Any],
    requested_by: User | None = None,
    lasts: timedelta,
    purpose: str = "",
    call_id: int | None = None,
    subject_id: int | None = None,
    now: datetime,
) -> Command:
    """Return a command that the caller writes in this transaction, after which it is
    delivered.

    `kind` is a key of KINDS; `target` the call_control_id or conference id in the path;
    `params` Telnyx's own names; `lasts` how long it makes sense: from `now + lasts` on it
    is no longer sent. A dialled leg carries the command's id as its client_state, so
    that `find_command(event.command_id)` finds what it was dialled for.

    Raises ValueError for an unknown kind or a missing target.
    """
    if KINDS[kind].needs_target and not target:
        raise ValueError(f"{kind} needs a target")
    command_id = uuid4()
    command = Command(
        id=command_id,
        kind=kind,
        target=_target_of(kind, target, params),
        params={**params, **_mark_of(kind, command_id)},
        purpose=purpose,
        call_id=call_id,
        subject_id=subject_id,
        requested_by=requested_by,
        requested_at=now,
        not_after=now + lasts,
    )
    _log(command)
    transaction.on_commit(partial(tasks.ring, command_id), robust=True)
    return command


def _log(command: Command) -> None:
    with about(command=command.pk, call=command.call_id, leg=command.target):
        logger.info("%s is asked for: %s", command.kind, command.purpose)


def _target_of(kind: str, target: str, params: Mapping[str, Any]) -> str:
    """Return the leg or conference in the path, or by which its event is matched."""
    if kind == "conference.create":
        return str(params["call_control_id"])
    return target


def _mark_of(kind: str, command_id: UUID) -> dict[str, str]:
    if kind != "call.dial":
        return {}
    return {"client_state": base64.b64encode(str(command_id).encode()).decode()}


def command_id_of(client_state: str) -> UUID | None:
    """Return the id of our command in a leg's client_state; None when it holds none."""
    try:
        return UUID(base64.b64decode(client_state, validate=True).decode())
    except (binascii.Error, ValueError):
        return None


def revoke(command_id: UUID, *, now: datetime) -> None:
    """Take back what was never sent; what is on its way comes to its own end."""
    Command.objects.filter(
        pk=command_id, state=CommandState.PENDING, first_sent_at=None
    ).update(not_after=now)


def find_command(command_id: UUID | None) -> Command | None:
    """Return the command whose id a leg carries (`event.command_id`)."""
    if command_id is None:
        return None
    return Command.objects.filter(pk=command_id).first()


def confirm(commands: QuerySet[Command], *, now: datetime) -> int:
    """Note that an event has proved these commands done; return how many.

    The event may overtake Telnyx's answer: then the row stays with whoever is sending
    it, and the answer settles it. Commands that were never sent are left alone.
    """
    under_way = (CommandState.PENDING, CommandState.SENDING)
    return unconfirmed(commands).update(
        confirmed_at=now,
        state=Case(
            When(state__in=under_way, then=F("state")),
            default=Value(CommandState.CONFIRMED),
        ),
        settled_at=Case(
            When(state__in=under_way, then=F("settled_at")), default=Value(now)
        ),
    )


def unconfirmed(commands: QuerySet[Command]) -> QuerySet[Command]:
    """Return those that were sent, perhaps with success, and not proved done yet."""
    return commands.filter(
        state__in=(
            CommandState.PENDING,
            CommandState.SENDING,
            CommandState.ACCEPTED,
            CommandState.UNKNOWN,
        ),
        first_sent_at__isnull=False,
        confirmed_at__isnull=True,
    )


def notices_for(user: AbstractBaseUser, *, now: datetime) -> QuerySet[Command]:
    """Return what this person asked for in the last minute and did not get."""
    return Command.objects.filter(
        requested_by_id=user.pk,
        state__in=UNSUCCESSFUL,
        settled_at__gt=now - NOTICE_FOR,
        dismissed_at__isnull=True,
    ).order_by("-settled_at")


def dismiss(command: Command, *, now: datetime) -> None:
    """Take the notice about an unsuccessful command off its requester's screens."""
    Command.objects.filter(pk=command.pk, dismissed_at__isnull=True).update(
        dismissed_at=now
    )
    if command.requested_by_id is not None:
        announce(topics.user(command.requested_by_id))
