"""What is known now of the way to Telnyx and back, and what of it people should know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from callcontrol.health import clock
from callcontrol.health.states import Channel, Record, Trouble, is_told, turns
from callcontrol.models import ClockCorrection, ProviderHealth

# What was measured longer ago says nothing of a clock now.
CLOCK_TOLD_FOR = timedelta(minutes=10)
# A channel's own measurement is preferred for this long to one of the other kind.
WEBHOOKS_TELL_FOR = timedelta(minutes=5)
CORRECTIONS_KEPT = 20


@dataclass(frozen=True)
class Finding:
    """One trouble, as told by however many channels."""

    trouble: Trouble
    since: datetime
    detail: str


@dataclass(frozen=True)
class Clock:
    """By how much our clock is ahead of Telnyx's (behind, when negative), and since when."""

    offset: timedelta
    since: datetime
    measured_at: datetime

    @property
    def is_alarming(self) -> bool:
        return abs(self.offset) >= clock.ALARM_FROM


@dataclass(frozen=True)
class ProviderState:
    findings: tuple[Finding, ...]
    # None while it is not known, or right.
    clock: Clock | None
    # When a request, and a webhook, last went well.
    answered_at: datetime | None
    heard_at: datetime | None

    @property
    def level(self) -> str:
        if self.findings or (self.clock and self.clock.is_alarming):
            return "bad"
        return "warn" if self.clock else "ok"


def provider_state(*, now: datetime) -> ProviderState:
    rows = {row.channel: row for row in ProviderHealth.objects.all()}
    records = {channel: record_of(row) for channel, row in rows.items()}
    return ProviderState(
        findings=tuple(_findings(records, now)),
        clock=_clock(rows, now),
        answered_at=max(
            filter(None, (records[one].good_at for one in _ASKING if one in records)),
            default=None,
        ),
        heard_at=records[Channel.WEBHOOKS].good_at
        if Channel.WEBHOOKS in rows
        else None,
    )


def record_of(row: ProviderHealth) -> Record:
    return Record(
        channel=row.channel,
        good_at=row.good_at,
        trouble=row.trouble,
        since=row.since,
        bad_at=row.bad_at,
        in_a_row=row.in_a_row,
        certain_at=row.certain_at,
        detail=row.detail,
    )


def clock_offset(*, now: datetime) -> timedelta | None:
    """Return our clock minus Telnyx's, None when nothing has told lately."""
    row = _telling_row({row.channel: row for row in ProviderHealth.objects.all()}, now)
    return _offset(row) if row else None


def corrections() -> tuple[clock.Correction, ...]:
    """Return what is added to Telnyx's times, the newest correction first."""
    return tuple(
        clock.Correction(
            timedelta(milliseconds=row.offset_ms), row.from_theirs, row.from_ours
        )
        for row in ClockCorrection.objects.all()[:CORRECTIONS_KEPT]
    )


def on_our_clock(theirs: datetime) -> datetime:
    """Put a time from an answer of Telnyx onto our clock, as those of webhooks are."""
    return clock.our_time(theirs, corrections())


def last_asked_at() -> datetime | None:
    """Return when the last request to Telnyx came to anything, for whoever asks."""
    rows = ProviderHealth.objects.filter(channel__in=_ASKING)
    times = (at for row in rows for at in (row.good_at, row.bad_at))
    return max(filter(None, times), default=None)


def is_asking_well() -> bool:
    """Whether the last requests that are known of went well."""
    rows = ProviderHealth.objects.filter(channel__in=_ASKING)
    return all(record_of(row).is_well for row in rows)


def turned_between(start: datetime, end: datetime) -> bool:
    """Whether time alone may have changed what people should know in (start, end]."""
    return any(
        start < at <= end for row in ProviderHealth.objects.all() for at in _turns(row)
    )


_ASKING = (Channel.COMMANDS, Channel.READS)
_OTHER = {Channel.COMMANDS: Channel.READS, Channel.READS: Channel.COMMANDS}


def _turns(row: ProviderHealth) -> Iterator[datetime]:
    yield from turns(record_of(row))
    if row.clock_at is not None:
        yield row.clock_at + WEBHOOKS_TELL_FOR
        yield row.clock_at + CLOCK_TOLD_FOR


def _findings(records: dict[str, Record], now: datetime) -> Iterator[Finding]:
    told: dict[Trouble, list[Record]] = {}
    for channel, record in records.items():
        other = records.get(_OTHER.get(Channel(channel), channel))
        good_elsewhere_at = other.good_at if other and not record.is_webhooks else None
        if is_told(record, now, good_elsewhere_at):
            told.setdefault(Trouble(record.trouble), []).append(record)
    for trouble in Trouble:
        if trouble in told:
            yield _finding(trouble, told[trouble], now)


def _finding(trouble: Trouble, records: Iterable[Record], now: datetime) -> Finding:
    newest = max(records, key=lambda one: one.bad_at or one.since or now)
    since = min(filter(None, (one.since for one in records)))
    return Finding(trouble, since, newest.detail)


def _clock(rows: dict[str, ProviderHealth], now: datetime) -> Clock | None:
    row = _telling_row(rows, now)
    if row is None or row.clock_off_since is None or row.clock_at is None:
        return None
    return Clock(_offset(row), row.clock_off_since, row.clock_at)


def _telling_row(
    rows: dict[str, ProviderHealth], now: datetime
) -> ProviderHealth | None:
    """Return the row whose clock is to be believed: webhooks carry the times we use."""
    measured = [row for row in rows.values() if _is_fresh(row, now, CLOCK_TOLD_FOR)]
    webhooks = rows.get(Channel.WEBHOOKS)
    if webhooks and _is_fresh(webhooks, now, WEBHOOKS_TELL_FOR):
        return webhooks
    return max(measured, key=lambda row: row.clock_at or now, default=None)


def _is_fresh(row: ProviderHealth, now: datetime, span: timedelta) -> bool:
    return row.clock_at is not None and abs(now - row.clock_at) < span


def _offset(row: ProviderHealth) -> timedelta:
    return timedelta(milliseconds=row.clock_offset_ms or 0)
