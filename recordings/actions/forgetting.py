"""Take audio away for good: when its time is over, or when a caller asks for it."""

from collections.abc import Collection, Iterable
from pathlib import Path

from django.db import transaction
from django.db.models import Sum

from recordings import archive
from recordings.actions.control import announce_recording
from recordings.models import Recording, RecordingAccess
from recordings.states import RecordingState


def forget_audio(calls: Collection[int], why: str) -> tuple[int, int]:
    """Remove the archive's copies of some calls; return how many, and their bytes.

    The rows stay, and say `why`. Files go once that is committed, so none is missing
    whose row was kept after all.
    """
    rows = Recording.objects.filter(call__in=calls).exclude(path="")
    found = list(rows)
    size = rows.aggregate(size=Sum("size_bytes"))["size"] or 0
    _unlink_on_commit(found)
    rows.update(
        state=RecordingState.REMOVED, path="", size_bytes=None, sha256="", failure=why
    )
    for recording in found:
        announce_recording(recording)
    return len(found), size


def forget_recordings(calls: Collection[int]) -> None:
    """Remove the rows as well, and who heard them, before their calls go."""
    rows = Recording.objects.filter(call__in=calls)
    _unlink_on_commit(rows.exclude(path=""))
    RecordingAccess.objects.filter(recording__call__in=calls).delete()
    rows.delete()


def _unlink_on_commit(recordings: Iterable[Recording]) -> None:
    files = [archive.file_of(recording) for recording in recordings]
    transaction.on_commit(lambda: _unlink(files))


def _unlink(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
