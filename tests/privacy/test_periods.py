"""For how long something is kept, and what of a page of rows goes: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest

from privacy.states import Item, Periods, choose

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
BILLING, SUPPORT, SALES = 1, 2, 3


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("queues", "expected"),
    [
        ((), (None, 30)),
        ((SALES,), (None, 30)),
        ((BILLING,), (BILLING, 90)),
        ((SUPPORT,), (SUPPORT, 7)),
        # In several queues: as long as the longest of them says.
        ((SUPPORT, SALES), (None, 30)),
        ((SUPPORT, BILLING), (BILLING, 90)),
    ],
)
def test_call_goes_by_the_longest_of_its_queues(queues, expected):
    periods = Periods(30, {BILLING: 90, SUPPORT: 7})
    assert periods.rule_for(queues) == expected


def test_for_ever_is_longest():
    assert Periods(30, {BILLING: None}).rule_for((BILLING, SALES)) == (BILLING, None)
    assert Periods(None, {BILLING: 30}).rule_for((BILLING, SALES)) == (None, None)


def chosen(items, *, rule=None, cursor=0, queues=None, held=(), days=30):
    return choose(
        items,
        cursor=cursor,
        rule=rule,
        before=ago(days),
        periods=Periods(30, {BILLING: 90}),
        queues=queues or {},
        held=held,
    )


def keys(choice) -> list[int]:
    return [item.pk for item in choice.due]


OLD = [Item(1, ago(50), 1), Item(2, ago(40), 2), Item(3, ago(35), 3)]


def test_what_is_older_goes():
    choice = chosen(OLD)
    assert (keys(choice), choice.cursor, choice.is_end) == ([1, 2, 3], 3, False)
    assert choice.reached == ago(35)


def test_first_that_is_too_new_is_the_end_and_is_looked_at_again():
    choice = chosen([*OLD, Item(4, ago(29), 4), Item(5, ago(31), 5)])
    assert (keys(choice), choice.cursor, choice.is_end) == ([1, 2, 3], 3, True)


def test_no_rows_are_the_end():
    assert chosen([], cursor=7).is_end
    assert chosen([], cursor=7).cursor == 7


def test_what_is_held_or_goes_on_is_passed_by():
    items = [*OLD, Item(4, ago(33), 4, is_open=True)]
    choice = chosen(items, held={2})
    assert (keys(choice), choice.cursor) == ([1, 3], 4)


def test_each_rule_lets_go_only_what_it_governs():
    queues = {1: {BILLING}, 2: {SALES}}
    assert keys(chosen(OLD, queues=queues)) == [2, 3]
    old = [Item(1, ago(100), 1), Item(2, ago(95), 2)]
    assert keys(chosen(old, queues=queues, rule=BILLING, days=90)) == [1]


def test_what_belongs_to_no_call_goes_by_the_usual_period():
    assert keys(chosen([Item(1, ago(50))])) == [1]
