"""When something that came to nothing may be asked of Telnyx again."""

from datetime import UTC, datetime, timedelta

import pytest

from callcontrol.models import Command
from callcontrol.repeating import may_ask, pause_after, was_kept_from_happening
from callcontrol.states import CommandState

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)


def command(state=CommandState.FAILED, status=401, secs_ago=60) -> Command:
    at = NOW - timedelta(seconds=secs_ago)
    return Command(state=state, http_status=status, requested_at=at, settled_at=at)


def test_pauses_grow_up_to_the_longest():
    pauses = [pause_after(number).total_seconds() for number in range(1, 6)]
    assert pauses == [2, 4, 8, 10, 10]


@pytest.mark.parametrize(
    ("state", "status", "expected"),
    [
        ("failed", 401, True),
        ("failed", 403, True),
        ("expired", 429, True),
        ("unknown", 503, True),
        # Telnyx was never reached, or did not answer.
        ("expired", None, True),
        ("unknown", None, True),
        # Our own client would not send it at any time.
        ("failed", None, False),
        # What was asked for is refused for its own sake.
        ("failed", 422, False),
        ("failed", 404, False),
        ("accepted", 200, False),
        ("pending", 503, False),
    ],
)
def test_only_what_something_else_kept_from_happening_is_repeated(
    state, status, expected
):
    given = command(CommandState(state), status)
    assert was_kept_from_happening(given) is expected
    assert may_ask([given], now=NOW) is expected


def test_what_was_never_asked_may_be():
    assert may_ask([], now=NOW)


@pytest.mark.parametrize(("secs_ago", "expected"), [(3.9, False), (4.1, True)])
def test_second_failure_is_followed_by_a_longer_pause(secs_ago, expected):
    asked = [command(), command(secs_ago=secs_ago)]
    assert may_ask(asked, now=NOW) is expected


def test_failures_before_a_success_do_not_count():
    done = command(CommandState.CONFIRMED, 200)
    asked = [command(), command(), done, command(secs_ago=2.1)]
    assert may_ask(asked, now=NOW)
