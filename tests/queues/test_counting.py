"""What left the queues is counted once, in its interval, by what held when it left."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queues.actions import count_what_left, recount, save_queue
from queues.counting import INTERVAL, first_interval_from, interval_of
from queues.metrics import Counts, service_level
from queues.models import IntervalCount, MetricDefinition, Queue, QueueEntry
from queues.queries import (
    counts,
    counts_since,
    definitions_of,
    intervals_between,
)
from queues.states import Formula
from tests.factories import make_queue
from tests.queues.crowd import make_callers

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=0)
STATES = ("answered", "abandoned", "flowed_out")


@pytest.fixture
def queue(db) -> Queue:
    return make_queue("Billing", sl_threshold_secs=20, short_abandon_secs=5)


def leave(
    entry: QueueEntry, state: str, *, at: datetime, after: float = 10
) -> QueueEntry:
    """Let a caller leave, or be found to have left otherwise than it was known."""
    entry.state, entry.left_at, entry.waited_ms = state, at, round(after * 1000)
    return _write(entry)


def _write(entry: QueueEntry) -> QueueEntry:
    """Write what the product writes of a stay that has changed, and nothing else."""
    entry.revision += 1
    entry.save(update_fields=["state", "left_at", "waited_ms", "revision"])
    return entry


def today() -> dict[int, Counts]:
    return counts_since(MIDNIGHT, definitions_of(Queue.objects.all()))


def save(queue: Queue, **values: object) -> None:
    for name, value in values.items():
        setattr(queue, name, value)
    save_queue(queue, agents=[], phone_numbers=[], requested_by=None, now=NOW)


@pytest.mark.parametrize("minute", [0, 14, 15, 44, 59])
def test_interval_is_a_quarter_of_an_hour(minute):
    moment = NOW.replace(minute=minute, second=59 if minute else 0)
    assert interval_of(moment).minute == minute // 15 * 15
    assert first_interval_from(moment) - moment < INTERVAL
    assert interval_of(first_interval_from(moment)) == first_interval_from(moment)


def test_what_left_is_known_at_once_and_the_same_when_it_was_counted(queue):
    first, second, third = make_callers(queue, 3, now=NOW)
    leave(first, "answered", at=NOW, after=12)
    leave(second, "abandoned", at=NOW + timedelta(minutes=16), after=30)
    leave(third, "abandoned", at=NOW + timedelta(minutes=16), after=3)
    before = today()[queue.pk]
    assert (before.offered, before.gave_up, service_level(before)) == (3, 1, 50)
    assert count_what_left() == 3
    counted = today()[queue.pk]
    assert (counted.offered, counted.gave_up, service_level(counted)) == (3, 1, 50)
    assert [row.start for row in IntervalCount.objects.all()] == [NOW, NOW + INTERVAL]
    assert count_what_left() == 0


def test_late_event_corrects_both_intervals(queue):
    (entry,) = make_callers(queue, 1, now=NOW)
    leave(entry, "abandoned", at=NOW + INTERVAL, after=50)
    count_what_left()
    leave(entry, "answered", at=NOW + timedelta(minutes=14), after=10)
    assert today()[queue.pk].answered == 1
    assert today()[queue.pk].abandoned == 0
    count_what_left()
    rows = IntervalCount.objects.values_list("start", "answered", "abandoned")
    assert list(rows) == [(NOW, 1, 0), (NOW + INTERVAL, 0, 0)]


def test_caller_who_turns_out_to_wait_still_is_counted_no_more(queue):
    (entry,) = make_callers(queue, 1, now=NOW)
    leave(entry, "abandoned", at=NOW)
    count_what_left()
    entry.state, entry.left_at, entry.waited_ms = "waiting", None, None
    _write(entry)
    assert not today()
    count_what_left()
    assert today()[queue.pk].offered == 0
    assert count_what_left() == 0


def test_change_while_it_is_counted_is_counted_as_well(queue):
    """A worker read the stay before it was counted, and writes only what it changed."""
    (entry,) = make_callers(queue, 1, now=NOW)
    leave(entry, "abandoned", at=NOW)
    stale = QueueEntry.objects.get()
    count_what_left()
    stale.state, stale.revision = "answered", stale.revision + 1
    stale.save(update_fields=["state", "revision"])
    assert today()[queue.pk].answered == 1
    count_what_left()
    assert today()[queue.pk].answered == 1


@pytest.mark.parametrize("reader", ["counts_since", "intervals_between"])
def test_what_is_counted_while_it_is_read_is_there_once(queue, monkeypatch, reader):
    """The uncounted are read, they are counted, and then the intervals are read."""
    for entry in make_callers(queue, 2, now=NOW):
        leave(entry, "answered", at=NOW)
    read = counts._uncounted

    def read_and_count(*given):
        found = read(*given)
        count_what_left(at_once=1)
        return found

    monkeypatch.setattr(counts, "_uncounted", read_and_count)
    definitions = definitions_of(Queue.objects.all())
    if reader == "counts_since":
        found = counts_since(MIDNIGHT, definitions)
    else:
        found = intervals_between(MIDNIGHT, NOW + INTERVAL, definitions)
    assert [one.answered for one in found.values()] == [2]


def test_past_keeps_the_threshold_of_its_day(queue):
    before, after = make_callers(queue, 2, now=NOW)
    leave(before, "answered", at=NOW - timedelta(hours=1), after=15)
    save(queue, sl_threshold_secs=10)
    leave(after, "answered", at=NOW + timedelta(hours=1), after=15)
    assert service_level(today()[queue.pk]) == 50
    count_what_left()
    assert service_level(today()[queue.pk]) == 50
    recount(MIDNIGHT, NOW + timedelta(hours=2))
    assert service_level(today()[queue.pk]) == 50
    versions = MetricDefinition.objects.values_list("version", "threshold_secs")
    assert list(versions) == [(1, 20), (2, 10)]


def test_saving_without_a_change_makes_no_version(queue):
    save(queue, sl_formula=Formula.OFFERED)
    save(queue, wrap_up_secs=5)
    assert MetricDefinition.objects.count() == 2


def test_recount_leaves_alone_whose_calls_were_deleted(queue):
    first, second = make_callers(queue, 2, now=NOW)
    leave(first, "answered", at=NOW)
    leave(second, "answered", at=NOW + INTERVAL)
    count_what_left()
    first.delete()
    told = StringIO()
    call_command("recount", "2026-03-02", "2026-03-02", stdout=told)
    assert today()[queue.pk].answered == 2
    assert "1 interval counted anew" in told.getvalue()
    assert "1 left alone" in told.getvalue()


def test_recount_finds_what_a_row_says_wrong(queue):
    (entry,) = make_callers(queue, 1, now=NOW)
    leave(entry, "answered", at=NOW)
    count_what_left()
    IntervalCount.objects.update(answered=7)
    call_command("recount", "2026-03-02", "2026-03-02", stdout=StringIO())
    assert today()[queue.pk].answered == 1


def test_cost_of_a_day_does_not_grow_with_its_calls(queue):
    """Of what was counted, only the intervals are read."""
    for entry in make_callers(queue, 30, now=NOW):
        leave(entry, "answered", at=NOW)
    count_what_left()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert today()[queue.pk].answered == 30
    assert len(asked) == 4
    stays = [one for one in asked if "queues_queueentry" in one["sql"]]
    assert all("counted_revision" in one["sql"] for one in stays)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    st.lists(
        st.one_of(
            st.tuples(
                st.integers(0, 3),
                st.sampled_from(STATES),
                st.integers(-40, 40),
                st.integers(0, 60),
            ),
            st.just("count"),
            st.integers(1, 30),
        ),
        max_size=12,
    )
)
def test_counts_are_the_same_whenever_they_are_counted(queue, steps):
    QueueEntry.objects.all().delete()
    IntervalCount.objects.all().delete()
    entries = make_callers(queue, 4, now=NOW)
    known: dict[int, tuple[str, int, int]] = {}
    for step in steps:
        if step == "count":
            count_what_left(at_once=2)
        elif isinstance(step, int):
            since = NOW - timedelta(minutes=step)
            counted = counts_since(since, definitions_of(Queue.objects.all()))
            assert counted.get(queue.pk) == _plainly(known, -step, counted, queue)
        else:
            place, state, minutes, waited = step
            known[place] = (state, minutes, waited)
            left_at = NOW + timedelta(minutes=minutes)
            leave(entries[place], state, at=left_at, after=waited)
    total = intervals_between(
        MIDNIGHT, NOW + timedelta(days=1), definitions_of(Queue.objects.all())
    )
    assert sum(one.offered for one in total.values()) == len(known)
    for (_, start), sums in total.items():
        inside = [
            one
            for one in known.values()
            if start <= NOW + timedelta(minutes=one[1]) < start + INTERVAL
        ]
        assert sums.offered == len(inside)
        assert sum(sums.answered_waits) == sums.answered


def _plainly(known, since, counted, queue):
    """What counts_since returned, if its numbers are those of the stays one by one."""
    some = [one for one in known.values() if one[1] >= since]
    found = counted.get(queue.pk)
    if found is None or not some:
        assert not some
        return found
    answered = [one for one in some if one[0] == "answered"]
    assert found.offered == len(some)
    assert found.answered_wait_ms == sum(one[2] for one in answered) * 1000
    assert found.answered_in_threshold == sum(one[2] <= 20 for one in answered)
    return found
