"""The story on the emulator, recorded once, and who judges its retellings."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.core.management import call_command

from tests.callcontrol.conftest import each_database as each_database
from tests.conftest import make_cast, morning
from tests.facts.floor import Floor
from tests.facts.retelling import Retelling
from tests.facts.stories import WHOLE_PRODUCT
from tests.facts.verdict import Judge
from tests.facts.witness import Record, living, witness
from tests.support.fixtures import postgres_url as postgres_url

RECORDS: list[Record] = []
TRUTHS: list[Judge] = []
Change = Callable[[Record], Record]


@pytest.fixture
def whole_record(transactional_db, monkeypatch, settings, tmp_path) -> Record:
    """The whole story as it happened once, for all tests of this process."""
    if not RECORDS:
        settings.DATA_DIR = tmp_path
        with living(morning(), monkeypatch) as world:
            RECORDS.append(witness(WHOLE_PRODUCT, Floor(world, make_cast())))
        call_command("flush", verbosity=0, interactive=False)
    return RECORDS[0]


@pytest.fixture
def judge_of(whole_record, monkeypatch, tmp_path) -> Iterator[Callable[..., Judge]]:
    """Return a function that gives a judge, who has a floor of their own.

    It may be told how the record is to be changed first.
    """
    with ExitStack() as stack:

        def judge(changed: Change | None = None) -> Judge:
            record = changed(whole_record) if changed else whole_record
            world = stack.enter_context(living(record.began_at, monkeypatch))
            floor = Floor(world, make_cast())
            return Judge(Retelling(record, floor, folder=tmp_path))

        yield judge


@pytest.fixture
def truth(request) -> Judge:
    """The judge of the whole story, who knows how it ends; tells no other order."""
    if not TRUTHS:
        TRUTHS.append(request.getfixturevalue("judge_of")())
    return TRUTHS[0]
