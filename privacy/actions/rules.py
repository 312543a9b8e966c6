"""Say for how long something is kept, and what is held."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from audit.actions import note_words, noting
from audit.states import Action
from audit.subjects import Thing
from calls.models import Call
from live.refusals import Refused
from privacy.actions.deleting import set_back
from privacy.audited import RETENTION
from privacy.models import LegalHold, Retention

HELD_ALREADY = "This call is held already."
NOT_HELD = "This call is not held any more."


@transaction.atomic
def save_periods(days: Mapping[tuple[str, int | None], int | None]) -> None:
    """Store for how many days each purpose is kept: by queue, or usually (None).

    Of a purpose and a queue that are not named the usual period holds. The job looks
    through everything again, since each rule may let other rows go now.
    """
    for row in Retention.objects.select_related("queue"):
        if (row.purpose, row.queue_id) not in days:
            with noting((RETENTION, row)):
                Retention.objects.filter(pk=row.pk).delete()
    for (purpose, queue), count in days.items():
        known = Retention.objects.filter(purpose=purpose, queue=queue).first()
        row = known or Retention(purpose=purpose, queue_id=queue)
        with noting((RETENTION, row)):
            row.days = count
            row.save()
    Retention.objects.update(cursor=0)


@transaction.atomic
def place_hold(call: Call, reason: str, *, by: User, now: datetime) -> LegalHold:
    """Keep everything of a call until the hold is lifted; raises Refused for two."""
    try:
        with transaction.atomic():
            hold = LegalHold.objects.create(
                call=call, reason=reason, placed_by=by, placed_at=now
            )
    except IntegrityError as error:
        raise Refused(HELD_ALREADY) from error
    note_words(Action.HELD, Thing("call", call.pk, str(call.pk)), reason, by=by)
    return hold


@transaction.atomic
def lift_hold(call: Call, *, by: User, now: datetime) -> None:
    """Let the periods hold for a call again; raises Refused when it is not held."""
    rows = LegalHold.objects.filter(call=call, lifted_at=None)
    if not rows.update(lifted_at=now, lifted_by=by):
        raise Refused(NOT_HELD)
    set_back([call.pk])
    note_words(Action.RELEASED, Thing("call", call.pk, str(call.pk)), by=by)
