"""The list of queues and the page that gives a caller to somebody are kept true."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from agents.actions import choose_state
from agents.states import AgentState
from queues import fragments
from queues.actions.administration import save_queue
from queues.models import Queue, QueueEntry
from queues.states import EntryState
from tests.factories import make_queue, viewer_as
from tests.queues import history
from tests.queues.test_fragments import NOW, make_entry


def rendered(fragment, pk=None, role=Role.SUPERVISOR) -> str:
    scope = fragment.scope_for(viewer_as(role, 1), pk=pk, now=NOW)
    return " ".join(fragment.render(scope, is_out_of_band=False).split())


def test_list_follows_callers_and_agents(floor, screen):
    page = screen(floor.cast.sofia, "queues")
    assert 'data-label="Waiting"><b>0</b>' in page.html

    entry = floor.wait_in_line()
    page.assert_equals_reload()
    assert 'data-label="Waiting"><b>1</b>' in page.html
    assert 'data-label="Available / on duty">2 / 2<' in page.html

    floor.pick(floor.cast.ana, entry)
    page.assert_equals_reload()
    assert 'data-label="Available / on duty">1 / 2<' in page.html


def test_list_follows_what_an_admin_changes(floor, screen):
    page = screen(floor.cast.sofia, "queues")

    floor.queue.target_wait_secs = 42
    nothing = {"agents": [], "phone_numbers": [], "requested_by": None}
    save_queue(floor.queue, now=floor.world.now, **nothing)

    page.assert_equals_reload()
    assert "0:42" in page.html
    assert "nobody" in page.html


def test_list_is_graded_by_the_longest_wait(billing):
    make_entry(billing, 1, waits=120)
    make_entry(billing, 2, waits=10)
    html = rendered(fragments.LIST)
    assert 'data-label="Waiting"><b>2</b>' in html
    assert 'data-bad="100" data-grade="bad"' in html


def test_only_admins_are_led_to_the_form(billing):
    link = f'href="/queues/{billing.pk}/"'
    assert link not in rendered(fragments.LIST)
    assert link in rendered(fragments.LIST, role=Role.ADMIN)


def test_query_count_of_the_list_does_not_grow(ana, billing):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            rendered(fragments.LIST)
        return len(captured)

    make_entry(billing, 1)
    with_one = queries()
    for number in (2, 3):
        make_entry(make_queue(f"Queue {number}", [ana]), number)
    assert queries() == with_one <= 6


def test_choice_follows_the_agents(floor, screen):
    entry = floor.wait_in_line()
    page = screen(floor.cast.sofia, "assign", entry.pk)
    choose_ana = f'id="choose-{floor.ana.pk}" required>'
    assert choose_ana in page.html

    lunch = (AgentState.NOT_READY, "Lunch")
    choose_state(floor.ana.pk, *lunch, chosen_by=floor.cast.ana, now=floor.world.now)
    page.assert_equals_reload()
    assert choose_ana not in page.html
    assert f'id="choose-{floor.ana.pk}" required disabled>' in page.html
    assert "Not ready · Lunch" in page.html


def test_page_says_that_somebody_else_was_faster(floor, screen):
    entry = floor.wait_in_line()
    page = screen(floor.cast.sofia, "assign", entry.pk)

    floor.pick(floor.cast.ben, entry)
    page.assert_equals_reload()
    assert "Ben is being rung for this caller." in page.html
    assert 'type="radio"' not in page.html


def test_page_says_that_the_caller_hung_up(floor, screen):
    entry = floor.wait_in_line()
    page = screen(floor.cast.sofia, "assign", entry.pk)

    floor.world.act(entry.leg.call_control_id, "hangup")
    floor.world.run(1)

    page.assert_equals_reload()
    assert "The caller has hung up." in page.html
    assert '<button class="btn btn-primary" type="submit">Assign' not in page.html


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (EntryState.OFFERED, "Somebody is being rung for this caller."),
        (EntryState.ANSWERED, "Somebody has taken this caller."),
        (EntryState.ABANDONED, "The caller has hung up."),
        (EntryState.FLOWED_OUT, "The caller has left the queue."),
    ],
)
def test_nobody_is_offered_for_who_does_not_wait(billing, state, sentence):
    entry = make_entry(billing, 1)
    QueueEntry.objects.update(state=state)
    html = rendered(fragments.ASSIGNMENT, entry.pk)
    assert sentence in html
    assert 'type="radio"' not in html


def test_caller_who_is_still_entering_can_be_assigned(ana, billing):
    entry = make_entry(billing, 1)
    QueueEntry.objects.update(state=EntryState.ENTERING, queued_at=None)
    html = rendered(fragments.ASSIGNMENT, entry.pk)
    assert f'id="choose-{ana.pk}" required>' in html
    assert 'type="submit"' in html


def test_who_is_free_comes_first_and_who_is_offline_not_at_all(cast, floor):
    entry = make_entry(floor.queue, 1)
    away = {"chosen_by": cast.ana, "now": history.START}
    choose_state(floor.ana.pk, AgentState.NOT_READY, "Lunch", **away)
    html = rendered(fragments.ASSIGNMENT, entry.pk)
    assert html.index("Ben") < html.index("Ana")
    choose_state(floor.ana.pk, AgentState.OFFLINE, **away)
    assert "Ana" not in rendered(fragments.ASSIGNMENT, entry.pk)


def test_nobody_free_is_said(ana, billing):
    entry = make_entry(billing, 1)
    choose_state(ana.pk, AgentState.NOT_READY, "Lunch", chosen_by=ana.user, now=NOW)
    html = rendered(fragments.ASSIGNMENT, entry.pk)
    assert "Nobody is available now." in html
    assert 'type="submit"' not in html
    choose_state(ana.pk, AgentState.OFFLINE, chosen_by=ana.user, now=NOW)
    assert "Nobody of this queue is on duty" in rendered(fragments.ASSIGNMENT, entry.pk)


def test_queues_stand_in_the_order_that_they_say(db):
    make_queue("Billing", position=60)
    make_queue("Support")
    make_queue("Alarm", position=1)
    assert [str(one) for one in Queue.objects.all()] == ["Alarm", "Support", "Billing"]
