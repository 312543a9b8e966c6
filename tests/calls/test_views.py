"""The list of calls, the page of one, and the end of one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from callcontrol.models import Command
from calls import fragments
from calls.models import Call, Leg, Note
from tests.factories import viewer_as
from tests.queues import history

NOW = history.START + timedelta(seconds=100)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def carl(db) -> Call:
    """Carl called and talked; what was said of it is in the notes."""
    history.tell(history.entering(), now=NOW)
    return Call.objects.get()


def make_call(number, caller, *, days_ago=0, queue_name="", state="ended"):
    at = history.START - timedelta(days=days_ago)
    return Call.objects.create(
        call_session_id=f"other-{number}",
        connection_id="1",
        from_number=caller,
        to_number=history.NUMBER,
        started_at=at,
        ended_at=at,
        state=state,
        queue_name=queue_name,
    )


def get(user, address="/calls/", **query):
    client = Client()
    client.force_login(user)
    return client.get(address, query)


def found(user, **query):
    response = get(user, **query)
    assert response.status_code == 200
    return [line.call.from_number for line in response.context["lines"]]


def test_list_is_newest_first_and_searched(cast):
    make_call(1, "+15550001111", days_ago=3, queue_name="Billing")
    make_call(2, "+15550002222", days_ago=1, queue_name="Sales")
    make_call(3, "+15550003333", days_ago=2, state="waiting")
    assert found(cast.sofia) == ["+15550002222", "+15550003333", "+15550001111"]
    assert found(cast.sofia, number="+1 555 000 11 11") == ["+15550001111"]
    assert found(cast.sofia, queue_name="Sales") == ["+15550002222"]
    assert found(cast.sofia, state="waiting") == ["+15550003333"]
    days = {"first_day": "2026-02-27", "last_day": "2026-02-28"}
    assert found(cast.sofia, **days) == ["+15550003333", "+15550001111"]


def test_list_finds_lost_calls_as_it_names_them(cast):
    make_call(1, "+15550001111")
    talked = make_call(2, "+15550002222", days_ago=1)
    Call.objects.filter(pk=talked.pk).update(talking_at=talked.started_at)
    assert found(cast.sofia, state="abandoned") == ["+15550001111"]
    assert found(cast.sofia, state="ended") == ["+15550002222"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"first_day": "soon"}, "Write a day such as 2026-11-29."),
        (
            {"first_day": "2026-03-02", "last_day": "2026-03-01"},
            "This day is before the first one.",
        ),
        ({"queue_name": "Nowhere"}, "Choose one of the list."),
    ],
)
def test_filter_that_makes_no_sense_is_named(cast, query, sentence):
    response = get(cast.sofia, **query)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_agents_see_the_calls_they_were_on(cast, carl):
    assert found(cast.ana) == []
    assert get(cast.ana, f"/calls/{carl.pk}/").status_code == 404
    Leg.objects.create(
        call=carl, call_control_id="v3:a", role="agent", user=cast.ana, initiated_at=NOW
    )
    assert found(cast.ana) == [history.CALLER]
    assert get(cast.ana, f"/calls/{carl.pk}/").status_code == 200
    assert get(cast.eve, f"/calls/{carl.pk}/").status_code == 403


def test_query_count_of_the_list_does_not_grow(cast):
    def queries() -> int:
        client = Client()
        client.force_login(cast.sofia)
        with CaptureQueriesContext(connection) as captured:
            client.get("/calls/")
        return len(captured)

    make_call(1, "+15550001111")
    with_one = queries()
    make_call(2, "+15550002222")
    make_call(3, "+15550003333")
    assert queries() == with_one


def test_query_count_of_the_timeline_does_not_grow(carl):
    def queries() -> int:
        fragment = fragments.TIMELINE
        scope = fragment.scope_for(viewer_as(Role.ADMIN, 1), pk=carl.pk, now=NOW)
        with CaptureQueriesContext(connection) as captured:
            fragment.render(scope, is_out_of_band=False)
        return len(captured)

    Note.objects.create(call=carl, text="Something happened.", at=NOW)
    with_one = queries()
    for number in (2, 3):
        Note.objects.create(call=carl, text="More happened.", at=NOW)
        Leg.objects.create(
            call=carl,
            call_control_id=f"v3:{number}",
            role="guest",
            initiated_at=NOW,
        )
    assert queries() == with_one <= 11


def test_hang_up_of_a_supervisor_ends_the_call(cast, carl):
    client = Client()
    client.force_login(cast.sofia)
    address = f"/calls/{carl.pk}/hangup/"
    assert client.post(address, headers=HTMX).status_code == 204
    assert client.post(address, headers=HTMX).status_code == 204
    command = Command.objects.get(kind="call.hangup")
    assert (command.target, command.requested_by) == (history.CARL, cast.sofia)


def test_hang_up_of_an_agent_ends_their_leg(cast, carl):
    Leg.objects.create(
        call=carl, call_control_id="v3:a", role="agent", user=cast.ana, initiated_at=NOW
    )
    client = Client()
    client.force_login(cast.ana)
    client.post(f"/calls/{carl.pk}/hangup/", headers=HTMX)
    assert Command.objects.get(kind="call.hangup").target == "v3:a"


def test_strangers_hang_nothing_up(cast, carl):
    for person, status in ((cast.ben, 404), (cast.eve, 403)):
        client = Client()
        client.force_login(person)
        answer = client.post(f"/calls/{carl.pk}/hangup/", headers=HTMX)
        assert answer.status_code == status
    assert not Command.objects.filter(kind="call.hangup").exists()
