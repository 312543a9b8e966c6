"""What the outcomes of requests and webhooks say about Telnyx: pure.

Each channel has its own record: a key may be good enough for reading and not for
commands, and webhooks come another way than answers do. Failures that follow on each
other are one *trouble*. It is told once it is certain, and over once things have gone
well for a while, so that what fails now and then does not blink on every screen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import TextChoices


class Channel(TextChoices):
    COMMANDS = "commands", "Commands to Telnyx"
    READS = "reads", "Questions to Telnyx"
    WEBHOOKS = "webhooks", "Webhooks from Telnyx"


class Trouble(TextChoices):
    """In the order in which it matters."""

    KEY_REFUSED = "key_refused", "The API key is refused"
    UNSIGNED = "unsigned", "Webhooks are not signed by Telnyx"
    STALE = "stale", "Webhooks carry a stale timestamp"
    UNREACHABLE = "unreachable", "Telnyx cannot be reached"
    SILENT = "silent", "Telnyx does not answer"
    FAILING = "failing", "Telnyx has trouble of its own"
    NOT_ALLOWED = "not_allowed", "The API key may not do that"
    LIMITED = "limited", "Telnyx limits our requests"


# One refusal proves it; everything else may be a matter of one request.
DECISIVE = (Trouble.KEY_REFUSED,)
IN_A_ROW = 2
# A trouble that nothing has contradicted for this long is certain.
CERTAIN_AFTER = timedelta(seconds=3)
# A trouble is over once a success has not been followed by a failure for this long.
WELL_AFTER = timedelta(seconds=5)
# Commands may pause for long; then success in another channel has to last this long.
WELL_ELSEWHERE_AFTER = timedelta(seconds=20)
# Anybody may send unsigned requests. A signed webhook so soon after one says that the
# key is right, and that the next one is of no more importance.
UNSIGNED_NEAR = timedelta(seconds=10)
UNSIGNED_TOLD_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class Outcome:
    """One request or webhook: `trouble` is empty when it went well."""

    at: datetime
    trouble: str = ""
    # When it began; a failure may have taken its time.
    began_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True)
class Record:
    """What is known of one channel."""

    channel: str
    good_at: datetime | None = None
    # The latest trouble, which may be over; empty when there was none.
    trouble: str = ""
    since: datetime | None = None
    bad_at: datetime | None = None
    in_a_row: int = 0
    certain_at: datetime | None = None
    # What Telnyx, or we ourselves, said to the last failure.
    detail: str = ""

    @property
    def is_webhooks(self) -> bool:
        return self.channel == Channel.WEBHOOKS

    @property
    def is_contradicted(self) -> bool:
        """Whether anything went well since the trouble began."""
        return is_after(self.good_at, self.since)

    @property
    def is_well(self) -> bool:
        """Whether the last thing that is known went well."""
        return self.bad_at is None or is_after(self.good_at, self.bad_at)


def is_after(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def after(record: Record, outcomes: Iterable[Outcome]) -> Record:
    """Return the record with these outcomes added, in their order."""
    for outcome in outcomes:
        if outcome.trouble:
            record = _after_failure(record, outcome)
        else:
            record = _after_success(record, outcome)
    return record


def _after_success(record: Record, outcome: Outcome) -> Record:
    if not is_after(outcome.at, record.good_at):
        return record
    record = replace(record, good_at=outcome.at)
    if not is_after(outcome.at, record.bad_at):
        return record
    if _ends_at_once(record, outcome):
        return Record(channel=record.channel, good_at=outcome.at)
    return replace(record, in_a_row=0)


def _ends_at_once(record: Record, outcome: Outcome) -> bool:
    if record.is_webhooks:
        quiet = outcome.at - (record.bad_at or outcome.at)
        return record.trouble != Trouble.UNSIGNED or quiet >= UNSIGNED_NEAR
    return record.trouble in DECISIVE


def _after_failure(record: Record, outcome: Outcome) -> Record:
    if record.is_webhooks and is_after(record.good_at, outcome.at):
        # Requests that are not signed are told of with a delay.
        return record
    if not record.trouble or _is_over(record, outcome.at):
        record = Record(channel=record.channel, good_at=record.good_at)
    in_a_row = record.in_a_row + 1
    since = min(filter(None, (record.since, outcome.began_at or outcome.at)))
    is_certain = outcome.trouble in DECISIVE or (
        not record.is_webhooks and in_a_row >= IN_A_ROW
    )
    return replace(
        record,
        trouble=outcome.trouble,
        since=since,
        bad_at=max(filter(None, (record.bad_at, outcome.at))),
        in_a_row=in_a_row,
        certain_at=record.certain_at or (outcome.at if is_certain else None),
        detail=outcome.detail,
    )


def _is_over(
    record: Record, now: datetime, good_elsewhere_at: datetime | None = None
) -> bool:
    if record.bad_at is None:
        return True
    quiet = now - record.bad_at
    if record.is_webhooks:
        return quiet >= UNSIGNED_TOLD_FOR
    if is_after(record.good_at, record.bad_at):
        return quiet >= WELL_AFTER
    is_well_elsewhere = is_after(good_elsewhere_at, record.bad_at)
    return is_well_elsewhere and quiet >= WELL_ELSEWHERE_AFTER


def is_told(
    record: Record, now: datetime, good_elsewhere_at: datetime | None = None
) -> bool:
    """Whether the trouble of this record is one that people should know of now.

    `good_elsewhere_at` is when a request of the other kind last went well.
    """
    if not record.trouble or record.since is None:
        return False
    if _is_over(record, now, good_elsewhere_at):
        return False
    if record.certain_at is not None:
        return True
    return not record.is_contradicted and now - record.since >= CERTAIN_AFTER


def turns(record: Record) -> Iterator[datetime]:
    """Return the moments at which time alone may begin or end the telling."""
    if record.since is not None:
        yield record.since + CERTAIN_AFTER
    if record.bad_at is not None and record.is_webhooks:
        yield record.bad_at + UNSIGNED_TOLD_FOR
    elif record.bad_at is not None:
        yield record.bad_at + WELL_AFTER
        yield record.bad_at + WELL_ELSEWHERE_AFTER
