"""Who rings without being answered, and why; which numbers lead their callers nowhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from callcontrol.models import Command
from calls.models import Call
from calls.states import CallState, Direction
from provisioning.models import PhoneNumber
from queues.queries.feeding import queue_fed_by
from queues.steps import Step
from queues.words import why_unanswered

# A caller is answered within a second; who rings for longer is shown.
SHOWN_AFTER = timedelta(seconds=2)
MOST_SHOWN = 50


@dataclass(frozen=True)
class Ringing:
    call: Call
    # Why nobody has answered, as one sentence.
    reason: str
    # When the answer is asked for again, where that is known.
    again_at: datetime | None


def ringing_callers(*, now: datetime) -> list[Ringing]:
    """Return the callers who are not answered yet, the longest first."""
    calls = Call.objects.filter(
        state=CallState.RINGING,
        direction=Direction.INCOMING,
        started_at__lte=now - SHOWN_AFTER,
    )
    shown = list(calls.order_by("started_at")[:MOST_SHOWN])
    answers = _answers([call.pk for call in shown])
    return [_line(call, answers.get(call.pk)) for call in shown]


def numbers_without_queue() -> list[PhoneNumber]:
    """Return the numbers that ring at an application of ours and feed no queue."""
    rows = PhoneNumber.objects.select_related("application")
    return list(
        rows.filter(application__isnull=False, is_in_account=True, route__isnull=True)
    )


def _answers(call_pks: list[int]) -> dict[int | None, Command]:
    """Return the newest command to answer, by call."""
    asked = Command.objects.filter(call_id__in=call_pks, purpose=Step.ANSWER)
    return {command.call_id: command for command in asked.order_by("requested_at")}


def _line(call: Call, answer: Command | None) -> Ringing:
    if answer is None and queue_fed_by(call.to_number) is None:
        where = call.to_number or "The application whose number they called"
        return Ringing(call, f"{where} feeds no queue.", None)
    return Ringing(call, why_unanswered(answer), answer.retry_at if answer else None)
