"""What is said of each call adds up to the number that was pressed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from queues.counting import Definition, Left, count
from queues.states import Formula
from reports.verdicts import Metric, verdict_of

START = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class Stay:
    state: str
    left_at: datetime
    waited_ms: int


stays = st.builds(
    Stay,
    st.sampled_from(["answered", "abandoned", "flowed_out"]),
    st.integers(0, 600).map(lambda secs: START + timedelta(seconds=secs)),
    st.integers(0, 60_000),
)
definitions = st.lists(
    st.builds(
        Definition,
        st.integers(0, 600).map(lambda secs: START + timedelta(seconds=secs)),
        st.integers(1, 40),
        st.integers(0, 10),
        st.sampled_from(Formula),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.holds_from,
).map(lambda some: sorted(some, key=lambda one: one.holds_from))


@given(st.lists(stays, max_size=30), definitions)
def test_verdicts_add_up_to_the_service_level(some, meant):
    counts = count([Left(one.left_at, one.state, one.waited_ms) for one in some], meant)
    kinds = [verdict_of(Metric.LEVEL, one, meant).kind for one in some]
    assert kinds.count("met") == counts.level_met
    assert kinds.count("met") + kinds.count("missed") == counts.level_of


@given(st.lists(stays, max_size=30), definitions)
def test_verdicts_add_up_to_those_who_gave_up(some, meant):
    counts = count([Left(one.left_at, one.state, one.waited_ms) for one in some], meant)
    given_up = [one for one in some if one.state == "abandoned"]
    kinds = [verdict_of(Metric.ABANDONED, one, meant).kind for one in given_up]
    assert kinds.count("missed") == counts.gave_up
    assert kinds.count("left_out") == counts.abandoned_short
