"""Who hears whom, measured by the notes that everybody hums."""

import numpy as np
import pytest

from emulator.media.captured import captured_file
from emulator.media.render import RATE as CAPTURE_RATE
from emulator.messages import Person, Plan, Take
from emulator.rtc.audio.frames import RATE, loudness, resampled
from tests.emulator.rtc.ears import ToneLine, desk_of, heard, run

CARL, ANA, SOFIA = 440, 700, 1010
TALK = {"carl": "ana", "ana": "carl"}


@pytest.fixture
def hum():
    return {"carl": ToneLine(CARL), "ana": ToneLine(ANA), "sofia": ToneLine(SOFIA)}


def ears(lines):
    return {name: heard(line.last(), CARL, ANA, SOFIA) for name, line in lines.items()}


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        (TALK, ({ANA}, {CARL}, set())),
        ({**TALK, "sofia": "carl ana"}, ({ANA}, {CARL}, {CARL, ANA})),
        (
            {"carl": "ana", "ana": "carl sofia", "sofia": "carl ana"},
            ({ANA}, {CARL, SOFIA}, {CARL, ANA}),
        ),
        (
            {"carl": "ana sofia", "ana": "carl sofia", "sofia": "carl ana"},
            ({ANA, SOFIA}, {CARL, SOFIA}, {CARL, ANA}),
        ),
        ({"carl": "", "ana": "carl"}, (set(), {CARL}, set())),
    ],
    ids=["two", "monitor", "whisper", "barge", "mute"],
)
def test_each_hears_whom_the_plan_says(tmp_path, hum, plans, expected):
    desk = desk_of(tmp_path, plans, **hum)
    run(desk, 1)
    assert tuple(ears(hum).values()) == expected


def test_changed_plan_is_heard_at_once_and_without_a_click(tmp_path, hum):
    desk = desk_of(tmp_path, {**TALK, "sofia": "carl ana"}, **hum)
    run(desk, 1)
    desk.plan(Plan("carl", ["ana", "sofia"]))
    run(desk, 0.6)
    assert ears(hum)["carl"] == {ANA, SOFIA}
    around = hum["carl"].last(40)
    assert np.abs(np.diff(around)).max() < 0.1


def test_gone_leg_is_heard_no_more(tmp_path, hum):
    desk = desk_of(tmp_path, TALK, **hum)
    run(desk, 1)
    desk.plan(Plan("carl", gone=True))
    run(desk, 1)
    assert ears(hum)["ana"] == set()


def test_music_is_played_to_one_who_is_held(tmp_path, hum):
    desk = desk_of(tmp_path, TALK, **hum)
    music = {"kind": "hold", "name": "jazz", "id": "1"}
    desk.plan(Plan("carl", [], [music]))
    run(desk, 2)
    assert heard(hum["carl"].last(), ANA) == set()
    assert loudness(hum["carl"].last()) > 0.02


def test_sound_for_a_room_is_the_same_for_all_at_the_same_time(tmp_path, hum):
    desk = desk_of(tmp_path, {}, **hum)
    for name in hum:
        desk.plan(Plan(name, [], [{"kind": "speak", "name": "Welcome.", "id": "1"}]))
    run(desk, 0.7)
    assert loudness(hum["carl"].last(30)) > 0.02
    assert (hum["carl"].last(30) == hum["ana"].last(30)).all()


def test_simulated_people_take_turns(tmp_path):
    desk = desk_of(tmp_path, {"person": "ana", "ana": "person"}, ana=ToneLine(ANA, 0))
    desk.introduce(Person("person", 1, ["Good morning.", "An invoice."], opens=True))
    desk.plan(Plan("person", ["ana"]))
    ana = desk._lines["ana"]
    run(desk, 2)
    assert loudness(ana.last(100)) > 0.01, "greets"
    run(desk, 3)
    ana.level = 0.2
    ana.heard.clear()
    run(desk, 2)
    assert loudness(ana.last(100)) == 0, "listens while the other speaks"
    ana.level = 0
    run(desk, 2)
    assert loudness(ana.last(100)) > 0.01, "and replies"


def test_keys_of_a_person_are_heard(tmp_path):
    desk = desk_of(tmp_path, {"ana": "person"}, ana=ToneLine(ANA, 0))
    desk.introduce(Person("person", 1, [], opens=False))
    desk.plan(Plan("ana", ["person"]))
    desk.press("person", "5")
    run(desk, 0.1)
    assert heard(desk._lines["ana"].last(5), 770, 1336, 697) == {770, 1336}


def test_talk_without_a_browser_is_not_mixed(tmp_path):
    lines = {"carl": ToneLine(CARL), "ana": ToneLine(ANA)}
    for line in lines.values():
        line.is_browser = False
    desk = desk_of(tmp_path, TALK, **lines)
    desk.take(Take("r", dual=True, first=["carl"], rest=["ana"]))
    run(desk, 0.1)
    assert lines["carl"].heard == lines["ana"].heard == []
    desk.take(Take("r", dual=True, ended=True))
    assert not captured_file(tmp_path, "r").exists()


def recorded(folder, channels):
    pcm = np.fromfile(captured_file(folder, "r"), np.int16).reshape(-1, channels)
    return [resampled(one / np.float32(32768), CAPTURE_RATE) for one in pcm.T]


def test_dual_recording_keeps_the_sides_apart(tmp_path, hum):
    desk = desk_of(tmp_path, TALK, **hum)
    desk.take(Take("r", dual=True, first=["carl"], rest=["ana"]))
    run(desk, 1)
    desk.take(Take("r", dual=True, ended=True))
    first, second = recorded(tmp_path, 2)
    assert len(first) / RATE == pytest.approx(1)
    assert (heard(first, CARL, ANA), heard(second, CARL, ANA)) == ({CARL}, {ANA})


def test_single_recording_has_the_sounds_too_and_a_pause_is_left_out(tmp_path, hum):
    desk = desk_of(tmp_path, TALK, **hum)
    speech = {"kind": "speak", "name": "This call is recorded.", "id": "1"}
    take = {"recording": "r", "dual": False, "first": ["carl"], "rest": ["ana"]}
    desk.take(Take(**take))
    run(desk, 1)
    desk.take(Take(**take, running=False))
    desk.plan(Plan("carl", ["ana", "sofia"]))
    run(desk, 5)
    desk.take(Take(**take, sounds=[speech]))
    run(desk, 1)
    desk.take(Take("r", dual=False, ended=True))
    (sound,) = recorded(tmp_path, 1)
    assert len(sound) / RATE == pytest.approx(2)
    assert heard(sound[:RATE], CARL, ANA, SOFIA) == {CARL, ANA}
    assert loudness(sound[RATE:]) > loudness(sound[:RATE])


def test_recording_that_began_before_the_browser_came_is_silent_until_then(
    tmp_path, hum
):
    ana = hum.pop("ana")
    hum["carl"].is_browser = hum["sofia"].is_browser = False
    desk = desk_of(tmp_path, TALK, **hum)
    desk.take(Take("r", dual=False, first=["carl"], rest=["ana"]))
    run(desk, 3)
    desk.add("ana", ana)
    run(desk, 1)
    desk.take(Take("r", dual=False, ended=True))
    (sound,) = recorded(tmp_path, 1)
    assert len(sound) / RATE == pytest.approx(4)
    assert loudness(sound[: 2 * RATE]) == 0
    assert heard(sound[-RATE:], CARL, ANA) == {CARL, ANA}
