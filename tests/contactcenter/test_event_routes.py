"""The table of events against the events that there are, and the commands it confirms."""

import ast
from pathlib import Path

from callcontrol.events import EVENT_CLASSES
from callcontrol.handlers import CONFIRMING, confirm_commands
from contactcenter.event_routes import IGNORED, OUTCOMES, ROUTES

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ["callcontrol", "calls", "agents", "queues", "conferences", "recordings"]


def test_every_known_event_is_routed_or_ignored():
    assert set(EVENT_CLASSES) - set(ROUTES) - IGNORED == set()


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
