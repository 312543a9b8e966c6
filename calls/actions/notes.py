"""What the product itself knows of a call: who it is, which queue, what became of it."""

from datetime import datetime

from calls.actions.casebook import case_of_call, find_case
from calls.models import Call, Leg, Note
from contactcenter.rows import insert
from live import topics
from live.announce import announce


def note_person(leg: Leg, user_id: int) -> None:
    """Note which person of ours is at this end; who was noted first stays."""
    case = case_of_call(leg.call_id)
    mine = case.leg_with(leg.call_control_id)
    mine.user_id = leg.user_id = mine.user_id or user_id
    case.save()


def note_queue(call: Call, queue_name: str) -> None:
    """Note in which queue the customer waits, or last waited."""
    case = case_of_call(call.pk)
    case.call.queue_name = call.queue_name = queue_name
    case.save()


def tell(call_control_id: str) -> None:
    """Have a timeline drawn anew that shows a new event of this leg, if it is known."""
    case = find_case(call_control_id)
    if case is not None:
        announce(topics.call(case.call.pk))


def note(call_pk: int, text: str, *, at: datetime, user_id: int | None = None) -> None:
    """Write a line into the call's timeline."""
    insert(Note(call_id=call_pk, text=text[:300], at=at, user_id=user_id))
    announce(topics.call(call_pk))
