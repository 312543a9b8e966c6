"""What is stuck in the two ledgers: webhooks and commands."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from callcontrol import words
from callcontrol.models import Command, Event
from callcontrol.repair.states import Evidence, Found, Kind
from callcontrol.states import CommandState, EventState

# What is older than this has been looked at, or will not be.
LOOKED_BACK = timedelta(days=1)
# A command whose outcome is unknown matters as long as its call may go on.
OUTCOME_MATTERS_FOR = timedelta(minutes=30)
MOST_SHOWN = 50


def dead_letters(now: datetime) -> Iterator[Found]:
    """Yield webhooks of the last day that could not be applied, newest first."""
    rows = Event.objects.filter(
        state=EventState.DEAD, received_at__gt=now - LOOKED_BACK
    )
    for row in rows.defer("raw").order_by("-received_at")[:MOST_SHOWN]:
        yield Found(
            kind=Kind.DEAD_LETTER,
            key=f"event:{row.pk}",
            title=f"Webhook {row.event_type}",
            ours="It was given up: what it tells is missing here.",
            theirs="Telnyx has sent it.",
            since=row.received_at,
            subject=str(row.pk),
            evidence=(
                Evidence("ours", row.reason or "Nothing was written down."),
                Evidence("theirs", f"Event {row.event_id}", row.occurred_at),
            ),
        )


def without_outcome(now: datetime) -> Iterator[Found]:
    """Yield commands of which nobody knows whether Telnyx has carried them out."""
    rows = Command.objects.filter(
        state=CommandState.UNKNOWN,
        confirmed_at__isnull=True,
        dismissed_at__isnull=True,
        requested_at__gt=now - OUTCOME_MATTERS_FOR,
    )
    for row in rows.order_by("-requested_at")[:MOST_SHOWN]:
        yield Found(
            kind=Kind.NO_OUTCOME,
            key=f"command:{row.pk}",
            title=words.asked_words(row.kind),
            ours="It was sent, and no answer came.",
            theirs="It may or may not have happened.",
            since=row.requested_at,
            call_pk=row.call_id,
            subject=str(row.pk),
            evidence=(Evidence("ours", words.explain(row), row.settled_at),),
        )


def looked_through() -> int:
    """Return how many commands are under way and webhooks wait to be applied."""
    under_way = (CommandState.PENDING, CommandState.SENDING)
    commands = Command.objects.filter(state__in=under_way)
    return commands.count() + Event.objects.filter(state=EventState.RECEIVED).count()
