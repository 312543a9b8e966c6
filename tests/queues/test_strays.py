"""A caller of whom only Telnyx's list tells goes where their application says."""

import pytest

from provisioning.models import CallControlApplication
from queues.models import ApplicationRoute, InboundRoute, Queue, QueueEntry
from tests.factories import make_queue
from tests.journeys.test_14_ringing import ringing
from tests.queues.stage import Floor

GONE = "This queue does not exist any more, or is retired."


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture
def application(floor):
    return CallControlApplication.objects.get()


@pytest.fixture
def sales(floor):
    return make_queue("Sales", [floor.ana])


def choose(floor, user, application, queue):
    address = f"/queues/applications/{application.pk}/route/"
    return floor.post(user, address, queue=queue.pk if queue else "")


def call_unheard(floor, world) -> QueueEntry:
    """Let Carl call while every webhook is lost; return his stay."""
    world.weather(drop={"probability": 1})
    floor.call_in(patience_secs=300)
    entries = QueueEntry.objects.filter(leg__place="queue")
    world.run_until(entries.exists, within=60)
    return entries.get()


def test_stray_goes_where_the_numbers_lead_unless_it_is_said(floor, world):
    assert call_unheard(floor, world).queue == floor.queue


def test_stray_goes_into_the_queue_that_was_chosen(
    floor, world, cast, application, sales
):
    answer = choose(floor, cast.adam, application, sales)
    assert "Callers without a known number go into Sales now." in (
        answer.content.decode()
    )
    assert call_unheard(floor, world).queue == sales


def test_choice_is_on_the_page_of_the_application(
    floor, cast, application, sales, client
):
    client.force_login(cast.adam)
    address = f"/callcontrol/applications/{application.pk}/"
    option = f'<option value="{sales.pk}">Sales</option>'
    assert option in client.get(address).content.decode()
    choose(floor, cast.adam, application, sales)
    chosen = f'<option value="{sales.pk}" selected>Sales</option>'
    assert chosen in client.get(address).content.decode()


def test_choice_is_changed_and_taken_back(floor, cast, application, sales):
    choose(floor, cast.adam, application, sales)
    choose(floor, cast.adam, application, floor.queue)
    assert ApplicationRoute.objects.get().queue == floor.queue
    answer = choose(floor, cast.adam, application, None)
    assert "go where its numbers lead" in answer.content.decode()
    assert not ApplicationRoute.objects.exists()


def test_retired_queue_takes_nobody(floor, world, cast, application, sales):
    Queue.objects.filter(pk=sales.pk).update(retired_at=world.now)
    answer = choose(floor, cast.adam, application, sales)
    assert answer.status_code == 422
    assert GONE in answer.content.decode()
    assert not ApplicationRoute.objects.exists()


def test_queue_that_does_not_exist_is_refused(floor, cast, application):
    address = f"/queues/applications/{application.pk}/route/"
    answer = floor.post(cast.adam, address, queue="999")
    assert answer.status_code == 422
    assert GONE in answer.content.decode()
    assert not ApplicationRoute.objects.exists()


def test_stray_whom_no_queue_takes_rings_on_with_the_reason(floor, world, cast, screen):
    InboundRoute.objects.all().delete()
    board = screen(cast.sofia, "board")
    world.weather(drop={"probability": 1})
    floor.call_in(patience_secs=300)
    world.run(15)
    told = ringing(board)
    assert "The application whose number they called feeds no queue." in told
