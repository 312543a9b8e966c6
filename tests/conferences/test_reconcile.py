"""Who is in Telnyx's rooms is asked for and taken in, in both directions.

The comparison is called by hand here, beside what the product's own sweeps do.
"""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.conf import settings

from callcontrol.models import Event
from calls.states import LegRole
from conferences.models import Conference
from conferences.reconcile import compare_room
from provider import client


@pytest.fixture
def room(stage):
    """Carl and Ana are in a room for some time; from now on all webhooks are lost."""
    room = stage.room(stage.talk())
    stage.world.run(5)
    stage.world.weather(drop={"probability": 1})
    return room


def found() -> list[str]:
    """Return the types of what was found out by asking, oldest first."""
    rows = Event.objects.filter(source="reconcile").order_by("pk")
    return list(rows.values_list("event_type", flat=True))


def states(room) -> dict[str, str]:
    return dict(room.participants.values_list("leg__role", "state"))


def list_late(stage, secs) -> None:
    """Have Telnyx's list of participants be behind the truth."""
    late = {"operation": "conferences.participants.list", "late_secs": secs}
    stage.world.control("faults", lists=[late])


def test_room_as_we_hold_it_is_left_alone(room, stage):
    compare_room(room, now=stage.world.now)
    assert found() == []
    assert states(room) == {"customer": "joined", "agent": "joined"}


def test_who_left_untold_is_out(room, stage):
    leg = stage.leg(room.call, LegRole.AGENT)
    stage.provider.conferences.leave(
        room.conference_id, call_control_id=leg.call_control_id
    )
    stage.world.emulator.advance(0.1)

    compare_room(room, now=stage.world.now)

    assert found() == ["conference.participant.left"]
    assert states(room) == {"customer": "joined", "agent": "left"}


def list_as(stage, leg, status) -> None:
    """Have Telnyx's list of participants say of a leg what the emulator's never does."""
    telnyx = stage.world.api()

    def answer(request):
        told = telnyx.handle_request(request)
        if not request.url.path.endswith("/participants"):
            return told
        body = told.json()
        for row in body["data"]:
            if row["call_control_id"] == leg.call_control_id:
                row["status"] = status
        return httpx.Response(200, json=body)

    transport = httpx.MockTransport(answer)
    client.configure(settings.TELNYX_API_KEY, settings.TELNYX_BASE_URL, transport)


def test_who_has_left_a_room_and_is_listed_is_not_in_it(room, stage):
    list_as(stage, stage.leg(room.call, LegRole.AGENT), "left")
    compare_room(room, now=stage.world.now)
    assert found() == ["conference.participant.left"]
    assert states(room) == {"customer": "joined", "agent": "left"}


def test_who_joined_untold_is_in(stage):
    call = stage.talk()
    stage.world.weather(
        drop={"probability": 1, "events": ["conference.participant.joined"]}
    )
    room = stage.room(call)
    assert set(found()) == {"conference.participant.joined"}
    assert states(room) == {"customer": "joined", "agent": "joined"}


def test_who_has_only_just_joined_may_not_be_listed_yet(stage):
    list_late(stage, 60)
    room = stage.room(stage.talk())
    joined_at = max(one.joined_at for one in room.participants.all())
    before = found()
    compare_room(room, now=joined_at + timedelta(seconds=2.9))
    assert found() == before == []


def test_room_that_telnyx_does_not_know_is_over(room, stage):
    Conference.objects.filter(pk=room.pk).update(conference_id=uuid4())
    compare_room(Conference.objects.get(), now=stage.world.now)
    assert found() == ["conference.ended"]
    assert Conference.objects.get().state == "ended"


def test_room_that_has_ended_is_over_at_once(room, stage):
    stage.provider.conferences.end(room.conference_id)
    stage.world.emulator.advance(0.1)
    compare_room(room, now=room.requested_at + timedelta(seconds=9))
    assert "conference.ended" in found()


def test_room_in_which_nobody_is_seen_is_over_after_ten_seconds(room, stage):
    list_late(stage, 3000)
    compare_room(room, now=room.requested_at + timedelta(seconds=10))
    assert "conference.ended" not in found()
    compare_room(room, now=room.requested_at + timedelta(seconds=10.1))
    assert "conference.ended" in found()
