import pytest

from tests.queues.stage import Floor


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)
