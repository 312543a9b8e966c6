"""Writing down how well a channel works, and what is added to Telnyx's times."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from callcontrol.health import clock, queries
from callcontrol.health.states import Channel, Outcome, after
from callcontrol.models import ClockCorrection, Event, ProviderHealth
from live import topics
from live.announce import announce

# A measurement is good to a second; what is shown should not change with its noise.
STEADY = timedelta(seconds=1)
# Where the newest event is looked for; one that says a later time is not believed.
EVENTS_LOOKED_AT = 200
SANE_FOR = timedelta(days=1)


@transaction.atomic
def record(
    channel: Channel,
    outcomes: Sequence[Outcome],
    *,
    offset: timedelta | None = None,
    now: datetime,
) -> None:
    """Add outcomes to a channel's row, and by how much our clock was found to be ahead."""
    row = _locked(channel)
    known = after(queries.record_of(row), outcomes)
    row.good_at, row.bad_at = known.good_at, known.bad_at
    row.trouble, row.since = known.trouble, known.since
    row.in_a_row, row.certain_at = known.in_a_row, known.certain_at
    row.detail = known.detail[:300]
    if offset is not None:
        _note_offset(row, offset, now)
    row.save()
    announce(topics.provider())


def _locked(channel: Channel) -> ProviderHealth:
    rows = ProviderHealth.objects.select_for_update()
    return rows.get_or_create(channel=channel)[0]


def _note_offset(row: ProviderHealth, offset: timedelta, now: datetime) -> None:
    known = timedelta(milliseconds=row.clock_offset_ms or 0)
    row.clock_at = now
    if row.clock_offset_ms is None or abs(offset - known) >= STEADY:
        row.clock_offset_ms = round(offset / timedelta(milliseconds=1))
        known = offset
    if not clock.is_off(known):
        row.clock_off_since = None
    elif row.clock_off_since is None:
        row.clock_off_since = now


@transaction.atomic
def correct_clock(offset: timedelta, *, now: datetime) -> tuple[clock.Correction, ...]:
    """Have Telnyx's times corrected by `offset` from now on; return all corrections.

    Nothing is written when another process has done so meanwhile.
    """
    known = queries.corrections()
    wanted = clock.wanted_offset(offset, known)
    if wanted == clock.added(known):
        return known
    newest = _newest_time(now)
    ClockCorrection.objects.create(
        offset_ms=round(wanted / timedelta(milliseconds=1)),
        from_theirs=None if newest is None else clock.their_time(newest, known),
        from_ours=newest,
        made_at=now,
    )
    return queries.corrections()


def _newest_time(now: datetime) -> datetime | None:
    """Return the latest time on our clock that any event so far has occurred at."""
    newest = Event.objects.order_by("-pk").filter(occurred_at__lt=now + SANE_FOR)
    times = newest.values_list("occurred_at", flat=True)[:EVENTS_LOOKED_AT]
    return max(filter(None, times), default=None)
