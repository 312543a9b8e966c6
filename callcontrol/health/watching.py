"""Hearing of every exchange and every webhook in this process, and telling of them seldom.

A channel's row is written when it goes wrong or well again, and otherwise every few
seconds, so that watching costs nothing next to what is watched.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError

from callcontrol.health import actions, clock
from callcontrol.health.states import Channel, Outcome, Trouble
from provider.client import Exchange
from provider.errors import (
    AuthenticationFailed,
    NotSent,
    PermissionRefused,
    RateLimited,
    TelnyxError,
    Unavailable,
)

logger = logging.getLogger(__name__)

# Written so often while all is well, and while something is wrong.
WELL_EVERY = timedelta(seconds=4)
WRONG_EVERY = timedelta(seconds=1)
CONFLICT = 409


def outcome_of(exchange: Exchange) -> Outcome:
    """Return what an exchange says of Telnyx; to refuse a command is to answer well."""
    error = exchange.error
    trouble = trouble_of(error) if error is not None else None
    if trouble is None:
        return Outcome(exchange.ended_at)
    detail = " ".join(filter(None, (error.code, error.words))) if error else ""
    return Outcome(exchange.ended_at, trouble, exchange.sent_at, detail)


def trouble_of(error: TelnyxError) -> Trouble | None:
    if isinstance(error, AuthenticationFailed):
        return Trouble.KEY_REFUSED
    if isinstance(error, PermissionRefused):
        return Trouble.NOT_ALLOWED
    if isinstance(error, RateLimited):
        return Trouble.LIMITED
    if isinstance(error, NotSent):
        return Trouble.UNREACHABLE
    if not isinstance(error, Unavailable) or error.status == CONFLICT:
        return None
    return Trouble.SILENT if error.status is None else Trouble.FAILING


@dataclass
class _Heard:
    """What was heard of a channel and is not written yet."""

    outcomes: list[Outcome] = field(default_factory=list)
    offset: timedelta | None = None
    written_at: datetime | None = None
    was_well: bool = True

    def add(self, outcome: Outcome) -> bool:
        """Return whether it is time to write."""
        is_well = not outcome.trouble
        is_news = is_well != self.was_well
        if is_well and self.outcomes and not self.outcomes[-1].trouble:
            self.outcomes[-1] = outcome
        else:
            self.outcomes.append(outcome)
        self.was_well = is_well
        return is_news or self._is_due(
            outcome.at, WELL_EVERY if is_well else WRONG_EVERY
        )

    def _is_due(self, now: datetime, every: timedelta) -> bool:
        # A clock that was set back must not silence this for as long.
        return self.written_at is None or abs(now - self.written_at) >= every

    def take(self, now: datetime) -> tuple[Sequence[Outcome], timedelta | None]:
        outcomes, self.outcomes = self.outcomes, []
        offset, self.offset = self.offset, None
        self.written_at = now
        return outcomes, offset


class Watch:
    """Of one process; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: defaultdict[Channel, _Heard] = defaultdict(_Heard)

    def exchange(self, exchange: Exchange) -> None:
        """Take note of a request; never raises, since it went as it went."""
        channel = Channel.READS if exchange.method == "GET" else Channel.COMMANDS
        offset = None
        if exchange.telnyx_time is not None:
            offset = clock.offset_of_answer(
                exchange.telnyx_time, exchange.sent_at, exchange.ended_at
            )
        try:
            self.note(channel, outcome_of(exchange), offset=offset)
        except DatabaseError:
            logger.exception("How a request to Telnyx went is not recorded")

    def note(
        self, channel: Channel, outcome: Outcome, *, offset: timedelta | None = None
    ) -> None:
        """Take note of an outcome, and write what was heard when it is time to."""
        with self._lock:
            heard = self._heard[channel]
            if offset is not None:
                heard.offset = offset
            if not heard.add(outcome):
                return
            outcomes, offset = heard.take(outcome.at)
        actions.record(channel, outcomes, offset=offset, now=outcome.at)

    def forget(self) -> None:
        """Begin anew, as a process does that has just been started."""
        with self._lock:
            self._heard.clear()


watch = Watch()
