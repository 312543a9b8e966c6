"""People in a room: muted, held, added, removed, and only said so when it is true."""

from datetime import timedelta

import pytest

from callcontrol.models import Command
from callcontrol.reconcile import reconcile
from calls.models import Leg
from calls.states import LegRole
from conferences.models import Participant
from tests.conferences.stage import GUEST, HOLD_MUSIC
from tests.queues import history


def person(label) -> Participant:
    return Participant.objects.get(label=label)


def press(stage, label, verb, *, user=None):
    path = f"/conferences/participants/{person(label).pk}/{verb}/"
    return stage.post(user or stage.cast.ana, path)


def add(stage, conference, number=GUEST):
    path = f"/conferences/{conference.pk}/add/"
    return stage.post(stage.cast.ana, path, to=number)


@pytest.fixture
def room(stage):
    return stage.room(stage.talk())


def test_mute_is_shown_only_once_telnyx_lists_it(stage, room):
    assert press(stage, "Carl", "mute").status_code == 204
    carl = person("Carl")
    assert (carl.wants_muted, carl.is_muted) == (True, False)

    stage.world.run_until(lambda: person("Carl").is_muted)

    assert person("Carl").wants_muted is None
    assert stage.hears(stage.leg(room.call, LegRole.AGENT)) == set()
    assert Command.objects.get(kind="conference.mute").state == "confirmed"


def test_unmute_lets_them_be_heard_again(stage, room):
    press(stage, "Carl", "mute")
    stage.world.run_until(lambda: person("Carl").is_muted)

    press(stage, "Carl", "unmute")
    stage.world.run_until(lambda: not person("Carl").is_muted)

    assert stage.hears(stage.leg(room.call, LegRole.AGENT)) == {"customer"}


def test_hold_plays_the_queues_music_to_that_one_only(stage, room):
    press(stage, "Carl", "hold")
    stage.world.run_until(lambda: person("Carl").is_on_hold)

    command = Command.objects.get(kind="conference.hold")
    carl = stage.leg(room.call, LegRole.CUSTOMER)
    assert command.params == {
        "call_control_ids": [carl.call_control_id],
        "audio_url": HOLD_MUSIC,
    }
    assert not person("Ana").is_on_hold
    assert stage.hears(carl) == set()


def test_unhold_brings_them_back(stage, room):
    press(stage, "Carl", "hold")
    stage.world.run_until(lambda: person("Carl").is_on_hold)

    press(stage, "Carl", "unhold")
    stage.world.run_until(lambda: not person("Carl").is_on_hold)

    assert stage.hears(stage.leg(room.call, LegRole.CUSTOMER)) == {"agent"}


def test_mute_and_hold_can_be_asked_for_together(stage, room):
    press(stage, "Carl", "mute")
    press(stage, "Carl", "hold")

    stage.world.run_until(lambda: person("Carl").is_on_hold and person("Carl").is_muted)

    carl = person("Carl")
    assert (carl.wants_muted, carl.wants_on_hold, carl.wish_until) == (None,) * 3


def test_mute_twice_is_refused(stage, room):
    press(stage, "Carl", "mute")

    response = press(stage, "Carl", "mute")

    assert response.status_code == 409
    assert b"not confirmed yet" in response.content


def test_mute_that_telnyx_refuses_is_taken_back_with_the_reason(stage, room):
    refusal = {"kind": "status", "operation": "conferences.mute", "status": 404}
    stage.world.control("faults", api=[refusal])

    press(stage, "Carl", "mute")
    stage.world.run(1)

    carl = person("Carl")
    assert (carl.wants_muted, carl.is_muted) == (None, False)
    assert carl.failure.startswith("Muting did not work")


def test_mute_with_lost_answer_is_found_out_by_reading_back(stage, room):
    lost = {"kind": "timeout_after", "operation": "conferences.mute", "count": 20}
    stage.world.control("faults", api=[lost])

    press(stage, "Carl", "mute")
    stage.world.run(8)

    carl = person("Carl")
    assert (carl.is_muted, carl.wants_muted) == (True, None)


def test_wish_that_cannot_be_read_back_is_given_up_in_words(stage, room):
    away = {"kind": "status", "operation": "conferences.participants.list", "count": 99}
    stage.world.control("faults", api=[{**away, "status": 503}])

    press(stage, "Carl", "mute")
    stage.world.run(20)

    carl = person("Carl")
    assert (carl.wants_muted, carl.is_muted) == (None, False)
    assert carl.failure == "Telnyx could not be asked whether it was done."


def test_guest_is_dialled_and_joins_on_answer(stage, room):
    stage.world.script(GUEST, behaviour="answer", after_secs=3)

    assert add(stage, room, "+1 (555) 777-0099").status_code == 204
    assert person(GUEST).state == "dialling"
    stage.world.run_until(lambda: person(GUEST).state == "joined")

    customer = stage.leg(room.call, LegRole.CUSTOMER)
    assert stage.hears(customer) == {"agent", "guest"}


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("busy", "The line is busy."),
        ("decline", "The call was declined."),
        ("unregistered", "The number or phone could not be reached (SIP 480)."),
    ],
)
def test_guest_who_does_not_come_says_why(stage, room, behaviour, words):
    stage.world.script(GUEST, behaviour=behaviour)

    add(stage, room)
    stage.world.run(5)

    guest = person(GUEST)
    assert (guest.state, guest.failure) == ("failed", words)
    assert stage.joined(room) == 2


def test_guest_who_never_answers_is_given_up(stage, room):
    stage.world.script(GUEST, behaviour="ignore")

    add(stage, room)
    stage.world.run(35)

    assert (person(GUEST).state, person(GUEST).failure) == (
        "failed",
        "Nobody answered.",
    )


def test_guest_who_rings_can_be_cancelled(stage, room):
    stage.world.script(GUEST, behaviour="answer", after_secs=20)
    add(stage, room)
    stage.world.run(1)

    press(stage, GUEST, "remove")
    stage.world.run(2)

    assert person(GUEST).state == "left"
    assert not room.call.legs.filter(role="guest").exclude(state="ended").exists()


def test_guest_who_is_cancelled_before_the_dial_is_dropped_when_known(stage, room):
    add(stage, room)

    press(stage, GUEST, "remove")
    stage.world.run(5)

    assert person(GUEST).state == "left"
    assert not room.call.legs.filter(role="guest").exclude(state="ended").exists()


def test_guest_does_not_ring_on_when_the_room_has_ended(stage, room):
    stage.world.script(GUEST, behaviour="answer", after_secs=15)
    add(stage, room)
    stage.world.run(1)

    stage.post(stage.cast.ana, f"/conferences/{room.pk}/end/")
    stage.world.run(3)

    assert not room.call.legs.exclude(state="ended").exists()
    assert person(GUEST).state in ("left", "failed")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "Write a number"),
        ("12345", "too short"),
        ("+0123456789", "No country"),
        ("sip:x@y", "SIP address"),
        ("+1555 x", "no letters"),
        ("911", "emergency"),
    ],
)
def test_add_rejects_what_is_no_number(stage, room, number, reason):
    response = add(stage, room, number)

    assert response.status_code == 422
    assert reason in response.content.decode()
    assert stage.joined(room) == 2
    assert Participant.objects.count() == 2


@pytest.mark.parametrize(
    "written", ["+44 (0)20 7946 0958", "0044 20 7946 0958", "+44.20.7946.0958"]
)
def test_number_is_dialled_as_it_was_meant(stage, room, written):
    add(stage, room, written)

    command = Command.objects.get(dial__role="guest")
    assert command.params["to"] == person("+442079460958").label == "+442079460958"


def test_add_the_same_number_twice_is_refused(stage, room):
    stage.world.script(GUEST, behaviour="answer", after_secs=10)
    add(stage, room)

    assert add(stage, room).status_code == 409
    assert Participant.objects.filter(label=GUEST).count() == 1


def test_remove_hangs_up_on_one_and_keeps_the_others(stage, room):
    add(stage, room)
    stage.world.run_until(lambda: stage.joined(room) == 3)

    press(stage, GUEST, "remove", user=stage.cast.sofia)
    stage.world.run_until(lambda: person(GUEST).state == "left")

    assert stage.hears(stage.leg(room.call, LegRole.CUSTOMER)) == {"agent"}


def test_remove_that_telnyx_refuses_is_taken_back(stage, room):
    add(stage, room)
    stage.world.run_until(lambda: stage.joined(room) == 3)
    refusal = {"kind": "status", "operation": "calls.hangup", "status": 403}
    stage.world.control("faults", api=[refusal])

    press(stage, GUEST, "remove")
    stage.world.run(1)

    assert person(GUEST).state == "joined"
    assert person(GUEST).failure.startswith("Hanging up did not work")


def test_buttons_are_forbidden_to_agents_of_other_calls(stage, room):
    for verb in ("mute", "unmute", "hold", "unhold", "remove"):
        assert press(stage, "Carl", verb, user=stage.cast.ben).status_code == 404
    assert not Command.objects.filter(purpose="participant.wish").exists()


def test_guest_of_whom_nothing_is_heard_is_given_up(stage, room):
    add(stage, room)
    Command.objects.filter(dial__role="guest").update(state="unknown")

    reconcile(now=stage.world.now + timedelta(minutes=2))

    assert (person(GUEST).state, person(GUEST).failure) == (
        "failed",
        "Nobody answered.",
    )


def test_leg_that_nobody_dialled_here_takes_nobody_with_it(stage, room):
    """A transfer makes such a leg, in the same session as the call's own."""
    stranger = Leg.objects.create(
        call=room.call,
        call_control_id="v3:stranger",
        role=LegRole.GUEST,
        initiated_at=stage.world.now,
    )
    before = list(Participant.objects.order_by("pk").values())
    history.tell([history.hangup(1, stranger.call_control_id)], now=stage.world.now)

    stranger.refresh_from_db()
    assert stranger.state == "ended"
    assert list(Participant.objects.order_by("pk").values()) == before
