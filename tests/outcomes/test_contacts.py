"""What the desk tells of a caller before anybody answers, however the number was sent."""

from datetime import datetime, timedelta
from itertools import count

import pytest

from calls.models import Call
from outcomes.models import Remark
from outcomes.queries.contacts import calls_from, contacts_of
from tests.queues import history
from tests.queues.stage import Floor

CARL = "+14155550123"
NUMBERS = count(1)


def make_call(number: str, *, at: datetime = history.START) -> Call:
    return Call.objects.create(
        call_session_id=f"session-{next(NUMBERS)}",
        connection_id="1",
        from_number=number,
        started_at=at,
    )


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        CARL,
        "14155550123",
        "0014155550123",
        "4155550123",
        f"sip:{CARL}@carrier.example",
        "sip:14155550123@carrier.example;user=phone",
    ],
)
@pytest.mark.parametrize(
    "now_sent", [CARL, "0014155550123", f"sip:{CARL}@other.example"]
)
def test_the_same_number_in_another_form_is_the_same_caller(settings, sent, now_sent):
    settings.PHONE_COUNTRY = "US"
    earlier, now = make_call(sent), make_call(now_sent)
    make_call("+14155550124")
    make_call("+141555501234")
    found = set(calls_from(now_sent, before=now.started_at))
    assert found == {earlier, now}


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "anonymous", "Restricted", "sip:desk@example"])
def test_who_shows_no_number_has_no_past(number):
    make_call(number)
    call = make_call(number)
    found = contacts_of(call, queue_pks=frozenset(), agent_pk=0)
    assert (list(found.lines), found.count) == ([], 0)


@pytest.mark.django_db
def test_what_is_older_than_ninety_days_is_forgotten():
    old, call = make_call(CARL), make_call(CARL)
    old.started_at = call.started_at - timedelta(days=91)
    old.save()
    assert contacts_of(call, queue_pks=frozenset(), agent_pk=0).count == 0


def test_ana_sees_while_it_rings_what_was_before(floor, world, cast, screen):
    call = floor.talk(from_=CARL)
    floor.post(cast.ana, f"/outcomes/calls/{call.pk}/notes/", text="Wants a refund")
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
    floor.post(cast.ana, "/agents/me/wrap-up/finish/")
    desk = screen(cast.ana, "desk")
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    floor.pick(cast.ana, floor.wait_in_line(from_=CARL))
    world.run_until(lambda: floor.state_of(floor.ana) == "reserved")
    desk.assert_equals_reload()
    assert "Wants a refund" in desk.html
    assert "1 in 90 days" in desk.html


def test_notes_are_for_who_takes_callers_of_that_queue_or_wrote_them(floor, cast):
    earlier = floor.talk(from_=CARL)
    Remark.objects.create(call=earlier, agent=floor.ana, text="A secret")
    now = make_call(CARL, at=earlier.started_at + timedelta(hours=1))
    mine, queue = frozenset[int](), frozenset({floor.queue.pk})
    seen = {
        (pks, agent.pk): contacts_of(now, queue_pks=pks, agent_pk=agent.pk)
        .lines[0]
        .notes
        for pks in (mine, queue)
        for agent in (floor.ana, floor.ben)
    }
    assert seen == {
        (mine, floor.ana.pk): "A secret",
        (mine, floor.ben.pk): "",
        (queue, floor.ana.pk): "A secret",
        (queue, floor.ben.pk): "A secret",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("past", [1, 6])
def test_cost_does_not_grow_with_the_past(past, django_assert_max_num_queries):
    for _ in range(past):
        make_call(CARL)
    call = make_call(CARL)
    with django_assert_max_num_queries(4):
        assert contacts_of(call, queue_pks=frozenset(), agent_pk=0).count == past
