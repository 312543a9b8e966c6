"""What became of the calls that left the queues, by quarters of an hour."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from ninja import Router
from pydantic import AwareDatetime

from accounts.requests import viewer_in
from api.problems import Problem
from api.shapes import ANSWERS, Intervals, IntervalShown
from queues.counting import first_interval_from
from queues.metrics import Counts
from queues.queries.counts import definitions_of, intervals_between
from reports import access

router = Router()
MOST = timedelta(days=7)


@router.get("", response={200: Intervals, **ANSWERS}, operation_id="list_intervals")
def list_intervals(
    request: HttpRequest, start: AwareDatetime, end: AwareDatetime
) -> Intervals:
    """Return the intervals that begin from `start` to before `end`, those with calls."""
    queues = access.reported(viewer_in(request))
    if not timedelta() < end - start <= MOST:
        raise Problem(422, "invalid", "From start to end are up to seven days.")
    found = intervals_between(first_interval_from(start), end, definitions_of(queues))
    places = sorted(found, key=lambda place: (place[1], place[0]))
    return Intervals(items=[_shown(*place, found[place]) for place in places])


def _shown(queue_pk: int, start: datetime, counts: Counts) -> IntervalShown:
    return IntervalShown(
        queue_id=queue_pk,
        start=start,
        offered=counts.offered,
        answered=counts.answered,
        answered_in_time=counts.answered_in_threshold,
        abandoned=counts.gave_up,
        misdials=counts.abandoned_short,
        sent_on=counts.flowed_out,
        answered_wait_secs=counts.answered_wait_ms / 1000,
        longest_wait_secs=counts.longest_wait_ms / 1000,
    )
