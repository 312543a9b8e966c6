"""Asking Telnyx something small when nobody else has asked it for a while.

On a quiet day nothing would show that the key was withdrawn until the first caller
rings; and a trouble that nobody touches would never be known to be over.
"""

import logging
import threading
from datetime import datetime, timedelta

from callcontrol.health import queries
from live import topics
from live.announce import announce
from provider.client import telnyx
from provider.errors import TelnyxError

logger = logging.getLogger(__name__)

ASK_AFTER = timedelta(seconds=4)
# As soon as something went wrong it has to be known whether it goes on.
ASK_AGAIN_AFTER = timedelta(seconds=1)
# The watch comes every second; longer, so that nothing falls between two of its rounds.
TICK = timedelta(seconds=3)

_asking = threading.Lock()


def watch_provider(*, now: datetime) -> None:
    """Have screens redrawn when time alone has changed what is known, and ask."""
    if queries.turned_between(now - TICK, now):
        announce(topics.provider())
    if not _is_due(now) or not _asking.acquire(blocking=False):
        return
    try:
        next(telnyx().applications.list(), None)
    except TelnyxError as error:
        # The watch has heard of it, as of every exchange.
        logger.info("Telnyx was asked how it is: %s", error)
    finally:
        _asking.release()


def _is_due(now: datetime) -> bool:
    asked_at = queries.last_asked_at()
    if asked_at is None:
        return True
    pause = ASK_AFTER if queries.is_asking_well() else ASK_AGAIN_AFTER
    return abs(now - asked_at) >= pause
