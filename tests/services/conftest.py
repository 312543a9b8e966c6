"""One plant for all tests of the topology; it is quiet before and after each."""

from collections.abc import Iterator

import pytest

from tests.services.people import Person
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
