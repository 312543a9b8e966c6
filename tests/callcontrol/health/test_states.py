"""When a trouble with Telnyx is told, and when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from callcontrol.health.states import (
    Channel,
    Outcome,
    Record,
    Trouble,
    after,
    is_told,
    turns,
)

START = datetime(2026, 11, 29, 10, tzinfo=UTC)
PASSING = [one for one in Trouble if one != Trouble.KEY_REFUSED]
OF_REQUESTS = [one for one in PASSING if one not in (Trouble.UNSIGNED, Trouble.STALE)]


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def good(seconds: float) -> Outcome:
    return Outcome(at(seconds))


def bad(seconds: float, trouble: str = Trouble.FAILING, took: float = 0) -> Outcome:
    return Outcome(at(seconds), trouble, at(seconds - took))


def commands(*outcomes: Outcome) -> Record:
    return after(Record(Channel.COMMANDS), outcomes)


def webhooks(*outcomes: Outcome) -> Record:
    return after(Record(Channel.WEBHOOKS), outcomes)


def told_from(record: Record, until: float = 90) -> tuple[float, float] | None:
    """Return the first and the last half second at which the trouble is told."""
    moments = [n / 2 for n in range(int(until * 2)) if is_told(record, at(n / 2))]
    return (moments[0], moments[-1]) if moments else None


def test_nothing_is_told_while_all_is_well():
    assert told_from(commands(good(0), good(5))) is None


def test_refused_key_is_told_at_once_and_over_with_the_first_success():
    record = commands(good(0), bad(1, Trouble.KEY_REFUSED))
    assert is_told(record, at(1))
    assert is_told(record, at(600))
    assert not is_told(after(record, [good(601)]), at(601))


@pytest.mark.parametrize("trouble", OF_REQUESTS)
def test_one_failure_that_is_made_up_for_is_not_told(trouble):
    assert told_from(commands(good(0), bad(1, trouble), good(1.5))) is None


@pytest.mark.parametrize("trouble", OF_REQUESTS)
def test_two_failures_in_a_row_are_told(trouble):
    record = commands(good(0), bad(1, trouble), bad(1.5, trouble))
    assert is_told(record, at(1.5))
    assert record.since == at(1)


def test_a_failure_that_nothing_contradicts_is_told_after_three_seconds():
    assert told_from(commands(good(0), bad(1)), until=5) == (4, 4.5)


def test_a_request_that_got_no_answer_for_three_seconds_is_told_when_it_fails():
    record = commands(good(0), bad(4, Trouble.SILENT, took=3))
    assert is_told(record, at(4))
    assert record.since == at(1)


def test_a_trouble_is_over_five_seconds_after_its_last_failure():
    record = commands(bad(1), bad(2), good(3))
    assert told_from(record) == (0, 6.5)


def test_what_fails_now_and_then_does_not_blink():
    record = commands(bad(1), bad(2), good(3), bad(4), good(5), bad(6), good(7))
    assert told_from(record) == (0, 10.5)
    assert record.since == at(1)


def test_what_fails_again_after_it_was_over_begins_anew():
    record = commands(bad(1), bad(2), good(3), bad(20))
    assert record.since == at(20)
    assert not is_told(record, at(20))


def test_commands_that_nobody_gives_any_more_are_believed_by_the_reads():
    record = commands(bad(1), bad(2))
    assert is_told(record, at(30))
    assert is_told(record, at(21), good_elsewhere_at=at(10))
    assert not is_told(record, at(22), good_elsewhere_at=at(10))
    assert is_told(record, at(22), good_elsewhere_at=at(1.5))


def test_success_that_is_told_late_does_not_end_a_later_trouble():
    record = commands(bad(1), bad(2), good(0.5))
    assert is_told(record, at(3))


def test_unsigned_webhooks_are_told_when_no_signed_one_comes():
    record = webhooks(good(0), bad(1, Trouble.UNSIGNED))
    assert told_from(record) == (4, 60.5)


def test_signed_webhook_says_that_the_key_is_right():
    record = webhooks(good(0), bad(1, Trouble.UNSIGNED), good(2))
    assert told_from(record) is None


def test_flood_of_strangers_is_not_told_while_telnyx_gets_through():
    outcomes = [bad(n, Trouble.UNSIGNED) for n in range(1, 40)]
    outcomes += [good(n + 0.5) for n in range(3, 40, 7)]
    record = webhooks(*sorted(outcomes, key=lambda one: one.at))
    assert told_from(record, until=45) is None


def test_key_that_is_changed_twice_is_told_twice():
    repaired = webhooks(good(0), bad(1, Trouble.UNSIGNED), good(15))
    assert not is_told(repaired, at(15))
    assert told_from(after(repaired, [bad(20, Trouble.UNSIGNED)]), until=30) == (
        23,
        29.5,
    )


def test_strangers_of_a_while_ago_do_not_contradict_a_later_webhook():
    record = webhooks(good(5), bad(4, Trouble.UNSIGNED))
    assert told_from(record) is None


def test_stale_webhooks_are_over_with_the_first_fresh_one():
    record = webhooks(good(0), bad(1, Trouble.STALE), bad(2, Trouble.STALE))
    assert is_told(record, at(4))
    assert not is_told(after(record, [good(5)]), at(5))


def test_time_alone_turns_the_telling_only_at_the_moments_that_are_named():
    """Whoever redraws screens at these moments misses none."""
    stories = [
        commands(good(0), bad(1)),
        commands(bad(1), bad(2), good(3)),
        commands(bad(1), bad(2)),
        webhooks(good(0), bad(1, Trouble.UNSIGNED)),
    ]
    for record in stories:
        named = set(turns(record))
        for n in range(2 * 90):
            before, now = at(n / 2 - 0.5), at(n / 2)
            seen = [is_told(record, one, at(2.5)) for one in (before, now)]
            if seen[0] != seen[1] and record.bad_at and before >= record.bad_at:
                assert any(before < moment <= now for moment in named), (record, now)
