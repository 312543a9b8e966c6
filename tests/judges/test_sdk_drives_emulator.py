"""The official SDK uses the emulator as it would use Telnyx, and is content."""

import pytest

from emulator.api import OPERATIONS
from tests.judges import sdk_surface, tours, tours_of_events
from tests.judges.departures import EMULATOR
from tests.judges.judge import idle
from tests.judges.stage import JUDGES, Stage, drive, drive_async

TOURS = (*tours.TOURS, *tours_of_events.TOURS)


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.__name__)
def test_synchronous_client(tour):
    stage = Stage()

    drive(stage, tour)

    assert stage.verdict() == []


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.__name__)
async def test_asynchronous_client(tour):
    stage = Stage()

    await drive_async(stage, tour)

    assert stage.verdict() == []


@pytest.fixture(scope="module")
def grand_tour():
    stages = [Stage() for _ in TOURS]
    for stage, tour in zip(stages, TOURS, strict=True):
        drive(stage, tour)
    return stages


def test_every_operation_is_toured(grand_tour):
    driven = set.union(*(stage.driven() for stage in grand_tour))

    known = [sdk_surface.operation_for(one.method, one.path) for one in OPERATIONS]
    wanted = {(one.verb, one.path) for one in known if one is not None}
    assert len(wanted) == len(OPERATIONS)
    assert sorted(wanted - driven) == []


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.name)
def test_every_departure_is_still_one(grand_tour, judge):
    faults = [fault for stage in grand_tour for fault in stage.faults(judge)]

    assert idle(faults, EMULATOR[judge.name]) == []
