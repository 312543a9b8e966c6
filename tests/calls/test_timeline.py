"""A lively talk is one line of the timeline, and nothing else is swallowed by it."""

from datetime import timedelta

import pytest

from callcontrol.models import Event
from calls.models import Call
from calls.queries import timeline
from tests.callcontrol.signing import body_of
from tests.queues import history

ROOM = "room-1"


@pytest.fixture
def carl(db) -> Call:
    history.tell(history.entering(), now=history.START)
    return Call.objects.get()


def keep(kind, second, leg=history.CARL):
    at = history.START + timedelta(seconds=second)
    occurred_at = at.isoformat().replace("+00:00", "Z")
    payload = {"call_control_id": leg, "conference_id": ROOM, "digit": "5"}
    Event.objects.create(
        event_id=f"{kind}-{second}",
        event_type=kind,
        raw=body_of(kind, payload=payload, occurred_at=occurred_at),
        call_control_id=leg,
        conference_id=ROOM,
        occurred_at=at,
        received_at=at,
        state="applied",
    )


def told(call) -> list[str]:
    return [one.text for one in timeline(call, call.legs.all(), with_raw=False)]


def test_many_turns_in_a_row_are_one_line(carl):
    for second in range(40, 45):
        keep("conference.floor.changed", second)
    assert told(carl).count("Spoke in turn, 5 times") == 1
    assert "Speaks" not in told(carl)


def test_turns_are_told_one_by_one_around_what_happened_between(carl):
    keep("conference.floor.changed", 40)
    keep("conference.floor.changed", 41)
    keep("call.dtmf.received", 42)
    keep("conference.floor.changed", 43)
    assert [text for text in told(carl) if text in ("Speaks", "Pressed 5")] == [
        "Speaks",
        "Speaks",
        "Pressed 5",
        "Speaks",
    ]


def test_sound_for_a_whole_room_belongs_to_its_call_alone(carl):
    keep("conference.playback.started", 40, leg="")
    assert "Music for everybody in the room started" not in told(carl)
    keep("conference.participant.joined", 39)
    assert "Music for everybody in the room started" in told(carl)
