"""Plans of who hears whom and what, told to a subscriber as they change."""

import pytest

from tests.emulator.stage import SOFIA


class Ears:
    """A subscriber that keeps what was told last of each leg, and all that was told."""

    def __init__(self, stage):
        self.stage = stage
        self.plans = {}
        self.told = []
        self.stop = stage.emulator.on_hearing(self.take)

    def take(self, plans):
        self.told.append([self.stage.names.get(p.call_control_id) for p in plans])
        for plan in plans:
            self.plans[plan.call_control_id] = plan

    def voices(self, call):
        return {self.stage.names[one] for one in self.plans[call].voices}

    def sounds(self, call):
        return [(one.kind, one.name) for one in self.plans[call].sounds]


@pytest.fixture
def ears(stage):
    return Ears(stage)


def test_nothing_is_told_while_nobody_talks(stage, ears):
    stage.ring_in()
    assert ears.told == []


def test_bridge_is_told_to_both_and_its_end_too(stage, ears):
    carl, ana = stage.talk()
    assert (ears.voices(carl), ears.voices(ana)) == ({"ana"}, {"carl"})
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert (ears.voices(carl), ears.voices(ana)) == (set(), set())


def test_change_is_told_once(stage, ears):
    stage.talk()
    before = len(ears.told)
    stage.advance(100)
    stage.get("/queues")
    assert len(ears.told) == before


def test_late_subscriber_is_told_how_it_is(stage):
    carl, ana = stage.talk()
    ears = Ears(stage)
    assert len(ears.told) == 1
    assert (ears.voices(carl), ears.voices(ana)) == ({"ana"}, {"carl"})


def test_commands_in_a_conference_are_told(stage, ears):
    room, carl, ana = stage.conference()
    assert ears.voices(ana) == {"carl"}
    stage.room(room, "mute", call_control_ids=[carl])
    assert ears.voices(ana) == set()
    stage.room(room, "unmute", call_control_ids=[carl])
    assert ears.voices(ana) == {"carl"}
    stage.room(room, "hold", call_control_ids=[carl], media_name="jazz")
    assert (ears.voices(carl), ears.sounds(carl)) == (set(), [("hold", "jazz")])


def test_changed_role_of_a_supervisor_is_told(stage, ears):
    carl, ana = stage.talk()
    supervising = {"supervise_call_control_id": ana, "supervisor_role": "whisper"}
    sofia = stage.agent(SOFIA, "sofia", **supervising)
    assert (ears.voices(ana), ears.voices(carl)) == ({"carl", "sofia"}, {"ana"})
    stage.act(sofia, "switch_supervisor_role", role="monitor")
    assert ears.voices(ana) == {"carl"}
    assert ears.voices(sofia) == {"ana", "carl"}


def test_hold_of_the_far_party_is_told(stage, ears):
    carl, ana = stage.talk()
    stage.control(f"calls/{ana}/hold")
    assert ears.voices(carl) == set()
    stage.control(f"calls/{ana}/unhold")
    assert ears.voices(carl) == {"ana"}


def test_files_and_words_are_told_until_they_end(stage, ears):
    carl = stage.caller()
    stage.act(carl, "speak", payload="Welcome.", voice="female")
    stage.act(carl, "playback_start", audio_url="http://files.test/a.mp3")
    assert ears.sounds(carl) == [("speak", "Welcome.")]
    stage.advance(1)
    assert ears.sounds(carl) == [("playback", "http://files.test/a.mp3")]
    stage.advance(10)
    assert ears.sounds(carl) == []


def test_same_file_again_is_another_sound(stage, ears):
    carl = stage.caller()
    stage.act(carl, "playback_start", media_name="a", loop="infinity")
    first = ears.plans[carl].sounds
    stage.act(carl, "playback_start", media_name="a", stop="all")
    assert ears.plans[carl].sounds != first
    assert ears.sounds(carl) == [("playback", "a")]


def test_sound_of_a_conference_reaches_those_it_is_for(stage, ears):
    room, carl, ana = stage.conference()
    stage.room(room, "play", media_name="news")
    assert ears.sounds(carl) == ears.sounds(ana) == [("playback", "news")]
    stage.room(room, "stop")
    stage.room(room, "play", media_name="news", call_control_ids=[ana])
    assert (ears.sounds(carl), ears.sounds(ana)) == ([], [("playback", "news")])


def test_plans_agree_with_the_matrix(stage, ears):
    _, carl, _ = stage.conference()
    stage.talk()
    stage.control(f"calls/{carl}/hangup")
    stage.advance(1)
    matrix = stage.control("audio_matrix")["hears"]
    told = {leg: list(plan.voices) for leg, plan in ears.plans.items() if leg in matrix}
    assert told == matrix


def test_reset_is_told_as_silence(stage, ears):
    carl, ana = stage.talk()
    stage.control("reset")
    assert ears.plans[carl].voices == ears.plans[ana].voices == ()


def test_subscription_ends(stage, ears):
    ears.stop()
    stage.talk()
    assert ears.told == []
