"""Carl and Ana talk in a room: who speaks is lit wherever the room is shown."""

import re

import pytest

from calls.states import LegRole
from conferences.models import Participant
from tests.conferences.stage import Stage
from tests.support.screens import element, text_of

TURN = 6
PLAY = {"audio_url": "https://example.org/jingle.mp3"}


@pytest.fixture
def stage(world, cast) -> Stage:
    stage = Stage(world, cast)
    stage.let_speak_in_turn(TURN)
    return stage


def speaking() -> list[str]:
    """Return the roles of those whom the product shows as speaking."""
    people = Participant.objects.select_related("conference", "leg")
    return [one.leg.role for one in people if one.is_speaking and one.leg]


def lit(page) -> list[str]:
    """Return the names in the cards with a ring, as the page shows them now."""
    page.assert_equals_reload()
    cards = re.findall(r"<li class=\"cc-person\"[^>]*>.*?</li>", page.html)
    ringed = [card for card in cards if "data-speaking" in card.split(">")[0]]
    assert all("Speaking" in card for card in ringed)
    assert sum("Speaking" in card for card in cards) == len(ringed)
    return [re.findall(r"<b><bdi[^>]*>(.*?)</bdi></b>", card)[0] for card in ringed]


@pytest.mark.usefixtures("any_weather")
def test_the_ring_goes_from_one_to_the_other(stage, screen):
    call = stage.talk()
    room = stage.room(call)
    page = screen(stage.cast.sofia, "room", room.pk)
    desk = screen(stage.cast.ana, "desk")
    board = screen(stage.cast.sofia, "board")

    for turns in (2, 3):
        stage.world.run_until(lambda turns=turns: len(stage.turns()) == turns)
        stage.world.run(TURN - 2)
        [role] = speaking()
        assert role == stage.turns()[-1]
        name = {LegRole.CUSTOMER: "Carl", LegRole.AGENT: "Ana"}[role]
        assert lit(page) == [name]
        assert lit(desk) == [name]
        board.assert_equals_reload()
        assert f"{name} speaking" in text_of(element(board.html, "conferences-panel"))

    assert set(stage.turns()) == {LegRole.CUSTOMER, LegRole.AGENT}


def test_who_is_muted_or_has_left_is_not_lit(stage, screen):
    room = stage.room(stage.talk())
    page = screen(stage.cast.sofia, "room", room.pk)
    stage.world.run_until(lambda: speaking() == [LegRole.CUSTOMER])
    carl = Participant.objects.get(label="Carl")

    stage.post(stage.cast.sofia, f"/conferences/participants/{carl.pk}/hold/")
    stage.world.run_until(
        lambda: Participant.objects.get(pk=carl.pk).is_on_hold, within=TURN
    )
    assert lit(page) == []

    stage.world.act(carl.leg.call_control_id, "hangup")
    stage.world.run(TURN * 2)
    assert speaking() == []
    assert lit(page) == []


def test_who_has_put_us_on_hold_is_not_lit_for_their_music(stage, screen):
    call = stage.talk()
    room = stage.room(call)
    page = screen(stage.cast.sofia, "room", room.pk)
    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hold")
    stage.world.run_until(lambda: stage.turns()[-1] == LegRole.AGENT)
    stage.world.run(1)
    assert lit(page) == ["Ana"]
    stage.world.run_until(lambda: stage.turns()[-1] == LegRole.CUSTOMER)
    stage.world.run(1)
    assert lit(page) == []


def test_sound_and_speakers_are_told_in_the_room_and_on_the_call(stage, screen):
    call = stage.talk()
    room = stage.room(call)
    pages = [
        screen(stage.cast.sofia, "room", room.pk),
        screen(stage.cast.sofia, "call", call.pk),
    ]
    carl = stage.leg(call, LegRole.CUSTOMER)
    provider = stage.provider.conferences
    provider.play(room.conference_id, **PLAY)
    stage.world.run(8)
    provider.speak(room.conference_id, payload="Welcome.", voice="female")
    stage.world.run(8)
    provider.play(room.conference_id, call_control_ids=[carl.call_control_id], **PLAY)
    stage.world.run(3)

    for page in pages:
        page.assert_equals_reload()
        assert "Music for everybody in the room ended" in page.html
        assert "Announcement for everybody in the room started" in page.html
        assert "Music in the room started" in page.html
        assert "Speaks" in page.html or "Spoke in turn" in page.html


@pytest.mark.usefixtures("any_weather")
def test_carl_puts_us_on_hold_on_his_own_phone(stage, screen):
    call = stage.talk()
    carl = stage.leg(call, LegRole.CUSTOMER).call_control_id
    desk = screen(stage.cast.ana, "desk")
    page = screen(stage.cast.sofia, "call", call.pk)

    stage.world.act(carl, "hold")
    stage.world.run(3)
    desk.assert_equals_reload()
    assert "Carl has put you on hold." in desk.html
    page.assert_equals_reload()
    assert "Put us on hold" in element(page.html, "call-head")
    assert "Put us on hold" in element(page.html, "call-timeline")

    room = stage.room(call)
    people = screen(stage.cast.sofia, "room", room.pk)
    assert "Put us on hold" in element(people.html, "room-participants")
    stage.world.act(carl, "unhold")
    stage.world.run(3)
    for one in (desk, page, people):
        one.assert_equals_reload()
    assert "Put us on hold" not in element(people.html, "room-participants")
    assert "Put us on hold" not in element(page.html, "call-head")
    assert "Took us off hold" in element(people.html, "room-events")
    assert "Took us off hold" in element(page.html, "call-timeline")
