"""What the reconciliation with Telnyx has to tell the repair desk."""

from datetime import datetime, timedelta

from callcontrol.repair.actions import note_refused, note_repaired, report
from callcontrol.repair.registry import repairs
from callcontrol.repair.states import Evidence, Found, Kind
from callcontrol.words import reason
from provider.errors import RateLimited, Rejected, TelnyxError

TAKEN_IN = "Found by asking Telnyx, and taken in as if it had been told."
COMPARED_EVERY = timedelta(seconds=5)


def compared_with_telnyx(*, now: datetime) -> None:
    """Say that everything alive was compared; what was found is told one by one."""
    things = repairs().compared_with_telnyx()
    report("telnyx", [], kinds=(), compared=things, now=now)


def could_not_compare(error: TelnyxError, *, now: datetime) -> None:
    """Say why Telnyx could not be compared with, and when it is asked again."""
    pause = COMPARED_EVERY
    if isinstance(error, RateLimited):
        pause = max(pause, timedelta(seconds=error.reset_after))
    note_refused("telnyx", why_not(error), again_at=now + pause, now=now)


def why_not(error: TelnyxError) -> str:
    """Return why a question brought no answer, to complete "could not be asked: …"."""
    if isinstance(error, RateLimited):
        return "it limits how often it may be asked"
    if isinstance(error, Rejected):
        return reason(error.code, error.status)
    return "it did not answer"


def note_lost_webhook(
    event_type: str, key: str, *, at: datetime, now: datetime
) -> None:
    """Tell of a fact that no webhook told; `at` is when it came about, as far as known."""
    found = Found(
        kind=Kind.LOST_WEBHOOK,
        key=f"{event_type} {key}"[:200],
        title=event_type,
        ours="No webhook told of it.",
        theirs="Telnyx said so when it was asked.",
        since=min(at, now),
        evidence=(Evidence("theirs", key, at),),
    )
    note_repaired(found, TAKEN_IN, found_at=now, now=now)
