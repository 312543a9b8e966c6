"""What the product itself knows of a call: who it is, which queue, what became of it."""

from datetime import datetime

from calls.models import Call, Leg, Note
from live import topics
from live.announce import announce


def note_person(leg: Leg, user_id: int) -> None:
    """Note which person of ours is at this end."""
    changed = Leg.objects.filter(pk=leg.pk, user__isnull=True).update(user_id=user_id)
    if changed:
        announce(topics.call(leg.call_id))


def note_queue(call: Call, queue_name: str) -> None:
    """Note in which queue the customer waits, or last waited."""
    if call.queue_name != queue_name:
        Call.objects.filter(pk=call.pk).update(queue_name=queue_name)
        call.queue_name = queue_name
        announce(topics.call(call.pk), topics.calls())


def tell(call_control_id: str) -> None:
    """Have a timeline drawn anew that shows a new event of this leg, if it is known."""
    for pk in Leg.objects.filter(call_control_id=call_control_id).values_list("call"):
        announce(topics.call(*pk))


def note(call_pk: int, text: str, *, at: datetime, user_id: int | None = None) -> None:
    """Write a line into the call's timeline."""
    Note.objects.create(call_id=call_pk, text=text[:300], at=at, user_id=user_id)
    announce(topics.call(call_pk))
