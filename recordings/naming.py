"""The name that a downloaded recording has on somebody's disk."""

import re
import unicodedata
from collections.abc import Sequence

from django.utils import timezone

from recordings.models import Recording


def file_name(recording: Recording, agents: Sequence[str]) -> str:
    """Return date_queue_agent_callid.ext, of letters that every system takes.

    Nothing that a caller chose is in it.
    """
    day = timezone.localtime(recording.started_at or recording.requested_at)
    parts = (
        day.strftime("%Y-%m-%d_%H%M%S"),
        _plain(recording.call.queue_name) or "no-queue",
        _plain(agents[0]) if agents else "no-agent",
        str(recording.call_id),
    )
    return f"{'_'.join(parts)}.{recording.audio_format}"


def _plain(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_text).strip("-")[:40]
