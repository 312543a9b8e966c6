import pytest

from tests.conferences.stage import Stage


@pytest.fixture
def stage(world, cast) -> Stage:
    return Stage(world, cast)
