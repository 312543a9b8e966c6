"""The product is away for a while, and what it missed meanwhile is found at its start."""

import pytest

from tests.lost.losses import Nothing
from tests.lost.stops import from_backup, stopped
from tests.lost.story import play
from tests.lost.table import OUTCOME

pytestmark = pytest.mark.long


def is_found(journey, lost, scene_of, record_property) -> None:
    outcome = play(journey, Nothing(lost), scene_of(**journey.queue))
    record_property(OUTCOME, outcome.as_dict())
    assert not outcome.failures, "\n".join(outcome.failures)


@pytest.mark.parametrize(
    ("words", "politely"),
    [
        ("the product, restarted, away for 10 s", True),
        ("the product, killed, away for 10 s", False),
    ],
)
def test_product_is_away(words, politely, scene_of, record_property):
    journey = stopped(words, politely=politely)
    is_found(journey, words, scene_of, record_property)


def test_older_backup_is_restored(scene_of, record_property, tmp_path):
    journey = from_backup(tmp_path / "backup.sqlite3")
    is_found(journey, "25 s of the database", scene_of, record_property)
