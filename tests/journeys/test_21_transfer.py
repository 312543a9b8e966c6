"""Ana gives Carl to somebody else: a colleague, a number, a queue; at once or after a word.

Who hears whom is asked of the emulator, so that nobody hears what is not for them, and
Carl is never left in silence.
"""

import pytest

from calls.models import Call
from queues.models import QueueEntry
from tests.conferences.stage import GUEST, HOLD_MUSIC, Stage
from tests.factories import make_queue
from transfers.models import Transfer

BEN = "sip:ben@sip.telnyx.com"


@pytest.fixture
def stage(world, cast) -> Stage:
    return Stage(world, cast)


def to_ben(stage, status=204, **how):
    return post(stage, f"agents/{stage.ben.pk}/", status, **how)


def post(stage, path, status=204, user=None, **data):
    user = user or stage.cast.ana
    answer = stage.post(user, f"/transfers/{path}", **data)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def press(stage, verb, status=204):
    return post(stage, f"{transfer().pk}/{verb}/", status)


def transfer() -> Transfer:
    return Transfer.objects.get()


def is_(state):
    return lambda: transfer().state == state


def carl_hears(stage, call):
    """Return whom Carl hears by name, and what is played to him."""
    carl = stage.customer_leg(call)
    return names(stage.heard_by(carl)), stage.plays_to(carl)


def names(legs):
    return {leg.user.first_name if leg.user else leg.role for leg in legs}


def hears(stage, agent):
    agent.refresh_from_db()
    return names(stage.heard_by(agent.leg))


def consult(stage):
    call = stage.talk()
    to_ben(stage, way="consult", note="Wants a refund")
    stage.world.run_until(is_("consulting"))
    stage.world.run(1)
    return call


def test_a_colleague_takes_the_caller_and_ana_is_out(stage):
    call = stage.talk()
    to_ben(stage, note="Wants a refund")
    stage.world.run(0.6)
    assert carl_hears(stage, call) == (set(), ["hold"])
    assert "Wants a refund" in stage.get(stage.cast.ben, "/desk/").content.decode()

    stage.world.run_until(is_("done"))
    stage.world.run(2)
    assert carl_hears(stage, call) == ({"Ben"}, [])
    told = stage.get(stage.cast.sofia, f"/calls/{call.pk}/").content.decode()
    assert "Ana transfers the caller to Ben. Note: Wants a refund" in told
    assert "Ben has the caller." in told
    assert (stage.state_of(stage.ana), stage.state_of(stage.ben)) == (
        "wrap_up",
        "on_call",
    )
    assert "Wants a refund" in stage.get(stage.cast.ben, "/desk/").content.decode()


def test_nobody_answers_and_he_comes_back_to_ana(stage):
    call = stage.talk()
    stage.world.script(BEN, behaviour="decline", after_secs=2)
    to_ben(stage)
    stage.world.run_until(is_("unanswered"))
    stage.world.run(2)
    assert carl_hears(stage, call) == ({"Ana"}, [])
    assert stage.state_of(stage.ben) == "not_responding"
    assert "did not take it" in stage.get(stage.cast.ana, "/desk/").content.decode()


def test_nobody_answers_and_he_goes_back_to_the_queue(stage):
    call = stage.talk()
    stage.world.script(BEN, behaviour="decline", after_secs=4)
    to_ben(stage, if_unanswered="queue")
    stage.world.run(3)
    assert stage.state_of(stage.ana) == "wrap_up"
    stage.world.run_until(lambda: call.queue_entries.filter(state="waiting").exists())
    stage.world.run(2)
    assert carl_hears(stage, call) == (set(), ["playback"])


def test_a_number_takes_the_caller(stage):
    call = stage.talk()
    assert "letters" in post(stage, "number/", 422, to="Bob")
    post(stage, "number/", to=GUEST)
    stage.world.run_until(is_("done"))
    stage.world.run(2)
    assert carl_hears(stage, call) == ({"guest"}, [])
    assert Call.objects.get().state == "talking"


def test_a_queue_takes_the_caller_with_the_clock_of_the_call(stage):
    call = stage.talk()
    refunds = make_queue("Refunds", [stage.ben], hold_music_url=HOLD_MUSIC)
    post(stage, f"queues/{refunds.pk}/", note="Wants a refund")
    entries = QueueEntry.objects.filter(queue=refunds)
    stage.world.run_until(lambda: entries.exclude(queued_at=None).exists())
    first = QueueEntry.objects.earliest("pk")
    assert entries.get().entered_at == first.entered_at
    stage.world.run_until(is_("done"))
    assert stage.state_of(stage.ana) == "wrap_up"
    stage.pick(stage.cast.ben, entries.get())
    stage.world.run_until(lambda: stage.state_of(stage.ben) == "on_call")
    stage.world.run(1)
    assert carl_hears(stage, call) == ({"Ben"}, [])
    assert "Wants a refund" in stage.get(stage.cast.ben, "/desk/").content.decode()
    assert Call.objects.count() == 1


def test_a_held_caller_goes_to_a_queue_out_of_the_conference(stage):
    call = stage.talk()
    stage.post(stage.cast.ana, f"/conferences/calls/{call.pk}/hold/")
    stage.world.run(2)
    refunds = make_queue("Refunds", [], hold_music_url=HOLD_MUSIC)
    post(stage, f"queues/{refunds.pk}/")
    stage.world.run_until(is_("done"))
    stage.world.run(3)
    assert carl_hears(stage, call) == (set(), ["playback"])
    assert stage.state_of(stage.ana) == "wrap_up"


def test_ana_and_ben_talk_and_carl_hears_music(stage):
    call = consult(stage)
    assert carl_hears(stage, call) == (set(), ["hold"])
    assert hears(stage, stage.ana) == {"Ben"}
    assert "You talk to Ben. Carl hears music." in (
        stage.get(stage.cast.ana, "/desk/").content.decode()
    )


def test_swap_merge_complete_and_cancel(stage):
    call = consult(stage)
    press(stage, "swap")
    stage.world.run(3)
    assert carl_hears(stage, call) == ({"Ana"}, [])
    assert hears(stage, stage.ben) == set()

    press(stage, "merge")
    stage.world.run(3)
    assert carl_hears(stage, call) == ({"Ana", "Ben"}, [])
    assert "over" in press(stage, "complete", 409)


@pytest.mark.usefixtures("any_weather")
def test_complete_leaves_carl_with_ben(stage):
    call = consult(stage)
    press(stage, "complete")
    stage.world.run_until(is_("done"))
    stage.world.run(1)
    assert carl_hears(stage, call) == ({"Ben"}, [])
    assert stage.state_of(stage.ana) == "wrap_up"


def test_cancel_drops_ben_and_takes_carl_back(stage):
    call = consult(stage)
    press(stage, "cancel")
    stage.world.run(4)
    assert carl_hears(stage, call) == ({"Ana"}, [])
    assert stage.state_of(stage.ben) == "available"


def test_whoever_hangs_up_in_between_carl_is_with_somebody(stage):
    call = consult(stage)
    stage.world.act(stage.leg_of(stage.ana).call_control_id, "hangup")
    stage.world.run(4)
    assert carl_hears(stage, call) == ({"Ben"}, [])
    assert transfer().state == "done"


def test_what_cannot_be_is_said_where_it_is_pressed(stage):
    assert "on no call" in to_ben(stage, 409)
    stage.talk()
    assert "have this call" in post(stage, f"agents/{stage.ana.pk}/", 409)
    to_ben(stage, way="consult")
    assert "under way" in post(stage, "number/", 409, to=GUEST)
    call = Call.objects.get()
    answer = stage.post(stage.cast.ana, f"/conferences/calls/{call.pk}/unhold/")
    assert "transfer is under way" in answer.content.decode()


def test_the_last_agent_who_leaves_says_what_becomes_of_him(stage):
    call = stage.talk()
    conference = stage.room(call)
    assert (
        stage.post(
            stage.cast.ana, f"/conferences/{conference.pk}/add/", to=GUEST
        ).status_code
        == 204
    )
    stage.world.run_until(lambda: stage.joined(conference) == 3)
    page = stage.get(stage.cast.ana, "/desk/").content.decode()
    assert "What becomes of" in page
    post(stage, "back/")
    stage.world.run_until(is_("done"))
    stage.world.run(4)
    assert carl_hears(stage, call) == (set(), ["playback"])
    assert not call.legs.filter(role="guest").exclude(state="ended").exists()
