"""Celery's part: reading back what has no event, and sweeping up what is overdue."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from callcontrol.client import telnyx
from callcontrol.errors import TelnyxError
from conferences.actions import alone, guests, joining, rooms, supervision, wishes
from conferences.models import Conference
from conferences.queries import unclear_rooms

log = logging.getLogger(__name__)


def ring(conference_pk: int) -> None:
    """Have a conference read back; a lost bell costs a sweep's delay only."""
    try:
        read_back.apply_async(args=(conference_pk,))
    except OperationalError:
        log.warning("the broker is away; the sweep reads conference %s", conference_pk)


@shared_task(name="conferences.read_back", ignore_result=True)
def read_back(conference_pk: int) -> None:
    """Ask Telnyx who is muted and held, and take that over."""
    conference = Conference.objects.filter(pk=conference_pk).first()
    if conference is not None and conference.conference_id is not None:
        read_conference(conference, now=timezone.now())


def read_conference(conference: Conference, *, now: datetime) -> None:
    try:
        seen = {
            one.call_control_id: wishes.Seen(muted=one.muted, on_hold=one.on_hold)
            for one in telnyx().conferences.participants(conference.conference_id or "")
            if one.status != "left"
        }
    except TelnyxError as error:
        log.warning("conference %s could not be read: %s", conference.pk, error)
        wishes.give_up(conference=conference, words=wishes.NOT_ASKED, now=now)
        return
    wishes.read_back(conference=conference, seen=seen, now=now)


@shared_task(name="conferences.sweep", ignore_result=True)
def sweep() -> None:
    sweep_at(timezone.now())


def sweep_at(now: datetime) -> None:
    """Do everything that is due at `now`."""
    for conference in wishes.due_for_reading(now=now):
        read_conference(conference, now=now)
    for conference in unclear_rooms(now=now):
        look_for(conference, now=now)
    supervision.close_overdue(now=now)
    guests.give_up_dialling(now=now)
    joining.give_up_joining(now=now)
    alone.let_lone_callers_go(now=now)
    rooms.warn_of_limit(now=now)


def look_for(conference: Conference, *, now: datetime) -> None:
    """Ask Telnyx whether a room exists whose creation had an unclear outcome."""
    try:
        found = next(iter(telnyx().conferences.list(name=conference.name)), None)
    except TelnyxError as error:
        log.warning("conference %s could not be looked for: %s", conference.pk, error)
        return
    rooms.found_out(
        conference=conference,
        conference_id=found.id if found else None,
        is_open=found is not None and found.status != "completed",
        now=now,
    )
