"""No endpoint that the SDK knows is taken for the id of something else."""

import re

import pytest

from emulator import errors
from emulator.api import OPERATIONS, Routes
from tests.judges import sdk_surface

ROUTES = Routes(OPERATIONS)


def shape(path):
    return re.sub(r"\{[^}]+\}", "{}", path)


@pytest.mark.parametrize(
    "known", sdk_surface.operations(), ids=lambda one: f"{one.verb} {one.path}"
)
def test_path_means_what_it_means_to_the_sdk(known):
    asked = re.sub(r"\{[^}]+\}", "x1", known.path)

    assert found_at(known.verb, asked) in (None, shape(known.path))


def found_at(verb, path):
    """The shape of the operation's path; None where the emulator has none."""
    try:
        operation, _ = ROUTES.find(verb, path)
    except errors.Refusal:
        return None
    return shape(operation.path)
