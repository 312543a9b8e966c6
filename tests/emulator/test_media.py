"""Playback, speech and gathering digits."""

import pytest

FILE = "http://x.test/hello.mp3"


def play(stage, call, **body):
    stage.act(call, "playback_start", **body)
    stage.advance(0.05)


def test_file_is_played_to_its_end(stage):
    carl = stage.caller()
    stage.control("media", name=FILE, secs=4)
    play(stage, carl, audio_url=FILE, loop=2)
    assert stage.last("call.playback.started")["media_url"] == FILE
    stage.advance(7.9)
    assert stage.types()[-1] == "call.playback.started"
    stage.advance(0.2)
    ended = stage.last("call.playback.ended")
    assert (ended["status"], ended["media_url"]) == ("completed", FILE)
    assert {"from", "to"}.isdisjoint(ended)


def test_endless_music_plays_until_stopped(stage):
    carl = stage.caller()
    play(stage, carl, media_name="hold", loop="infinity")
    stage.advance(3600)
    assert stage.leg(carl)["playing"] == {"kind": "playback", "media_name": "hold"}
    stage.act(carl, "playback_stop")
    stage.advance()
    assert stage.last("call.playback.ended")["status"] == "cancelled"
    assert stage.leg(carl)["playing"] is None


def test_second_file_waits_behind_the_first(stage):
    carl = stage.caller()
    for name in ("one", "two"):
        play(stage, carl, media_name=name)
    stage.advance(12)
    order = [
        (one.type.rsplit(".", 1)[1], one.payload["media_name"])
        for one in stage.posted
        if one.type.startswith("call.playback")
    ]
    assert order == [
        ("started", "one"),
        ("ended", "one"),
        ("started", "two"),
        ("ended", "two"),
    ]


@pytest.mark.parametrize(
    ("stop", "played"),
    [("current", ["one", "two", "three"]), ("all", ["one", "three"])],
)
def test_a_start_can_stop_what_plays(stage, stop, played):
    carl = stage.caller()
    play(stage, carl, media_name="one")
    play(stage, carl, media_name="two")
    play(stage, carl, media_name="three", stop=stop)
    stage.advance(12)
    started = [
        one.payload["media_name"]
        for one in stage.posted
        if one.type == "call.playback.started"
    ]
    assert started == played


def test_overlay_needs_something_to_lie_over(stage):
    carl = stage.caller()
    body = {"media_name": "beep", "overlay": True}
    assert stage.act_refused(carl, "playback_start", **body) == (422, "90033")
    play(stage, carl, media_name="hold", loop="infinity")
    play(stage, carl, **body)
    assert stage.last("call.playback.started")["overlay"] is True
    stage.act(carl, "playback_stop", overlay=True)
    stage.advance()
    assert stage.last("call.playback.ended")["media_name"] == "beep"
    assert stage.leg(carl)["playing"]["media_name"] == "hold"


def test_missing_file_is_reported(stage):
    carl = stage.caller()
    stage.control("media", name=FILE, missing=True)
    play(stage, carl, audio_url=FILE)
    assert stage.last("call.playback.ended")["status"] == "file_not_found"
    assert "call.playback.started" not in stage.types()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "10004"),
        ({"audio_url": FILE, "media_name": "x"}, "10015"),
        ({"audio_url": "not a url"}, "10015"),
        ({"media_name": "x", "loop": 0}, "10033"),
        ({"media_name": "x", "loop": "forever"}, "10015"),
        ({"media_name": "x", "stop": "some"}, "10032"),
    ],
)
def test_playback_refuses(stage, body, code):
    assert stage.act_refused(stage.caller(), "playback_start", **body) == (422, code)


def test_playback_needs_an_answered_call(stage):
    body = {"media_name": "x"}
    assert stage.act_refused(stage.ring_in(), "playback_start", **body) == (
        422,
        "90034",
    )


def test_speech_lasts_as_long_as_its_text(stage):
    carl = stage.caller()
    stage.act(carl, "speak", payload="x" * 100, voice="female")
    stage.advance(5.9)
    assert stage.types()[-1] == "call.speak.started"
    stage.advance(0.2)
    assert stage.last("call.speak.ended")["status"] == "completed"


def test_speech_is_cut_by_the_hangup(stage):
    carl = stage.caller()
    stage.act(carl, "speak", payload="x" * 100, voice="female")
    stage.act(carl, "hangup")
    stage.advance()
    assert stage.last("call.speak.ended")["status"] == "call_hangup"
    assert stage.types()[-1] == "call.hangup"


def test_keys_are_reported_without_a_gather(stage):
    carl = stage.caller()
    stage.control(f"calls/{carl}/dtmf", digits="1*")
    stage.advance(0.2)
    keys = [p.payload["digit"] for p in stage.posted if p.type == "call.dtmf.received"]
    assert keys == ["1", "*"]


def gathered(stage, call, digits, **rules):
    stage.act(call, "gather", **rules)
    if digits:
        stage.control(f"calls/{call}/dtmf", digits=digits)
    stage.advance(70)
    payload = stage.last("call.gather.ended")
    return payload["digits"], payload["status"]


@pytest.mark.parametrize(
    ("rules", "digits", "expected"),
    [
        ({"maximum_digits": 2}, "12", ("12", "valid")),
        ({}, "123#", ("123", "valid")),
        ({}, "12", ("12", "valid")),
        ({"minimum_digits": 3}, "12#", ("12", "invalid")),
        ({"valid_digits": "12", "maximum_digits": 1}, "3", ("3", "invalid")),
        ({}, "", ("", "timeout")),
    ],
)
def test_gather_ends(stage, rules, digits, expected):
    assert gathered(stage, stage.caller(), digits, **rules) == expected


def test_gather_waits_five_seconds_for_each_digit(stage):
    carl = stage.caller()
    stage.act(carl, "gather", maximum_digits=4)
    stage.advance(4.9)
    stage.control(f"calls/{carl}/dtmf", digits="1")
    stage.advance(4.9)
    assert "call.gather.ended" not in stage.types()
    stage.advance(0.2)
    assert stage.last("call.gather.ended")["digits"] == "1"


def test_gather_can_be_stopped(stage):
    carl = stage.caller()
    stage.act(carl, "gather")
    stage.act(carl, "gather_stop")
    stage.advance()
    assert stage.last("call.gather.ended")["status"] == "cancelled"


def test_gather_ends_with_the_call(stage):
    carl = stage.caller()
    stage.act(carl, "gather")
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.last("call.gather.ended")["status"] == "call_hangup"


def test_prompt_is_repeated_until_the_tries_are_used(stage):
    carl = stage.caller()
    stage.act(
        carl, "gather_using_speak", payload="Press one.", voice="female",
        maximum_tries=2, timeout_millis=1000,
    )  # fmt: skip
    stage.advance(10)
    assert stage.types().count("call.speak.started") == 2
    assert stage.last("call.gather.ended")["status"] == "timeout"


def test_key_interrupts_the_prompt(stage):
    carl = stage.caller()
    stage.act(carl, "gather_using_audio", audio_url=FILE, maximum_digits=1)
    stage.advance(1)
    stage.control(f"calls/{carl}/dtmf", digits="7")
    stage.advance()
    assert stage.last("call.playback.ended")["status"] == "cancelled"
    assert stage.last("call.gather.ended")["digits"] == "7"


def test_wrong_digits_hear_the_other_prompt(stage):
    carl = stage.caller()
    stage.act(
        carl, "gather_using_audio", audio_url=FILE, invalid_media_name="wrong",
        valid_digits="1", maximum_digits=1, maximum_tries=2,
    )  # fmt: skip
    stage.advance(6)
    stage.control(f"calls/{carl}/dtmf", digits="9")
    stage.advance()
    assert stage.last("call.playback.started")["media_name"] == "wrong"
    stage.control(f"calls/{carl}/dtmf", digits="1")
    stage.advance()
    assert stage.last("call.gather.ended")["status"] == "valid"


def test_conference_plays_to_all_or_to_some(stage):
    conference, _, ana = stage.conference()
    stage.room(conference, "play", media_name="jingle", loop="infinity")
    stage.room(conference, "speak", payload="Hi", voice="x", call_control_ids=[ana])
    stage.advance()
    everybody = stage.last("conference.playback.started")
    assert "call_control_id" not in everybody
    assert "creator_call_session_id" in everybody
    one = stage.last("conference.participant.speak.started")
    assert one["call_control_id"] == ana
    stage.room(conference, "stop")
    stage.advance()
    assert "conference.playback.ended" in stage.types()
    assert "conference.participant.speak.ended" in stage.types()


def test_conference_gathers_from_one_participant(stage):
    conference, carl, _ = stage.conference()
    stage.room(
        conference, "gather_using_audio", call_control_id=carl, media_name="ask",
        maximum_digits=1, stop_playback_on_dtmf=False,
    )  # fmt: skip
    stage.advance(1)
    stage.control(f"calls/{carl}/dtmf", digits="4")
    stage.advance(5)
    stage.control(f"calls/{carl}/dtmf", digits="5")
    stage.advance()
    ended = stage.last("call.gather.ended")
    assert (ended["call_control_id"], ended["digits"]) == (carl, "5")


def test_keys_can_be_sent_without_an_event(stage):
    conference, carl, _ana = stage.conference()
    stage.heard()
    stage.act(carl, "send_dtmf", digits="12w#", duration_millis=200)
    stage.room(conference, "send_dtmf", digits="5")
    stage.advance()
    assert stage.heard() == []
    assert stage.act_refused(carl, "send_dtmf", digits="x") == (422, "10015")
    assert stage.act_refused(carl, "send_dtmf", digits="1", duration_millis=501) == (
        422,
        "10033",
    )
