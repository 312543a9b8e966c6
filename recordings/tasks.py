"""Celery's part: fetching what Telnyx has saved, and sweeping up what was missed."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from callcontrol.client import telnyx
from callcontrol.errors import TelnyxError
from recordings import archive, queries
from recordings.actions import saving
from recordings.models import Recording

log = logging.getLogger(__name__)


def ring(recording_pk: int) -> None:
    """Have a recording fetched; a lost bell costs a sweep's delay only."""
    try:
        fetch.apply_async(args=(recording_pk,))
    except OperationalError:
        log.warning(
            "the broker is away; the sweep will fetch recording %s", recording_pk
        )


@shared_task(name="recordings.fetch", ignore_result=True)
def fetch(recording_pk: int) -> None:
    """Bring one recording into the archive, unless somebody else does."""
    fetch_at(recording_pk, now=timezone.now())


def fetch_at(recording_pk: int, *, now: datetime) -> None:
    recording = saving.claim(recording_pk, now=now)
    if recording is None:
        return
    try:
        archived = archive.fetch(recording)
    except archive.NotFetched as error:
        log.warning("recording %s was not fetched: %s", recording_pk, error)
        saving.note_not_archived(
            recording=recording, words=str(error), is_final=error.is_final, now=now
        )
    else:
        saving.note_archived(recording=recording, archived=archived, now=now)


@shared_task(name="recordings.sweep", ignore_result=True)
def sweep() -> None:
    sweep_at(timezone.now())


def sweep_at(now: datetime) -> None:
    """Do everything that is due at `now`."""
    for recording in queries.without_word(before=now - saving.LOOK_AFTER):
        look_for(recording, now=now)
    saving.give_up_waiting(now=now)
    for pk in queries.due_for_archive(now=now):
        fetch_at(pk, now=now)


def look_for(recording: Recording, *, now: datetime) -> None:
    """Look in Telnyx's list for a recording whose saved event never came."""
    if recording.leg is None:
        return
    try:
        listed = list(
            telnyx().recordings.list(call_control_id=recording.leg.call_control_id)
        )
    except TelnyxError as error:
        log.warning("recording %s could not be looked for: %s", recording.pk, error)
        return
    for one in listed:
        saved = saving.Saved(
            recording_id=one.id,
            channels=one.channels,
            audio_format="",
            started_at=one.recording_started_at,
            ended_at=one.recording_ended_at,
        )
        saving.note_saved(leg=recording.leg, saved=saved, now=now)
