"""Every event that Telnyx can send is on the call's page as soon as it has come."""

import pytest

from callcontrol.models import Event
from calls.states import LegRole
from calls.words import SPEAKS, event_words
from provider import events
from tests.conferences.stage import Stage
from tests.support.screens import element

# What ends the stay, the room and the call comes last, in this order.
ENDINGS = ["conference.participant.left", "conference.ended", "call.hangup"]
# Told of the whole room: they name no leg.
OF_THE_ROOM = ("conference.playback.", "conference.speak.")
FIELDS = {
    "call.dtmf.received": {"digit": "5"},
    "call.gather.ended": {"digits": "123", "status": "valid"},
    "call.enqueued": {"queue": "billing", "current_position": 1},
    "call.dequeued": {"queue": "billing", "reason": "leave"},
    "call.machine.detection.ended": {"result": "human"},
    "call.machine.greeting.ended": {"result": "ended"},
    "call.machine.premium.detection.ended": {"result": "fax_detected"},
    "call.machine.premium.greeting.ended": {"result": "no_beep_detected"},
    "call.sip_info.received": {"content_type": "application/json", "body": "{}"},
    "call.recording.error": {"reason": "the storage is full"},
    "call.refer.failed": {"sip_notify_response": 603},
}


@pytest.fixture
def stage(world, cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(world, cast)


def in_order() -> list[str]:
    others = sorted(set(events.EVENT_CLASSES) - set(ENDINGS))
    return [*others, *ENDINGS]


def test_every_event_is_told_at_once(stage, screen):
    call = stage.talk()
    room = stage.room(call)
    pages = [
        screen(stage.cast.sofia, "call", call.pk),
        screen(stage.cast.sofia, "room", room.pk),
        screen(stage.cast.ana, "desk"),
    ]
    provider = stage.world.emulator.world
    carl = provider.leg(stage.leg(call, LegRole.CUSTOMER).call_control_id)
    conference = provider.conferences[room.conference_id]

    for kind in in_order():
        is_of_room = kind.startswith(OF_THE_ROOM)
        if kind == "call.hangup":
            stage.world.act(carl.call_control_id, "hangup")
        else:
            provider.emit(
                kind,
                None if is_of_room else carl,
                conference=conference if kind.startswith("conference.") else None,
                **FIELDS.get(kind, {}),
            )
        stage.world.run(0.5)
        row = Event.objects.filter(event_type=kind).latest("pk")
        assert (row.state, row.error) == ("applied", ""), kind
        words = event_words(events.parse(bytes(row.raw), received_at=row.received_at))
        for page in pages:
            page.assert_equals_reload()
        timeline = element(pages[0].html, "call-timeline")
        assert words in timeline or words == SPEAKS, kind
