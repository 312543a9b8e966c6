"""A queue is retired, restored, or deleted when nobody ever called it."""

import pytest
from django.test import Client

from provisioning.models import CallControlApplication
from queues.models import ApplicationRoute, InboundRoute, Queue, QueueEntry
from queues.queries.feeding import queue_fed_by
from tests.factories import NUMBER, make_queue
from tests.queues.stage import Floor

ANA = "sip:ana@sip.telnyx.com"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture
def sales(db) -> Queue:
    return make_queue("Sales")


def press(user, queue: Queue, deed: str):
    """Press a button of the queue's page; return the page that follows."""
    client = Client()
    client.force_login(user)
    here = f"/queues/{queue.pk}/"
    answer = client.post(
        f"{here}{deed}/", headers={"referer": f"http://testserver{here}"}
    )
    assert answer.status_code == 302
    return client.get(answer["Location"]).content.decode()


def page(user, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def is_retired(queue: Queue) -> bool:
    return Queue.objects.get(pk=queue.pk).retired_at is not None


def test_a_retired_queue_leaves_the_board_and_can_be_restored(cast, sales):
    assert "Sales takes no new callers now." in press(cast.adam, sales, "retire")
    assert "Sales" not in page(cast.sofia, "/board/")
    assert f'id="retired-{sales.pk}"' in page(cast.sofia, "/queues/")
    assert f'id="queue-row-{sales.pk}"' not in page(cast.sofia, "/queues/")

    assert "Sales takes callers again." in press(cast.adam, sales, "restore")
    assert not is_retired(sales)
    assert "Sales" in page(cast.sofia, "/board/")


def test_a_queue_that_a_number_feeds_is_not_retired(floor, cast):
    said = press(cast.adam, floor.queue, "retire")
    assert "feeds this queue. Choose another queue there first." in said
    assert not is_retired(floor.queue)


def test_a_queue_that_takes_strays_is_not_retired(cast, sales):
    application = CallControlApplication.objects.create(
        connection_id="1", name="Main", webhook_url="https://example.org/"
    )
    ApplicationRoute.objects.create(application=application, queue=sales)
    assert "Callers of Main whose number is not known" in press(
        cast.adam, sales, "retire"
    )
    assert not is_retired(sales)


def test_who_waits_in_a_retired_queue_is_still_taken(floor, world, cast):
    entry = floor.wait_in_line(patience_secs=300)
    other = make_queue("Sales", [floor.ana])
    InboundRoute.objects.update(queue=other)

    press(cast.adam, floor.queue, "retire")
    assert "Billing" in page(cast.sofia, "/board/")
    world.script(ANA, behaviour="answer", after_secs=1)
    assert floor.pick(cast.ana, entry).status_code == 204
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")

    # Whoever calls now comes into the other one.
    leg = floor.call_in(from_="+15557770002", patience_secs=300)
    inside = QueueEntry.objects.filter(leg__call_control_id=leg)
    world.run_until(lambda: inside.exists())
    assert inside.get().queue == other


def test_no_number_can_be_pointed_at_a_retired_queue(floor, cast, sales):
    press(cast.adam, sales, "retire")
    number = floor.queue.routes.get().phone_number
    address = f"/queues/numbers/{number.pk}/route/"
    answer = floor.post(cast.adam, address, queue=sales.pk)
    assert answer.status_code == 422
    assert "or is retired" in answer.content.decode()
    assert queue_fed_by(NUMBER) == floor.queue
    numbers = page(cast.adam, "/callcontrol/numbers/")
    assert "Sales" not in numbers


def test_a_retired_queue_is_not_changed_behind_its_back(floor, cast, sales):
    press(cast.adam, sales, "retire")
    shown = page(cast.adam, f"/queues/{sales.pk}/")
    assert "Restore" in shown
    assert 'name="max_size"' not in shown


def test_a_queue_that_never_had_a_caller_is_deleted(cast, sales):
    assert "Sales was deleted." in press(cast.adam, sales, "delete")
    assert not Queue.objects.filter(pk=sales.pk).exists()


def test_a_queue_that_had_a_caller_keeps_its_history(floor, world, cast):
    entry = floor.wait_in_line(patience_secs=12)
    world.run(15)
    InboundRoute.objects.all().delete()

    said = press(cast.adam, floor.queue, "delete")

    assert "Billing has had callers, whose history is kept; retire it instead." in said
    assert QueueEntry.objects.get() == entry
    press(cast.adam, floor.queue, "retire")
    assert "Billing" in page(cast.sofia, f"/calls/{entry.call_id}/")
