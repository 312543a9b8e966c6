"""One plant for all tests of the topology; it is quiet before and after each."""

from collections.abc import Iterator

import pytest

from tests.conftest import WEATHERS
from tests.services.people import Person, Screen
from tests.services.plant import Plant, running_plant


@pytest.fixture(scope="session")
def whole_plant(tmp_path_factory) -> Iterator[Plant]:
    with running_plant(tmp_path_factory.mktemp("plant")) as running:
        yield running


@pytest.fixture
def plant(whole_plant) -> Iterator[Plant]:
    whole_plant.doorway.copies = 1
    yield whole_plant
    whole_plant.repair()
    whole_plant.hang_up_everybody()


@pytest.fixture(scope="session")
def staff(whole_plant) -> Iterator[dict[str, Person]]:
    """Ana and Sofia work at the first web process, Ben and Adam at the second."""
    first, second = whole_plant.webs
    at = {"ana": ("agent1", first), "ben": ("agent2", second)}
    at |= {"sofia": ("supervisor", first), "adam": ("admin", second)}
    people = {
        name: Person(port, username, whole_plant.password)
        for name, (username, port) in at.items()
    }
    yield people
    for person in people.values():
        person.http.close()


@pytest.fixture(params=WEATHERS)
def any_weather(request, plant) -> str:
    """Tell the story once in each weather, as the journeys are."""
    plant.weather(**WEATHERS[request.param])
    return str(request.param)


@pytest.fixture
def boards(staff) -> Iterator[tuple[Screen, Screen]]:
    """Sofia's board at the first web process and Adam's at the second."""
    with staff["sofia"].watch("board") as first, staff["adam"].watch("board") as second:
        yield first, second


@pytest.fixture
def short_times(plant) -> Iterator[None]:
    """Let Billing ring for 5 s and give 5 s of wrap-up, so that the story is short."""
    (before,) = plant.rows(TIMES)
    plant.rows(SET_TIMES, 5, 5)
    yield
    plant.rows(SET_TIMES, *before)


TIMES = "SELECT ring_secs, wrap_up_secs FROM queues_queue WHERE telnyx_name = 'billing'"
SET_TIMES = (
    "UPDATE queues_queue SET ring_secs = %s, wrap_up_secs = %s "
    "WHERE telnyx_name = 'billing' RETURNING id"
)
