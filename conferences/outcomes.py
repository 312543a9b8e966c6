"""What becomes of rooms and supervisors when Telnyx has answered a command."""

from datetime import datetime
from functools import partial

from django.db import transaction

from callcontrol.models import Command
from conferences import tasks
from conferences.actions import (
    alone,
    guests,
    joining,
    membership,
    rooms,
    supervision,
    wishes,
)


def supervision_dial_settled(command: Command, *, now: datetime) -> None:
    supervision.dial_settled(command=command, now=now)


def supervision_hangup_settled(command: Command, *, now: datetime) -> None:
    supervision.hangup_settled(command=command, now=now)


def conference_create_settled(command: Command, *, now: datetime) -> None:
    rooms.create_settled(command=command, now=now)


def conference_end_settled(command: Command, *, now: datetime) -> None:
    rooms.end_settled(command=command, now=now)


def participant_join_settled(command: Command, *, now: datetime) -> None:
    joining.join_settled(command=command, now=now)


def participant_hangup_settled(command: Command, *, now: datetime) -> None:
    membership.hangup_settled(command=command, now=now)


def participant_leave_settled(command: Command, *, now: datetime) -> None:
    alone.leave_settled(command=command, now=now)


def participant_wish_settled(command: Command, *, now: datetime) -> None:
    conference_pk = wishes.settled(command=command, now=now)
    if conference_pk is not None:
        transaction.on_commit(partial(tasks.ring, conference_pk), robust=True)


def guest_dial_settled(command: Command, *, now: datetime) -> None:
    guests.dial_settled(command=command, now=now)
