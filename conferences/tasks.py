"""Celery's part: reading back what has no event, and sweeping up what is overdue."""

import logging
from datetime import datetime

from celery import shared_task
from kombu.exceptions import OperationalError

from calls.actions.quiet import recompute_calls
from conferences import queries
from conferences.actions import creating, joining, replacing, rooms, wishes
from conferences.models import Conference
from conferences.reconcile import compare_or_warn, look_for
from live import clock
from provider.errors import TelnyxError

log = logging.getLogger(__name__)


def ring(conference_pk: int) -> None:
    """Have a conference read back; a lost bell costs a sweep's delay only."""
    try:
        read_back.apply_async(args=(conference_pk,))
    except OperationalError:
        log.warning("the broker is away; the sweep reads room %s", conference_pk)


@shared_task(name="conferences.read_back", ignore_result=True)
def read_back(conference_pk: int) -> None:
    """Ask Telnyx who is muted and held, and take that over."""
    conference = Conference.objects.filter(pk=conference_pk).first()
    if conference is not None and conference.conference_id is not None:
        read_conference(conference, now=clock.now())


def read_conference(conference: Conference, *, now: datetime) -> None:
    if not compare_or_warn(conference, now=now):
        wishes.give_up(conference=conference, words=wishes.NOT_ASKED, now=now)


@shared_task(name="conferences.sweep", ignore_result=True)
def sweep() -> None:
    sweep_at(clock.now())


def sweep_at(now: datetime) -> None:
    """Do everything that is due at `now`."""
    for conference in wishes.due_for_reading(now=now):
        read_conference(conference, now=now)
    for conference in queries.unclear_rooms(now=now):
        look_up(conference, now=now)
    for conference in queries.rooms_to_look_into(now=now):
        if compare_or_warn(conference, now=now):
            joining.give_up_joins(conference.pk, now=now)
    recompute_calls(queries.calls_to_follow_up(), now=now)
    replacing.supersede_overdue(now=now)
    rooms.warn_of_limit(now=now)


def look_up(conference: Conference, *, now: datetime) -> None:
    """Ask Telnyx whether a room exists whose creation had an unclear outcome."""
    try:
        exists = look_for(conference, now=now)
    except TelnyxError as error:
        log.warning("room %s could not be looked for: %s", conference.pk, error)
        return
    if not exists:
        creating.was_not_created(conference.pk, now=now)
