"""Who has put us on hold, whatever the order in which that is told."""

from datetime import timedelta
from itertools import permutations

import pytest

from calls.models import Leg
from tests.queues import history

NOW = history.START + timedelta(seconds=100)


def is_held_after(events) -> bool:
    history.tell(events, now=NOW)
    held = Leg.objects.get(call_control_id=history.CARL).has_put_us_on_hold
    Leg.objects.update(is_holding=False, holding_at=None)
    return held


@pytest.mark.parametrize(
    ("told", "held"),
    [
        ([("call.hold", 40)], True),
        ([("call.hold", 40), ("call.unhold", 45)], False),
        ([("call.hold", 40), ("call.unhold", 40)], False),
        ([("call.hold", 40), ("call.unhold", 45), ("call.hold", 50)], True),
    ],
)
def test_the_latest_word_counts(db, told, held):
    history.tell(history.entering(), now=NOW)
    events = [history.event(kind, at, **history.PARTIES) for kind, at in told]
    for order in permutations(events):
        assert is_held_after([*order, *order]) is held


def test_who_has_hung_up_holds_nobody(db):
    history.tell(history.entering(), now=NOW)
    history.tell([history.event("call.hold", 40, **history.PARTIES)], now=NOW)
    assert not is_held_after(history.giving_up()[-1:])
