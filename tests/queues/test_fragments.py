"""What the board and the desk read: the same number of queries for one row and three."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.queries import viewer_of
from accounts.roles import Role
from agents.actions import add_agent
from agents.models import Agent
from agents.states import AgentState
from calls.models import Call, Leg
from live.fragments import Scope
from queues import fragments
from queues.metrics import Counts
from queues.models import Queue, QueueEntry
from queues.queries import QueueRow, last_hour, queue_rows, tiles, waiting_callers
from queues.queries.desk import queue_lines
from tests.factories import make_agent, make_queue, make_user, viewer_as
from tests.queues import history

NOW = history.START + timedelta(hours=1)
ALL = (
    fragments.TILES,
    fragments.CALLS_CHART,
    fragments.QUEUE_TABLE,
    fragments.WAITING,
    fragments.DESK_OFFER,
    fragments.DESK_WAITING,
    fragments.DESK_QUEUES,
)


def make_entry(queue, number, *, waits=60.0, **facts):
    at = NOW - timedelta(seconds=waits)
    call = Call.objects.create(
        call_session_id=f"session-{number}",
        connection_id="1",
        from_number=f"+1555000{number:04}",
        to_number=history.NUMBER,
        started_at=at,
    )
    leg = Leg.objects.create(
        call=call, call_control_id=f"v3:{number}", role="customer", initiated_at=at
    )
    given = {"state": "waiting", "entered_at": at, "queued_at": at, **facts}
    return QueueEntry.objects.create(queue=queue, call=call, leg=leg, **given)


def left(seconds_ago, waited, state):
    return {
        "state": state,
        "left_at": NOW - timedelta(seconds=seconds_ago),
        "waited_ms": waited * 1000,
    }


def scope_of(fragment, user):
    return fragment.scope_for(viewer_as(Role.SUPERVISOR, user.pk), pk=None, now=NOW)


@pytest.mark.parametrize("fragment", ALL, ids=lambda fragment: fragment.name)
def test_query_count_does_not_grow(fragment, cast, ana, billing):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            fragment.render(scope_of(fragment, cast.ana), is_out_of_band=False)
        return len(captured)

    make_entry(billing, 1)
    with_one = queries()
    for number in (2, 3):
        queue = make_queue(f"Queue {number}", [ana])
        agent = add_agent(make_user(f"a{number}", Role.AGENT), f"A{number}", now=NOW)
        queue.agents.add(agent)
        make_entry(queue, number)
    assert queries() == with_one <= 8


@pytest.mark.parametrize("fragment", ALL, ids=lambda fragment: fragment.name)
def test_empty_floor_renders(fragment, cast):
    html = fragment.render(scope_of(fragment, cast.sofia), is_out_of_band=True)
    assert f'id="{fragment.name}" hx-swap-oob="outerMorph"' in html


def test_numbers_of_today(billing):
    make_entry(billing, 1, **left(10, 15, "answered"))
    make_entry(billing, 2, **left(20, 40, "answered"))
    make_entry(billing, 3, **left(30, 30, "abandoned"))
    make_entry(billing, 4, **left(30, 3, "abandoned"))
    yesterday = timedelta(days=1).total_seconds()
    make_entry(billing, 5, **left(yesterday, 90, "abandoned"))
    seen = tiles(Queue.objects.all(), Agent.objects.all(), now=NOW)
    assert (seen.counts.answered, seen.counts.offered) == (2, 4)
    assert seen.service_level == pytest.approx(100 / 3)
    assert seen.abandon_rate == 25
    [row] = queue_rows(Queue.objects.all(), now=NOW)
    assert row.asa == timedelta(seconds=27.5)
    assert row.level == "bad"


def test_queue_in_trouble_comes_first(ana, billing):
    make_entry(billing, 1, waits=10)
    late = make_queue("Sales", [ana], target_wait_secs=50)
    make_entry(late, 2, waits=50)
    near = make_queue("Support", [ana], target_wait_secs=50)
    make_entry(near, 3, waits=40)
    rows = queue_rows(Queue.objects.all(), now=NOW)
    assert [row.queue.name for row in rows] == ["Sales", "Support", "Billing"]
    assert [row.word for row in rows] == ["Breached", "At risk", "On target"]


def test_ready_and_staffed_leave_those_offline_out(cast, billing):
    other = add_agent(cast.ben, "Ben", now=NOW)
    billing.agents.add(other)
    [row] = queue_rows(Queue.objects.all(), now=NOW)
    assert (row.ready, row.staffed) == (1, 1)


def test_position_counts_within_the_queue(ana, billing):
    sales = make_queue("Sales", [ana])
    make_entry(billing, 1, waits=30)
    make_entry(sales, 2, waits=20)
    make_entry(billing, 3, waits=10)
    lines = waiting_callers(Queue.objects.all())
    seen = [(line.entry.queue.name, line.position, line.of) for line in lines]
    assert seen == [("Billing", 1, 2), ("Sales", 1, 1), ("Billing", 2, 2)]
    # Said beside the queue's name: numbers that begin anew look like a wrong order.
    html = fragments.WAITING.render(
        scope_of(fragments.WAITING, ana.user), is_out_of_band=False
    )
    cells = re.findall(r">([^<]+)</bdi> <span[^>]*>(\d of \d)<", html)
    assert cells == [("Billing", "1 of 2"), ("Sales", "1 of 1"), ("Billing", "2 of 2")]


def test_abandoned_is_one_thing_wherever_it_is_counted(billing):
    make_entry(billing, 1, **left(10, 15, "answered"))
    make_entry(billing, 2, **left(20, 40, "abandoned"))
    make_entry(billing, 3, **left(30, 2, "abandoned"))
    seen = tiles(Queue.objects.all(), Agent.objects.all(), now=NOW)
    assert (seen.counts.gave_up, seen.counts.offered) == (1, 3)
    assert seen.abandon_rate == pytest.approx(100 / 3)
    assert seen.abandon_level == "bad"
    assert sum(seen.course.abandoned) == 1
    assert sum(one.abandoned for one in last_hour(Queue.objects.all(), now=NOW)) == 1
    html = fragments.TILES.render(
        scope_of(fragments.TILES, billing.agents.get().user), is_out_of_band=False
    )
    assert "1 of 3 offered, 1 misdial left out" in html


@pytest.mark.parametrize(
    ("answered", "abandoned", "level"), [(96, 4, "ok"), (95, 5, "warn"), (9, 1, "bad")]
)
def test_too_many_abandoned_have_a_colour(answered, abandoned, level):
    counts = Counts(answered=answered, abandoned=abandoned)
    row = QueueRow(Queue(), [], counts, ready=0, staffed=0, now=NOW)
    assert row.abandon_level == level


def test_nobody_ready_has_a_colour(ana, billing):
    assert tiles(Queue.objects.all(), Agent.objects.all(), now=NOW).ready_level == "ok"
    Agent.objects.update(state="not_ready")
    assert (
        tiles(Queue.objects.all(), Agent.objects.all(), now=NOW).ready_level == "warn"
    )
    make_entry(billing, 1, waits=10)
    assert tiles(Queue.objects.all(), Agent.objects.all(), now=NOW).ready_level == "bad"


def test_course_of_the_hour_ends_with_what_is(billing):
    make_entry(billing, 1, waits=600)
    course = tiles(Queue.objects.all(), Agent.objects.all(), now=NOW).course
    assert course.waiting == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    assert course.longest[-1] == 600
    assert course.ready == [1] * 12


def test_agents_see_callers_on_the_desk_and_not_on_the_board(cast, ana, billing):
    make_entry(billing, 1)
    scope = fragments.WAITING.scope_for(viewer_as(Role.AGENT), pk=None, now=NOW)
    assert "+1 555 000 0001" not in fragments.WAITING.render(scope, is_out_of_band=True)
    desk = fragments.DESK_WAITING
    scope = desk.scope_for(viewer_of(cast.ana), pk=None, now=NOW)
    assert "+1 555 000 0001" in desk.render(scope, is_out_of_band=True)


def test_agents_of_the_same_queues_share_what_the_desk_shows_of_them(
    cast, ana, billing
):
    ben = make_agent(cast.ben)
    billing.agents.add(ben)
    for part in (fragments.DESK_WAITING, fragments.DESK_QUEUES):
        one, two = (
            part.scope_for(viewer_of(user), pk=None, now=NOW)
            for user in (cast.ana, cast.ben)
        )
        assert one == two
    make_queue("Sales", [ben])
    other = fragments.DESK_QUEUES.scope_for(viewer_of(cast.ben), pk=None, now=NOW)
    assert one != other


def test_own_queues_say_how_many_wait_since_when_and_why(cast, ana, billing):
    make_queue("Sales", [ana])
    make_entry(billing, 1, waits=60)
    make_entry(billing, 2, waits=30)
    Agent.objects.filter(pk=ana.pk).update(state=AgentState.WRAP_UP)
    first, second = queue_lines(viewer_of(cast.ana).takes_from, now=NOW)
    assert (first.queue, first.waiting) == (billing, 2)
    assert first.longest_since == NOW - timedelta(seconds=60)
    assert first.why.words == "1 agent, in wrap-up."
    assert (second.waiting, second.longest_since, second.why) == (0, None, None)
    assert (second.available, second.on_duty) == (0, 1)


@pytest.mark.parametrize("queues", [1, 4])
def test_own_queues_cost_the_same_however_many_wait(
    cast, ana, billing, queues, django_assert_max_num_queries
):
    for number in range(queues):
        queue = make_queue(f"Queue {number}", [ana])
        for place in range(3):
            make_entry(queue, 10 * number + place)
    pks = viewer_of(cast.ana).takes_from
    with django_assert_max_num_queries(7):
        assert len(queue_lines(pks, now=NOW)) == queues + 1


def test_chart_tells_what_became_of_the_calls_of_each_interval(billing):
    make_entry(billing, 1, **left(10, 5, "answered"))
    make_entry(billing, 2, **left(400, 30, "abandoned"))
    make_entry(billing, 3, **left(420, 5, "answered"))
    make_entry(billing, 4, **left(3700, 5, "answered"))
    intervals = last_hour(Queue.objects.all(), now=NOW)
    assert [one.answered for one in intervals] == [0] * 10 + [1, 1]
    assert [one.abandoned for one in intervals] == [0] * 10 + [1, 0]
    assert intervals[-1].end == NOW
    html = fragments.CALLS_CHART.render(
        Scope(viewer_as(Role.SUPERVISOR), None, NOW), is_out_of_band=False
    )
    assert html.count('data-part="answered"') == 3
    assert html.count('data-part="abandoned"') == 2
