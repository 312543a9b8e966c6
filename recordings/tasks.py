"""Celery's part: fetching what Telnyx has saved, and sweeping up what was missed."""

import logging
from datetime import datetime

from celery import shared_task
from kombu.exceptions import OperationalError

from callcontrol.health.queries import on_our_clock
from live import clock
from provider.client import telnyx
from provider.errors import TelnyxError
from recordings import archive, queries
from recordings.actions import saving
from recordings.models import Recording

log = logging.getLogger(__name__)

OUR_FAULT = "Something went wrong here; the log says what."


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
    fetch_at(recording_pk, now=clock.now())


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
    except Exception:
        # Whatever it is, it is the matter of this recording and not of the others.
        log.exception("recording %s was not fetched", recording_pk)
        saving.note_not_archived(
            recording=recording, words=OUR_FAULT, is_final=False, now=now
        )
    else:
        saving.note_archived(recording=recording, archived=archived, now=now)


@shared_task(name="recordings.sweep", ignore_result=True)
def sweep() -> None:
    sweep_at(clock.now())


def sweep_at(now: datetime) -> None:
    """Do everything that is due at `now`."""
    for recording in queries.due_to_look_for(now=now, after=saving.LOOK_AFTER):
        saving.look_again_later(recording=recording, now=now)
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
            started_at=_on_our_clock(one.recording_started_at),
            ended_at=_on_our_clock(one.recording_ended_at),
        )
        saving.note_saved(leg=recording.leg, saved=saved, now=now)


def _on_our_clock(theirs: datetime | None) -> datetime | None:
    return on_our_clock(theirs) if theirs else None
