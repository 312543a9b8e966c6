"""The report in the browser's eyes: figures, their calls, files, and who may see them."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions import give_role, shipped_role
from accounts.states import Reach, Role
from audit.models import AuditRow
from queues.actions import count_what_left
from queues.models import QueueEntry
from tests.factories import make_queue
from tests.queues.crowd import make_callers

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# state, seconds waited, minutes after noon
STAYS = (
    ("answered", 10, 0),
    ("answered", 40, 20),
    ("abandoned", 30, 50),
    ("abandoned", 3, 70),
    ("flowed_out", 8, 80),
)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON + timedelta(hours=3), tick=False) as clock:
        yield clock


@pytest.fixture
def queue(db):
    queue = make_queue("Billing", sl_threshold_secs=20, short_abandon_secs=5)
    leave(queue)
    return queue


def leave(queue) -> None:
    for entry, (state, waited, minutes) in zip(
        make_callers(queue, len(STAYS), now=NOON), STAYS, strict=True
    ):
        left_at = NOON + timedelta(minutes=minutes)
        entry.state, entry.left_at, entry.waited_ms = state, left_at, waited * 1000
        entry.save()


@pytest.fixture
def sofia(cast) -> Client:
    client = Client()
    client.force_login(cast.sofia)
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("is_counted", [False, True])
def test_day_by_the_hour(queue, sofia, is_counted):
    if is_counted:
        count_what_left()
    answer = sofia.get("/reports/")
    figures = answer.context["figures"]
    assert [(line.label, line.counts.offered) for line in figures.lines] == [
        ("12:00", 3),
        ("13:00", 2),
    ]
    assert (figures.total.counts.offered, figures.total.level) == (5, 100 / 3)
    assert "33.3 %" in text(answer)
    assert "goal 80 %" in text(answer)


def test_days_without_calls_say_so(queue, sofia):
    answer = sofia.get("/reports/", {"when": "yesterday"})
    assert "No calls in these days" in text(answer)
    assert "—" in text(answer)


def test_day_before_is_compared(queue, sofia):
    assert "nothing to compare with" in text(sofia.get("/reports/"))
    QueueEntry.objects.filter(state="abandoned", waited_ms=30_000).update(
        left_at=NOON - timedelta(days=1)
    )
    answer = text(sofia.get("/reports/"))
    assert "50.0 points more, better" in answer
    assert "100.0 points less, better" in answer


def test_number_opens_and_says_of_each_call_why(queue, sofia):
    answer = sofia.get("/reports/", {"show": "level"})
    glass = answer.context["glass"]
    assert [(one.counted.kind, one.counted.because) for one in glass["calls"]] == [
        ("left_out", "Sent on after 0:08"),
        ("left_out", "Gave up, 0:03"),
        ("missed", "Gave up, 0:30"),
        ("missed", "Late, 0:40"),
        ("met", "In time, 0:10"),
    ]
    assert "1 in time of 3 that count" in text(answer)
    assert "within 20 s, goal 80 %" in text(answer)


def test_calls_behind_a_number_go_on_page_by_page(queue, sofia):
    for _ in range(6):
        leave(queue)
    first = sofia.get("/reports/", {"when": "today", "show": "offered"})
    assert len(first.context["glass"]["calls"]) == 25
    assert 'href="?when=today&amp;show=offered&amp;page=2"' in first.content.decode()
    again = {"when": "today", "show": "offered", "page": "2"}
    assert len(sofia.get("/reports/", again).context["glass"]["calls"]) == 10


def test_files_have_what_the_page_has_and_are_noted(queue, sofia):
    rows = read(sofia.get("/reports/report.csv"))
    assert [row["offered"] for row in rows] == ["3", "2", "5"]
    calls = read(sofia.get("/reports/calls.csv", {"show": "abandoned"}))
    assert [row["counts"] for row in calls] == ["left_out", "missed"]
    noted = AuditRow.objects.filter(kind="report").values_list("action", "subject_name")
    assert set(noted) == {("exported", "report.csv"), ("exported", "abandoned.csv")}


def read(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    lines = b"".join(answer.streaming_content).decode().splitlines()
    return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"when": "days"}, "first_day", "Choose a day."),
        (
            {"when": "days", "first_day": "2026-03-02", "last_day": "2026-03-01"},
            "last_day",
            "This day is before the first one.",
        ),
        (
            {"when": "four_weeks", "step": "quarter"},
            "step",
            "Of more than 7 days, choose a longer step.",
        ),
        ({"step": "week"}, "step", "Choose one of the list."),
        ({"queue": "9999999999999999999999"}, "queue", "Choose one of the list."),
    ],
)
def test_wrong_field_is_named(queue, sofia, given, field, sentence):
    answer = sofia.get("/reports/", given)
    assert answer.status_code == 422
    assert f'id="id_{field}-error">{sentence}' in answer.content.decode()


def test_team_leader_sees_the_figures_of_their_queues_alone(queue, cast):
    other = make_queue("Support")
    leave(other)
    eve = make_leader(cast.eve, other)
    answer = eve.get("/reports/")
    assert answer.context["figures"].total.counts.offered == 5
    assert "Billing" not in answer.content.decode()
    assert eve.get("/reports/", {"queue": queue.pk}).status_code == 422


def make_leader(user, queue) -> Client:
    role = shipped_role(Role.SUPERVISOR)
    give_role(user, role, Reach.CHOSEN, queues=[queue.pk])
    client = Client()
    client.force_login(user)
    return client
