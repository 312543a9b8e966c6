import pytest

from tests.conferences.stage import Stage


@pytest.fixture
def stage(world, cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(world, cast)
