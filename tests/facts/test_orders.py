"""Whatever the order in which webhooks arrive, however often, in runs of any size: the
whole product ends in the same rows, and asks no more of the provider.

`FACTS_ORDER=shuffled/81723 make test ARGS="tests/facts/test_orders.py"` tells that one
order again.
"""

import os
import random

import pytest

from tests.facts.orders import draw

# Seconds by which webhooks are late at most.
KINDS = ("0.5", "1.5", "3", "6", "shuffled")


def drawn(record, kind, number):
    """Return orders by new seeds, or the one that was asked for again."""
    again = os.environ.get("FACTS_ORDER")
    if again:
        known, _, seed = again.partition("/")
        return [draw(record, known, int(seed))] if known == kind else []
    seeds = [random.SystemRandom().randrange(1_000_000) for _ in range(number)]
    print("seeds:", *(f"{kind}/{seed}" for seed in seeds))  # noqa: T201
    return [draw(record, kind, seed) for seed in seeds]


@pytest.mark.usefixtures("each_database")
def test_a_few_orders_of_each_kind(judge_of):
    judge = judge_of()
    record = judge.retelling.record

    judge.expect_same([one for kind in KINDS for one in drawn(record, kind, 1)])


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("each_database")
def test_many_orders(judge_of, kind):
    judge = judge_of()

    judge.expect_same(drawn(judge.retelling.record, kind, 80))
