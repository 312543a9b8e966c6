"""The size of a run never matters: here, where a guest is dialled into a room.

An event of a conference carries the client_state of whoever created it, so a run in
which the guest's own events and those of the room come together names two dials for the
guest's leg, or one and none.
"""

import uuid
from dataclasses import replace

import pytest

from tests.facts.orders import in_sequence, late_webhooks
from tests.facts.parts import PARTS, leg_of_guest
from tests.facts.stories import GUEST
from tests.facts.witness import Record, event_in


def with_own_session(record: Record) -> Record:
    """Give the guest's leg a call session of its own, as a dial without a link has."""
    leg = leg_of_guest(record)
    [first, *_] = (one for one in record.webhooks if one.call_control_id == leg)
    session = event_in(first.body)["payload"]["call_session_id"].encode()
    other = str(uuid.uuid5(uuid.NAMESPACE_URL, leg)).encode()
    webhooks = [
        replace(one, body=one.body.replace(session, other))
        if one.call_control_id == leg
        else one
        for one in record.webhooks
    ]
    return replace(record, webhooks=webhooks)


@pytest.mark.parametrize("has_own_session", [False, True])
def test_guest_who_is_in_at_once_is_one_participant(judge_of, has_own_session):
    def guests(record: Record) -> Record:
        part = PARTS["guests"].of(record)
        return with_own_session(part) if has_own_session else part

    judge = judge_of(guests)
    record = judge.retelling.record
    number = len(late_webhooks(record))

    sizes = (2, 3, 32)
    judge.expect_same([in_sequence(record, range(number), size) for size in sizes])

    rows = judge.outcome.rows
    people = [name for name in rows if name.startswith("Participant")]
    assert people == ["Participant Carl", "Participant Ana", f"Participant {GUEST}"]
    assert [name for name in rows if name.startswith("Call ")] == ["Call carl"]
