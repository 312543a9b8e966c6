"""When something may be asked of Telnyx again that came to nothing before: pure.

Nobody is given up by count while the reason goes on; the pauses grow instead.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL, CommandState

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=10)


def pause_after(
    failures: int,
    first: timedelta = FIRST_PAUSE,
    longest: timedelta = LONGEST_PAUSE,
) -> timedelta:
    """Return the pause after so many failures in a row: each time twice as long."""
    return min(first * int(2 ** min(failures - 1, 10)), longest)


def was_kept_from_happening(command: Command) -> bool:
    """Whether a command came to nothing for a reason that has nothing to do with it.

    Telnyx refused the key, limited our requests, had trouble of its own or did not
    answer: what was asked for may work as soon as that is over.
    """
    if command.state not in UNSUCCESSFUL:
        return False
    if command.http_status is None:
        # Our own client refused what it would not have sent at any time.
        return command.state != CommandState.FAILED
    return command.http_status in (401, 403, 429) or command.http_status >= 500


def may_ask(asked: Sequence[Command], *, now: datetime) -> bool:
    """Whether it may be asked for now, after what was asked for the same, oldest first.

    It may at first, and again when something other than the command itself kept the last
    one from happening.
    """
    if not asked:
        return True
    last, failures = asked[-1], 0
    for command in reversed(asked):
        if not was_kept_from_happening(command):
            break
        failures += 1
    since = last.settled_at or last.requested_at
    return failures > 0 and now - since >= pause_after(failures)
