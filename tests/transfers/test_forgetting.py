"""What colleagues wrote of a caller goes with the caller, and transfers with the call."""

import pytest

from privacy.actions.erasing import erase
from privacy.held import HELD
from privacy.states import Purpose
from queues.models import QueueEntry
from tests.conferences.stage import HOLD_MUSIC, Stage
from tests.factories import make_queue
from transfers.models import Transfer


@pytest.fixture
def call(world, cast):
    """A call that was transferred to a queue, and is over."""
    stage = Stage(world, cast)
    call = stage.talk()
    refunds = make_queue("Refunds", [], hold_music_url=HOLD_MUSIC)
    stage.post(
        cast.ana, f"/transfers/queues/{refunds.pk}/", note="Carl has two accounts"
    )
    world.run(6)
    world.act(stage.customer_leg(call).call_control_id, "hangup")
    world.run(6)
    call.refresh_from_db()
    return call


def test_notes_of_an_erased_caller_are_gone(call, cast):
    erase(call.from_number, by=cast.adam)
    notes = {*Transfer.objects.values_list("note", flat=True)}
    notes |= {*QueueEntry.objects.values_list("note", flat=True)}
    assert notes == {""}


def test_a_call_whose_time_is_over_takes_its_transfers_along(call, world):
    held = HELD[Purpose.CALLS]
    held.remove(held.page(0, 10), world.now)
    assert not Transfer.objects.exists()
