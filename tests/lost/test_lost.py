"""Whatever is lost is found: within 30 s screens are true, and callers hear what they should.

A drawn tenth of the cases belongs to `make test`, all of them to `make test-long`.
"""

import os
from datetime import UTC, datetime

import pytest

from tests.lost.cases import CASES, drawn
from tests.lost.story import play
from tests.lost.table import OUTCOME

# LOST_DAY=2026-11-29 draws what that day drew.
DAY = os.environ.get("LOST_DAY") or datetime.now(UTC).date().isoformat()


def is_found(case, scene_of, record_property) -> None:
    outcome = play(case.journey, case.make(), scene_of(**case.journey.queue))
    record_property(OUTCOME, outcome.as_dict())
    assert not outcome.failures, "\n".join(outcome.failures)


@pytest.mark.parametrize("case", drawn(DAY), ids=str)
def test_drawn(case, scene_of, record_property):
    is_found(case, scene_of, record_property)


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_case(case, scene_of, record_property):
    is_found(case, scene_of, record_property)
