"""The emulator's own tests need neither Django nor a network."""

import pytest

from tests.emulator.stage import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()
