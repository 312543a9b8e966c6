"""Whatever the order in which webhooks come, the one who spoke last is lit."""

from itertools import permutations

import pytest

from calls.models import Call, Leg
from conferences.models import Conference, Participant
from tests.queues import history

ROOM = "room-1"
CALLERS = (history.CARL, history.ANA)


@pytest.fixture
def room(db) -> Conference:
    """Carl and Ana have been told to come into a room."""
    call = Call.objects.create(
        call_session_id="session-1",
        connection_id="1",
        from_number=history.CALLER,
        to_number=history.NUMBER,
        started_at=history.START,
        has_company=True,
    )
    room = Conference.objects.create(
        call=call,
        name="call-1",
        conference_id=ROOM,
        state="live",
        requested_at=history.START,
        started_at=history.START,
    )
    for leg, role in zip(CALLERS, ("customer", "agent"), strict=True):
        made = Leg.objects.create(
            call=call,
            call_control_id=leg,
            role=role,
            initiated_at=history.START,
            answered_at=history.START,
        )
        Participant.objects.create(
            conference=room, leg=made, label=leg, requested_at=history.START
        )
    return room


def told(kind, second, leg):
    return history.event(f"conference.{kind}", second, leg, conference_id=ROOM)


def come_in():
    return [told("participant.joined", 1, leg) for leg in CALLERS]


def speaking(events):
    """Return who is lit after all of these, and put everything back."""
    before = list(Conference.objects.values()), list(Participant.objects.values())
    history.tell(events, now=history.START)
    people = Participant.objects.select_related("conference", "leg")
    lit = [one.leg.call_control_id for one in people if one.is_speaking and one.leg]
    Participant.objects.exclude(pk__in=[row["id"] for row in before[1]]).delete()
    for model, rows in zip((Conference, Participant), before, strict=True):
        for row in rows:
            model.objects.filter(pk=row["id"]).update(**row)
    return lit


STORIES = {
    "the last to speak": (
        [
            *come_in(),
            told("floor.changed", 2, history.CARL),
            told("floor.changed", 5, history.ANA),
        ],
        [history.ANA],
    ),
    "left after speaking": (
        [
            *come_in(),
            told("floor.changed", 5, history.CARL),
            told("participant.left", 7, history.CARL),
        ],
        [],
    ),
    "somebody unknown": (
        [
            *come_in(),
            told("floor.changed", 2, history.CARL),
            told("floor.changed", 3, "v3:stranger"),
        ],
        [],
    ),
    "the room ended": (
        [
            *come_in(),
            told("floor.changed", 2, history.CARL),
            told("ended", 9, history.CARL),
        ],
        [],
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_order_of_arrival_does_not_matter(room, story):
    events, lit = STORIES[story]
    for order in permutations(events):
        assert speaking(order) == lit, [one.type for one in order]


def test_who_comes_back_has_to_speak_again(room):
    events = [
        *come_in(),
        told("floor.changed", 2, history.ANA),
        told("participant.left", 4, history.ANA),
        told("participant.joined", 8, history.ANA),
    ]
    assert speaking(events) == []
    assert speaking([*events, told("floor.changed", 9, history.ANA)]) == [history.ANA]
