"""Finding legs that ended without a webhook: a board must not show who has long left."""

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from callcontrol import reconcile
from callcontrol.errors import TelnyxError
from calls import actions, queries

logger = logging.getLogger(__name__)

# A list may not yet hold what has only just begun.
SETTLED_AFTER = timedelta(seconds=10)
# Absent from one list proves nothing; absent for this long, and Telnyx is asked.
MISSING_FOR = timedelta(seconds=10)


@shared_task(name="calls.find_ended_legs", ignore_result=True)
def find_ended_legs() -> None:
    """Compare our live legs with Telnyx's list; end those that Telnyx says are gone."""
    now = timezone.now()
    ours = queries.legs_alive_since(now - SETTLED_AFTER)
    if not ours.exists():
        return
    try:
        actions.note_seen(ours, reconcile.live_legs(), now=now)
        end_gone(now=now)
    except TelnyxError as error:
        logger.warning("Live calls could not be compared with Telnyx: %s", error)


def end_gone(*, now: datetime) -> None:
    for leg in queries.legs_missing_since(now - MISSING_FOR):
        if not reconcile.is_gone(leg.call_control_id):
            continue
        logger.warning("%s had ended without a webhook", leg)
        reconcile.report_gone(
            reconcile.MissingLeg(
                call_control_id=leg.call_control_id,
                call_leg_id=leg.call_leg_id,
                call_session_id=leg.call.call_session_id,
                connection_id=leg.call.connection_id,
            ),
            now=now,
        )
