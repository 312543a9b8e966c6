"""Recordings that Telnyx has and the archive has not."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from callcontrol.repair.states import Evidence, Found, Kind
from recordings.models import Recording
from recordings.states import OPEN_RECORDING, RecordingState

LOOKED_BACK = timedelta(days=7)
MOST_SHOWN = 50


def not_fetched(now: datetime) -> Iterator[Found]:
    rows = Recording.objects.filter(
        state=RecordingState.FAILED,
        recording_id__isnull=False,
        requested_at__gt=now - LOOKED_BACK,
    )
    for row in rows.select_related("call").order_by("requested_at")[:MOST_SHOWN]:
        caller = row.call.caller_name or row.call.from_number or "an unknown caller"
        yield Found(
            kind=Kind.RECORDING_MISSING,
            key=f"recording:{row.pk}",
            title=f"Recording of the call with {caller}",
            ours="It could not be fetched, and is not tried any more.",
            theirs="Telnyx has saved it.",
            since=row.ended_at or row.requested_at,
            call_pk=row.call_id,
            subject=str(row.pk),
            evidence=(
                Evidence("ours", row.failure or "No reason was written down."),
                Evidence("theirs", f"Recording {row.recording_id}", row.ended_at),
            ),
        )


def under_way() -> int:
    """Return how many recordings run or wait to be fetched."""
    states = (*OPEN_RECORDING, RecordingState.PROCESSING)
    return Recording.objects.filter(state__in=states).count()
