import pytest

from provider.client.bucket import RequestBudget, Urgency


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def drained(budget: RequestBudget, urgency: Urgency) -> int:
    taken = 0
    while budget.take(urgency) == 0:
        taken += 1
    return taken


def test_each_class_leaves_room_for_those_before_it(clock):
    budget = RequestBudget(per_second=50, clock=clock)

    assert [drained(budget, urgency) for urgency in reversed(Urgency)] == [
        50,  # reading leaves half of the bucket
        20,
        10,
        10,
        10,
    ]


def test_a_token_comes_back_in_time(clock):
    budget = RequestBudget(per_second=10, clock=clock)
    drained(budget, Urgency.HANGUP)

    assert budget.take(Urgency.HANGUP) == pytest.approx(0.1)
    clock.now += 0.1
    assert budget.take(Urgency.HANGUP) == 0


def test_dials_keep_telnyxs_window(clock):
    budget = RequestBudget(per_second=1000, clock=clock)

    assert drained(budget, Urgency.DIAL) == 150
    clock.now += 1
    assert drained(budget, Urgency.DIAL) == 30


def test_a_limit_on_dials_holds_nothing_else(clock):
    budget = RequestBudget(clock=clock)

    budget.hold(5, dials_only=True)

    assert budget.take(Urgency.DIAL) == pytest.approx(5)
    assert budget.take(Urgency.READ) == 0


def test_a_hold_is_never_shortened(clock):
    budget = RequestBudget(clock=clock)

    budget.hold(5)
    budget.hold(1)

    assert budget.take(Urgency.HANGUP) == pytest.approx(5)
