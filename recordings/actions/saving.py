"""From Telnyx's word that a recording is saved to the file in the archive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from calls.models import Leg
from live.refusals import Refused
from recordings import queries
from recordings.actions.control import announce_recording
from recordings.models import Recording
from recordings.states import OPEN_RECORDING, RecordingState

# While one worker fetches, no other does; longer than a fetch may take.
LEASE = timedelta(minutes=3)
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=10)
MOST_ATTEMPTS = 12
# A saved event that never came is looked for after, then after longer and longer pauses,
# and given up after.
LOOK_AFTER = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=1)
# Telnyx's clock and ours may differ by as much.
SAME_START = timedelta(seconds=15)


@dataclass(frozen=True)
class Saved:
    """What Telnyx says of a finished recording; times and words may be missing."""

    recording_id: str
    channels: str
    audio_format: str
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Archived:
    """The archive's own copy: `path` below the archive, `sha256` in hex."""

    path: str
    audio_format: str
    size_bytes: int
    sha256: str
    # As Telnyx measured it, without the pauses; None when it did not say.
    duration: timedelta | None


@transaction.atomic
def note_saved(*, leg: Leg, saved: Saved, now: datetime) -> Recording | None:
    """Take a saved recording over, or adopt one that was started elsewhere.

    Return the row to archive; None when this was known.
    """
    if Recording.objects.filter(recording_id=saved.recording_id).exists():
        return None
    recording = _awaiting(leg, saved)
    if recording is None:
        recording = Recording.objects.create(
            call_id=leg.call_id,
            leg=leg,
            state=RecordingState.PROCESSING,
            requested_at=saved.started_at or now,
        )
    started = saved.started_at or recording.started_at
    ended = saved.ended_at or recording.ended_at or now
    paused_for = recording.paused_for
    if recording.paused_at:
        paused_for += max(timedelta(0), ended - recording.paused_at)
    Recording.objects.filter(pk=recording.pk, recording_id__isnull=True).update(
        state=RecordingState.PROCESSING,
        recording_id=saved.recording_id,
        channels=saved.channels or recording.channels,
        audio_format=saved.audio_format or recording.audio_format,
        started_at=started,
        ended_at=ended,
        paused_at=None,
        paused_for=paused_for,
        duration=max(timedelta(0), ended - started - paused_for) if started else None,
        failure="",
        archive_retry_at=now,
    )
    announce_recording(recording)
    return recording


def _awaiting(leg: Leg, saved: Saved) -> Recording | None:
    """Return the row of ours that a saved recording belongs to.

    Several can have been made of one leg; the one that began nearest is it. One that
    still runs, as far as we know, is taken only for the same start.
    """

    def apart(row: Recording) -> timedelta:
        if saved.started_at is None:
            return timedelta(0)
        return abs((row.started_at or row.requested_at) - saved.started_at)

    rows = [
        row
        for row in queries.unsaved_of(leg)
        if row.state not in OPEN_RECORDING
        or row.state == RecordingState.STOPPING
        or apart(row) <= SAME_START
    ]
    return min(rows, key=apart, default=None)


def look_again_later(*, recording: Recording, now: datetime) -> None:
    """Say when Telnyx's list is asked for it next: after half of the wait so far."""
    waited = now - (recording.ended_at or now)
    pause = min(max(waited / 2, LOOK_AFTER), LONGEST_PAUSE)
    Recording.objects.filter(pk=recording.pk).update(look_at=now + pause)


@transaction.atomic
def note_error(*, leg: Leg, words: str, now: datetime) -> None:
    """Note that Telnyx could not keep a recording."""
    rows = queries.unsaved_of(leg)
    if not rows:
        return
    Recording.objects.filter(pk=rows[-1].pk).update(
        state=RecordingState.FAILED, ended_at=now, failure=words
    )
    announce_recording(rows[-1])


def claim(recording_pk: int, *, now: datetime) -> Recording | None:
    """Take a recording to archive; None when it is done, not due, or taken."""
    claimed = Recording.objects.filter(
        pk=recording_pk,
        state=RecordingState.PROCESSING,
        recording_id__isnull=False,
        archive_retry_at__lte=now,
    ).update(archive_retry_at=now + LEASE, archive_attempts=F("archive_attempts") + 1)
    return Recording.objects.get(pk=recording_pk) if claimed else None


@transaction.atomic
def note_archived(*, recording: Recording, archived: Archived, now: datetime) -> None:
    Recording.objects.filter(pk=recording.pk, state=RecordingState.PROCESSING).update(
        state=RecordingState.READY,
        path=archived.path,
        audio_format=archived.audio_format,
        size_bytes=archived.size_bytes,
        sha256=archived.sha256,
        duration=archived.duration or recording.duration,
        archived_at=now,
        archive_retry_at=None,
        failure="",
    )
    announce_recording(recording)


@transaction.atomic
def note_not_archived(
    *, recording: Recording, words: str, is_final: bool, now: datetime
) -> None:
    """Try again later, each time after twice as long, or give up."""
    rows = Recording.objects.filter(pk=recording.pk, state=RecordingState.PROCESSING)
    if is_final or recording.archive_attempts >= MOST_ATTEMPTS:
        rows.update(state=RecordingState.FAILED, archive_retry_at=None, failure=words)
    else:
        delay = FIRST_DELAY * 2 ** (recording.archive_attempts - 1)
        rows.update(archive_retry_at=now + min(delay, LONGEST_DELAY), failure=words)
    announce_recording(recording)


@transaction.atomic
def fetch_again(*, recording: Recording, now: datetime) -> None:
    """Begin anew with a recording that could not be fetched. Raises Refused."""
    moved = Recording.objects.filter(
        pk=recording.pk, state=RecordingState.FAILED, recording_id__isnull=False
    ).update(
        state=RecordingState.PROCESSING,
        archive_attempts=0,
        archive_retry_at=now,
        failure="",
    )
    if not moved:
        raise Refused("There is nothing at Telnyx that could be fetched.")
    announce_recording(recording)


@transaction.atomic
def give_up_waiting(*, now: datetime) -> int:
    """Fail the recordings that Telnyx never had; return how many."""
    lost = Recording.objects.filter(
        state=RecordingState.PROCESSING,
        recording_id__isnull=True,
        ended_at__lt=now - GIVE_UP_AFTER,
    )
    for recording in lost:
        Recording.objects.filter(pk=recording.pk, recording_id__isnull=True).update(
            state=RecordingState.FAILED, failure="Telnyx never delivered it."
        )
        announce_recording(recording)
    return len(lost)
