"""Whoever rings without being answered is on the board, with the reason."""

import re
from html import unescape

import pytest

from calls.models import Call
from provider.client import telnyx
from provisioning.models import PhoneNumber
from tests.queues.stage import Floor
from tests.support.screens import element

OTHER_NUMBER = "+15550100104"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture
def pointed(floor) -> PhoneNumber:
    """A number that rings at the application and feeds no queue."""
    line = PhoneNumber.objects.get()
    [found] = telnyx().phone_numbers.list(phone_number=OTHER_NUMBER)
    assert line.application is not None
    telnyx().phone_numbers.update(
        found.id, connection_id=line.application.connection_id
    )
    return PhoneNumber.objects.create(
        number=OTHER_NUMBER, telnyx_id=found.id, application=line.application
    )


def ringing(page) -> str:
    """Return the panel's text, empty while it is not shown."""
    page.assert_equals_reload()
    panel = element(page.html, "ringing")
    if " hidden>" in panel.partition("<header>")[0]:
        return ""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", panel)).split())


def strike(world, status: int) -> None:
    fault = {"kind": "status", "status": status, "operation": "calls.answer"}
    world.control("faults", api=[{**fault, "count": 1000}])


def test_who_is_answered_at_once_never_shows(floor, world, cast, screen):
    board = screen(cast.sofia, "board")
    floor.call_in()
    for _ in range(20):
        assert ringing(board) == ""
        world.run(0.3)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "Telnyx did not accept the API key."),
        (503, "Telnyx has trouble of its own."),
        (429, "Telnyx limits our requests."),
    ],
)
def test_caller_who_cannot_be_answered_is_shown_with_the_reason(
    floor, world, cast, screen, status, reason
):
    board = screen(cast.sofia, "board")
    strike(world, status)
    floor.call_in(caller_name="Carl")
    world.run(3.5)
    told = ringing(board)
    assert "1 ringing" in told
    assert "Carl" in told
    assert reason in told

    world.control("faults", api=[])
    world.run_until(lambda: Call.objects.get().state != "ringing", within=30)
    assert ringing(board) == ""


def test_it_is_said_when_the_answer_is_asked_for_again(floor, world, cast, screen):
    board = screen(cast.sofia, "board")
    strike(world, 503)
    floor.call_in()
    told = []
    for _ in range(12):
        world.run(0.5)
        told.append(ringing(board))
    assert any("It is asked again in" in one for one in told)


def test_caller_of_a_number_without_a_queue_is_shown(
    floor, pointed, world, cast, screen
):
    board = screen(cast.sofia, "board")
    world.call_in(OTHER_NUMBER)
    world.run(3.5)
    assert "+1 555 010 0104 feeds no queue." in ringing(board)


def test_number_without_a_queue_is_shown_before_anybody_calls_it(
    floor, pointed, cast, screen
):
    told = ringing(screen(cast.adam, "board"))
    assert "1 number without a queue" in told
    assert "+1 555 010 0104 feeds no queue" in told
    assert "/callcontrol/numbers/" in element(
        screen(cast.adam, "board").html, "ringing"
    )


def test_number_that_is_pointed_at_an_application_shows_on_open_boards(
    floor, cast, screen
):
    floor.post(cast.adam, "/callcontrol/numbers/fetch/")
    board = screen(cast.sofia, "board")
    assert ringing(board) == ""
    number = PhoneNumber.objects.get(number=OTHER_NUMBER)
    line = PhoneNumber.objects.get(application__isnull=False)
    address = f"/callcontrol/numbers/{number.pk}/point/"
    answer = floor.post(cast.adam, address, application=line.application_id)
    assert answer.status_code == 200
    told = ringing(board)
    assert "+1 555 010 0104 feeds no queue" in told
    assert "whoever calls it is not answered" in told


def test_number_that_telnyx_points_at_an_application_shows_once_it_is_fetched(
    floor, cast, screen
):
    line = PhoneNumber.objects.get()
    [found] = telnyx().phone_numbers.list(phone_number=OTHER_NUMBER)
    telnyx().phone_numbers.update(
        found.id, connection_id=line.application.connection_id
    )
    board = screen(cast.sofia, "board")
    floor.post(cast.adam, "/callcontrol/numbers/fetch/")
    assert "+1 555 010 0104 feeds no queue" in ringing(board)


def test_agents_do_not_see_who_rings(floor, pointed, world, cast, screen):
    desk = screen(cast.ana, "board")
    world.call_in(OTHER_NUMBER)
    world.run(3.5)
    assert ringing(desk) == ""
