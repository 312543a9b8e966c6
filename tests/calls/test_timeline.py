"""A lively talk is one line of the timeline, and nothing else is swallowed by it."""

from datetime import timedelta

import pytest

from callcontrol.models import Event
from calls.models import Call
from calls.queries import Moment, timeline
from tests.calls.test_admission import dial_ana
from tests.queues import history
from tests.queues.history import ANA, hangup
from tests.support.signing import body_of

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


def lines(call) -> list[Moment]:
    return timeline(call, call.legs.all(), with_raw=False)


def told(call) -> list[str]:
    return [one.text for one in lines(call)]


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


NOBODY_HUNG_UP = [
    ("call_rejected", "603", "the call was declined"),
    ("user_busy", "486", "busy"),
    ("timeout", "487", "nobody answered"),
    ("not_found", "404", "the number or phone could not be reached"),
    ("normal_clearing", "480", "the number or phone could not be reached"),
    ("normal_clearing", "503", "the network did not carry it"),
    ("call_rejected", "D35", "the network did not carry it"),
    ("originator_cancel", "487", "given up while it rang"),
]


@pytest.mark.parametrize(("cause", "sip_code", "words"), NOBODY_HUNG_UP)
def test_who_never_answered_was_not_connected_and_the_details_say_the_code(
    carl, cause, sip_code, words
):
    made_by = dial_ana(carl)
    ended = hangup(31, ANA, made_by, cause=cause, sip_code=sip_code, to="sip:ana@x")
    history.tell([*history.ringing(made_by), ended], now=history.START)
    [line] = [one for one in lines(carl) if "connected" in one.text]
    assert (line.text, line.detail) == (
        f"Was not connected: {words}",
        f"SIP {sip_code}",
    )
    assert not any("Hung up" in one.text for one in lines(carl))


def test_who_talked_has_hung_up(carl):
    history.tell(history.talking(dial_ana(carl)), now=history.START)
    ends = [one for one in lines(carl) if one.text.startswith("Hung up")]
    assert [one.detail for one in ends] == ["SIP 200", "SIP 200"]
    assert not any("Was not connected" in one.text for one in lines(carl))


def test_no_code_is_told_where_telnyx_gives_none(carl):
    history.tell([hangup(9, sip_code="unspecified")], now=history.START)
    assert lines(carl)[-1].text == "Hung up: normal end"
    assert lines(carl)[-1].detail == ""
