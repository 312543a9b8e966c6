"""Parameters that exclude each other, on every operation that has them."""

import pytest

from emulator.api import OPERATIONS
from emulator.operations.params import EXCLUSIVE
from tests.emulator.stage import ANA, NUMBER, SOFIA

FILES = {"audio_url": "http://files.test/a.mp3", "media_name": "a"}
HOLD = {"hold_audio_url": "http://files.test/a.mp3", "hold_media_name": "a"}


def waiting(stage, name):
    call = stage.caller(name)
    stage.act(call, "enqueue", queue_name="support")
    return call


def test_bridge_with_a_call_and_a_queue_takes_nobody(stage):
    first, second = waiting(stage, "first"), waiting(stage, "second")
    ana = stage.agent()
    both = {"call_control_id": second, "queue": "support"}
    assert stage.act_refused(ana, "bridge", **both) == (422, "10015")
    places = [stage.place(call) for call in (first, second, ana)]
    assert places == ["queued", "queued", "parked"]


def test_bridge_with_nobody_names_what_is_missing(stage):
    ana = stage.agent()
    assert stage.act_refused(ana, "bridge") == (422, "10004")


def test_two_files_are_refused_when_dialling(stage):
    body = {"to": ANA, "from": NUMBER, "connection_id": stage.app}
    assert stage.refused("POST", "/calls", **body, **FILES) == (422, "10015")
    config = {"conference_name": "room", **HOLD}
    refused = stage.refused("POST", "/calls", **body, conference_config=config)
    assert refused == (422, "10015")
    assert stage.control("world")["legs"] == []


def test_two_files_are_refused_by_a_transfer(stage):
    carl = stage.caller()
    refused = stage.act_refused(carl, "transfer", to=SOFIA, **FILES)
    assert refused == (422, "10015")


def test_two_files_are_refused_in_conferences(stage):
    carl = stage.caller()
    body = {"call_control_id": carl, "name": "room"}
    assert stage.refused("POST", "/conferences", **body, **HOLD) == (422, "10015")
    room, _, ana = stage.conference()
    for act, given in (("hold", FILES), ("play", FILES)):
        assert stage.room_refused(room, act, **given) == (422, "10015")
    joining = {"call_control_id": carl, **HOLD}
    assert stage.room_refused(room, "join", **joining) == (422, "10015")
    assert stage.place(ana) == "conference"


@pytest.mark.parametrize("names", EXCLUSIVE)
def test_every_pair_occurs(names):
    tables = [{param.name for param in one.body or ()} for one in OPERATIONS]
    assert any(len(set(names) & table) > 1 for table in tables)


@pytest.mark.parametrize("urls", ["http://mine.test/", ["http://mine.test/"]])
def test_url_of_an_event_is_a_text_or_a_list(stage, urls):
    stage.agent(webhook_urls={"call.answered": urls})
    answered = [one.url for one in stage.posted if one.type == "call.answered"]
    assert answered == ["http://mine.test/"]


def test_second_url_of_an_event_is_its_failover(stage):
    urls = ["http://first.test/", "http://second.test/"]
    stage.statuses[urls[0]] = 404
    carl = stage.ring_in()
    stage.act(carl, "answer", webhook_urls={"call.answered": urls})
    stage.advance(1)
    assert [one.url for one in stage.posted[1:]] == urls


@pytest.mark.parametrize("urls", [[], [1], ["files.test"], {"url": "x"}])
def test_url_of_an_event_must_be_one(stage, urls):
    body = {"to": ANA, "from": NUMBER, "connection_id": stage.app}
    refused = stage.refused(
        "POST", "/calls", **body, webhook_urls={"call.hangup": urls}
    )
    assert refused == (422, "10015")
