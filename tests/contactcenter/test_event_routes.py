"""The table of events against the events that there are, and the commands it confirms."""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcontrol.handlers import CONFIRMING, confirm_commands
from calls.words import event_words
from contactcenter.event_routes import IGNORED, OUTCOMES, ROUTES
from provider.events import EVENT_CLASSES, Event, UnknownEvent, parse

ROOT = Path(__file__).resolve().parents[2]
LAYERS = [
    "callcontrol",
    "calls",
    "agents",
    "queues",
    "conferences",
    "recordings",
    "flows",
]


# What Telnyx's documents on calls, queues and conferences name.
DOCUMENTED = {
    "call.answered",
    "call.bridged",
    "call.dequeued",
    "call.dtmf.received",
    "call.enqueued",
    "call.gather.ended",
    "call.hangup",
    "call.hold",
    "call.initiated",
    "call.machine.detection.ended",
    "call.machine.greeting.ended",
    "call.machine.premium.detection.ended",
    "call.machine.premium.greeting.ended",
    "call.playback.ended",
    "call.playback.started",
    "call.recording.error",
    "call.recording.saved",
    "call.refer.completed",
    "call.refer.failed",
    "call.refer.started",
    "call.sip_info.received",
    "call.speak.ended",
    "call.speak.started",
    "call.unhold",
    "conference.created",
    "conference.ended",
    "conference.floor.changed",
    "conference.participant.joined",
    "conference.participant.left",
    "conference.participant.playback.ended",
    "conference.participant.playback.started",
    "conference.participant.speak.ended",
    "conference.participant.speak.started",
    "conference.playback.ended",
    "conference.playback.started",
    "conference.recording.saved",
    "conference.speak.ended",
    "conference.speak.started",
}


@pytest.mark.parametrize("event_type", sorted({*EVENT_CLASSES, *DOCUMENTED}))
def test_every_event_has_words_and_a_line_in_the_table(event_type):
    body = {"data": {"event_type": event_type, "id": "e1", "payload": {}}}
    event = parse(json.dumps(body).encode(), received_at=datetime.now(UTC))
    assert not isinstance(event, UnknownEvent)
    assert event_words(event) != event_type
    assert event_words.dispatch(type(event)) is not event_words.dispatch(Event)
    assert (event_type in ROUTES) != (event_type in IGNORED)


def test_no_event_is_both_routed_and_ignored():
    assert set(ROUTES) & IGNORED == set()


def test_exactly_the_confirming_events_confirm_commands_first():
    confirming = {
        kind for kind, handlers in ROUTES.items() if confirm_commands in handlers
    }
    assert confirming == CONFIRMING
    assert all(ROUTES[kind][0] is confirm_commands for kind in confirming)


def test_lower_layers_hear_of_an_event_first():
    for kind, handlers in ROUTES.items():
        layers = [LAYERS.index(one.__module__.split(".")[0]) for one in handlers]
        assert layers == sorted(layers), kind


def test_every_outcome_belongs_to_a_purpose_that_is_used():
    used = {
        node.value
        for app in LAYERS
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(OUTCOMES) - used == set()
