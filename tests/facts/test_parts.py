"""The same for each part by itself, where a failing order is made as small as it can be."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.facts.orders import Order, in_sequence, late_webhooks
from tests.facts.parts import PARTS

EXAMPLES = settings(
    max_examples=3,
    deadline=None,
    # Explaining traces every line of Django, which takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def orders(draw: st.DrawFn, record) -> Order:
    """Draw any order of a story's webhooks, some told twice, in runs of any size."""
    number = len(late_webhooks(record))
    again = draw(st.lists(st.integers(0, number - 1), max_size=3))
    sequence = draw(st.permutations([*range(number), *again]))
    run = draw(st.integers(1, 32))
    return in_sequence(record, list(sequence), run)


@pytest.fixture(params=PARTS)
def judge(request, judge_of):
    return judge_of(PARTS[request.param].of)


@EXAMPLES
@given(data=st.data())
def test_any_order_of_a_part(judge, data):
    judge.expect_same([data.draw(orders(judge.retelling.record))])


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(EXAMPLES, max_examples=150)
@given(data=st.data())
def test_any_order_of_a_part_tried_often(judge, data):
    judge.expect_same([data.draw(orders(judge.retelling.record))])
