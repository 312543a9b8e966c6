"""When a queue lets a caller go on: the rule, the form, and closing by hand."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from queues.models import Queue
from queues.overflow import (
    CLOSED_WORDS,
    Reason,
    Standing,
    destination_for,
    reason_to_go,
)
from queues.queries.standing import standing_of
from tests.factories import make_agent, make_queue

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def standing(**facts):
    given = {
        "is_open": True,
        "is_shut": False,
        "others": 0,
        "max_size": 10,
        "on_duty": 2,
        "reachable": 1,
    }
    return Standing(**{**given, **facts})


def reason(facts, chosen=tuple(Reason), *, waited=MINUTE, longest=HOUR, **how):
    how.setdefault("is_new", False)
    return reason_to_go(facts, chosen, waited=waited, longest=longest, **how)


@pytest.mark.parametrize(
    ("facts", "how", "expected"),
    [
        ({}, {}, None),
        # Who waits already when the day ends is still taken.
        ({"is_open": False}, {}, None),
        ({"is_open": False}, {"is_new": True}, Reason.CLOSED),
        ({"is_open": False, "is_shut": True}, {}, Reason.CLOSED),
        ({"others": 10}, {"is_new": True}, Reason.FULL),
        ({"others": 9}, {"is_new": True}, None),
        ({"others": 99}, {}, None),
        ({}, {"is_shut_out": True}, Reason.FULL),
        ({"on_duty": 0, "reachable": 0}, {}, Reason.NOBODY),
        ({"reachable": 0}, {}, Reason.NOT_READY),
        ({}, {"waited": HOUR}, Reason.TOO_LONG),
        ({}, {"waited": HOUR - timedelta(seconds=1)}, None),
    ],
)
def test_why_a_caller_goes_on(facts, how, expected):
    assert reason(standing(**facts), **how) == expected


@given(
    st.builds(
        Standing,
        is_open=st.booleans(),
        is_shut=st.booleans(),
        others=st.integers(0, 20),
        max_size=st.integers(1, 10),
        on_duty=st.integers(0, 3),
        reachable=st.integers(0, 3),
    ),
    st.sets(st.sampled_from(list(Reason))),
    st.booleans(),
    st.booleans(),
)
def test_nobody_goes_on_for_what_the_queue_does_not_name(facts, chosen, new, out):
    found = reason(facts, chosen, is_new=new, is_shut_out=out, waited=HOUR)
    assert found is None or found in chosen or found == Reason.CLOSED
    if Reason.TOO_LONG in chosen:
        assert found is not None


def test_who_is_let_in_nowhere_is_told_so():
    words = {"kind": "words", "text": CLOSED_WORDS}
    assert destination_for(Reason.CLOSED, {}) == words
    assert destination_for(Reason.CLOSED, {"closed": {"kind": "moon"}}) == words
    there = {"kind": "queue", "queue": 1}
    assert destination_for(Reason.FULL, {"full": there}) == there


def test_a_queue_stands_as_its_members_do(cast, db):
    queue = make_queue("Billing", [make_agent(cast.ana), make_agent(cast.ben)])
    now = queue.created_at
    assert standing_of(queue, now=now).on_duty == 0
    queue.agents.filter(user=cast.ana).update(state="not_ready")
    found = standing_of(queue, now=now)
    assert (found.on_duty, found.reachable) == (1, 0)
    queue.agents.filter(user=cast.ben).update(state="on_call")
    found = standing_of(queue, now=now)
    assert (found.on_duty, found.reachable) == (2, 1)


def press(user, address, **given):
    client = Client()
    client.force_login(user)
    return client.post(address, given, headers={"HX-Request": "true"})


def test_a_press_closes_all_queues_and_another_opens_them(
    transactional_db, cast, screen
):
    billing, support = make_queue("Billing"), make_queue("Support")
    board = screen(cast.sofia, "board")
    assert press(cast.sofia, "/queues/close/").status_code == 204
    board.assert_equals_reload()
    assert "Closed by hand" in board.html
    assert Queue.objects.get(pk=support.pk).closed_by == cast.sofia
    assert press(cast.sofia, "/queues/close/").status_code == 409

    assert press(cast.sofia, f"/queues/{billing.pk}/open/").status_code == 204
    assert Queue.objects.get(pk=billing.pk).closed_at is None
    assert press(cast.sofia, "/queues/open/").status_code == 204
    board.assert_equals_reload()
    assert "Closed by hand" not in board.html


def test_the_page_of_a_queue_says_where_its_callers_go_on_to(cast, db):
    billing, support = make_queue("Billing"), make_queue("Support")
    client = Client()
    client.force_login(cast.adam)
    page = client.get(f"/queues/{billing.pk}/")
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in values.items() if value is not None}
    wrong = {**given, "overflow_full-kind": "number", "overflow_full-number": "abc"}
    assert client.post(f"/queues/{billing.pk}/", wrong).status_code == 422

    right = {
        **given,
        "overflow_full-kind": "queue",
        "overflow_full-queue": support.pk,
        "overflow_too_long-kind": "words",
        "overflow_too_long-text": "Goodbye.",
        "overflow_nobody-kind": "number",
        "overflow_nobody-number": "+4930901820",
    }
    assert client.post(f"/queues/{billing.pk}/", right).status_code == 302
    assert Queue.objects.get(pk=billing.pk).overflow == {
        "full": {"kind": "queue", "queue": support.pk},
        "too_long": {"kind": "words", "text": "Goodbye."},
        "nobody": {"kind": "number", "number": "+4930901820"},
    }
    said = client.post(f"/queues/{support.pk}/retire/", follow=True).content.decode()
    assert "Callers of Billing go on to this queue." in said
