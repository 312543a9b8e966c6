"""What was before: the last calls of whoever calls now, however their number was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from calls.models import Call
from outcomes.models import Remark
from provider import numbers
from queues.models import QueueEntry
from queues.states import EntryState

REMEMBERED_FOR = timedelta(days=90)
SHOWN = 6
SHORTEST_NUMBER = 6


@dataclass(frozen=True)
class Contact:
    """One earlier call: what came of it, with whom, and how long that took."""

    call: Call
    title: str
    gave_up: bool
    queue_name: str
    # Who talked with them; empty when nobody did.
    agent_name: str
    # The talk, or the wait of who gave up.
    lasted: timedelta | None
    notes: str


@dataclass(frozen=True)
class Contacts:
    lines: Sequence[Contact]
    # All of the days that are remembered, also those that are not shown.
    count: int


def contacts_of(call: Call, *, queue_pks: frozenset[int], agent_pk: int) -> Contacts:
    """Return the calls before this one, newest first.

    Notes are for who takes callers of that queue, and for who wrote them.
    """
    earlier = calls_from(call.from_number, before=call.started_at).exclude(pk=call.pk)
    stays = QueueEntry.objects.select_related("queue", "answered_by")
    remarks = Remark.objects.select_related("agent")
    rows = earlier.prefetch_related(
        Prefetch("queue_entries", stays), Prefetch("remarks", remarks)
    )[:SHOWN]
    lines = [_contact(one, queue_pks, agent_pk) for one in rows]
    return Contacts(lines, earlier.count() if len(lines) == SHOWN else len(lines))


def calls_from(number: str, *, before: datetime) -> QuerySet[Call]:
    """Return the calls of the last weeks from a number in any of its forms.

    None from a number that is withheld or no number at all.
    """
    if len(number) < SHORTEST_NUMBER or not any(map(str.isdigit, number)):
        return Call.objects.none()
    forms = numbers.spellings(number, settings.PHONE_COUNTRY)
    sent = Q(from_number__in=forms)
    for form in forms:
        # As the user part of a SIP address; a range, which the index has.
        sent |= Q(from_number__gte=f"sip:{form}@", from_number__lt=f"sip:{form}A")
    since = before - REMEMBERED_FOR
    found = Call.objects.filter(sent, started_at__gt=since, started_at__lte=before)
    return found.order_by("-started_at")


def _contact(call: Call, queue_pks: frozenset[int], agent_pk: int) -> Contact:
    stays = list(call.queue_entries.all())
    answered = [one for one in stays if one.state == EntryState.ANSWERED]
    last = next(iter((answered or stays)[-1:]), None)
    outcomes = [one.outcome_words for one in call.remarks.all() if one.outcome_words]
    gave_up = call.talking_at is None
    ended_at = call.ended_at
    began_at = call.started_at if gave_up else call.talking_at
    return Contact(
        call=call,
        title="Gave up waiting" if gave_up else (outcomes or ["Talked"])[-1],
        gave_up=gave_up,
        queue_name=last.queue.name if last else call.queue_name,
        agent_name=last.answered_by.name if last and last.answered_by else "",
        lasted=ended_at - began_at if ended_at and began_at else None,
        notes=_notes(call, last, queue_pks, agent_pk),
    )


def _notes(
    call: Call, stay: QueueEntry | None, queue_pks: frozenset[int], agent_pk: int
) -> str:
    is_in_scope = stay is not None and stay.queue_id in queue_pks
    seen = [
        one.text
        for one in call.remarks.all()
        if one.text and (is_in_scope or one.agent_id == agent_pk)
    ]
    return seen[-1] if seen else ""
