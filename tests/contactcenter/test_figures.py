"""Figures for Prometheus, and whether alarms and dashboard ask for what there is."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import promql_parser
import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from contactcenter.figures.exposition import registry, serve
from contactcenter.figures.site import GAUGES
from contactcenter.figures.starting import show
from logs.figures import BOUNDS, Counted, Timed
from tests.queues.stage import Floor

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "deploy/prometheus/alerts.yml"
DASHBOARD = ROOT / "deploy/grafana/contact-center.json"
OURS = re.compile(r"\bcontactcenter_\w+")
# Added by Prometheus, or by the system that the process runs on.
OF_OTHERS = {"up", "process_resident_memory_bytes"}


def figures(*, of_site: bool = True) -> dict[str, dict[tuple[str, ...], float]]:
    """Return samples by name and by the values of their labels."""
    text = generate_latest(registry(of_site=of_site)).decode()
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            by_labels = found.setdefault(sample.name, {})
            by_labels[tuple(sample.labels.values())] = sample.value
    return found


def grown(before, after, name) -> dict[tuple[str, ...], float]:
    old = before.get(name, {})
    return {
        labels: value - old.get(labels, 0)
        for labels, value in after[name].items()
        if value != old.get(labels, 0)
    }


@pytest.fixture
def floor(world, cast):
    return Floor(world, cast, ring_secs=15)


def test_a_caller_in_line_is_seen_with_the_wait(floor, world):
    floor.wait_in_line()
    world.run(7)
    now = figures()
    assert now["contactcenter_callers_waiting"] == {("Billing",): 1}
    assert 7 <= now["contactcenter_longest_wait_seconds"][("Billing",)] < 12
    assert now["contactcenter_agents"][("available",)] == 2
    assert now["contactcenter_part_well"][("database",)] == 1
    assert now["contactcenter_inbox_age_seconds"] == {(): 0}


def test_a_conversation_is_counted(floor, world):
    before = figures(of_site=False)
    floor.talk()
    after = figures(of_site=False)
    door = grown(before, after, "contactcenter_door_seconds_count")
    events = grown(before, after, "contactcenter_events_seconds_count")
    assert door.keys() == {("200",)}
    assert sum(events.values()) == door[("200",)]
    commands = grown(before, after, "contactcenter_commands_total")
    assert commands[("call.bridge", "accepted")] == 1
    assert grown(before, after, "contactcenter_requests_seconds_count") == {("204",): 1}


def test_what_was_found_by_asking_is_counted(floor, world):
    entry = floor.wait_in_line()
    before = figures(of_site=False)
    world.weather(drop={"probability": 1})
    world.act(entry.leg.call_control_id, "hangup")
    world.run(30)
    lost = grown(before, figures(of_site=False), "contactcenter_lost_webhooks_total")
    assert lost[("call.hangup",)] == 1


def test_what_cannot_be_read_is_missing_and_the_rest_is_there(
    world, monkeypatch, caplog
):
    broken = next(gauge for gauge in GAUGES if gauge.name == "agents")
    monkeypatch.setattr(
        "contactcenter.figures.site.Agent.objects.order_by", raise_database_error
    )
    now = figures()
    assert f"contactcenter_{broken.name}" not in now
    assert "contactcenter_events_waiting" in now
    assert "The figure agents cannot be read" in caplog.text


def raise_database_error(*fields):

    raise DatabaseError("away")


def test_they_are_shown_on_a_port_of_their_own(db):
    server = serve("127.0.0.1", 0, of_site=False)
    try:
        address = f"http://127.0.0.1:{server.server_port}/metrics"
        assert "process_resident_memory_bytes" in httpx.get(address).text
    finally:
        server.shutdown()
        server.server_close()


def test_port_that_is_taken_is_one_sentence(settings):
    server = serve("127.0.0.1", 0, of_site=False)
    settings.METRICS_PORT = server.server_port
    try:
        with pytest.raises(ImproperlyConfigured, match=r"METRICS_PORT \d+ cannot be"):
            show(of_site=False)
    finally:
        server.shutdown()
        server.server_close()


def test_nothing_is_loaded_for_what_is_not_asked_for():
    """The one process has to start quickly."""
    program = (
        "import django, sys; django.setup(); import contactcenter.running.web;"
        "print({'prometheus_client', 'structlog'} & sys.modules.keys())"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert finished.stdout == "set()\n"


def test_times_are_counted_up_to_each_bound():
    times = Timed("of_this_test", "Times.")
    for seconds in (BOUNDS[0], BOUNDS[0] / 2, 1.5, 99.0):
        times.note(seconds)
    [found] = times.times().values()
    counts = dict(found.up_to())
    assert (counts["0.005"], counts["1.0"], counts["2.0"], counts["+Inf"]) == (
        2,
        2,
        3,
        4,
    )
    assert found.total == pytest.approx(100.5 + BOUNDS[0] * 1.5)


def test_one_name_is_one_figure():
    Counted("once", "First.")
    with pytest.raises(ValueError, match="once"):
        Counted("once", "Second.")


def expressions() -> list[tuple[str, str]]:
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    alerts = [(rule["alert"], rule["expr"]) for one in groups for rule in one["rules"]]
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return alerts + [
        (panel["title"], target["expr"])
        for panel in panels
        for target in panel["targets"]
    ]


@pytest.mark.parametrize(("name", "expression"), expressions())
def test_alarm_or_panel_can_be_read(name, expression):
    promql_parser.parse(expression)
    assert OURS.search(expression) or any(one in expression for one in OF_OTHERS)


def test_alarms_and_panels_ask_for_figures_that_there_are(client, world):
    """A figure is there once the module is loaded that knows of it."""
    client.get("/health/live")
    shown = set()
    for family in registry(of_site=False).collect():
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
        shown |= {family.name + end for end in ends.get(family.type, ("",))}
    shown |= {f"contactcenter_{gauge.name}" for gauge in GAUGES}
    shown.add("contactcenter_sockets")
    asked = {one for _, words in expressions() for one in OURS.findall(words)}
    assert asked - shown == set()


def test_every_alarm_has_a_section_in_the_manual():
    manual = (ROOT / "docs/operations.md").read_text()
    sections = set(re.findall(r"^### `(\w+)`", manual, re.MULTILINE))
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    assert {rule["alert"] for one in groups for rule in one["rules"]} == sections
