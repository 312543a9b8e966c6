"""Take rows out of the ledgers: when their time is over, or when a caller asks for it."""

from collections.abc import Collection

from django.db.models import QuerySet, Sum
from django.db.models.functions import Length

from callcontrol.models import Command, Discrepancy, Event
from callcontrol.queries import events_of_legs


def forget_events(pks: Collection[int]) -> tuple[int, int]:
    """Remove webhooks; return how many, and the bytes of their bodies."""
    return _forget(Event.objects.filter(pk__in=pks))


def forget_events_of_legs(legs: Collection[str]) -> tuple[int, int]:
    """Remove the webhooks of some legs, and of the rooms that they were in."""
    return _forget(events_of_legs(legs))


def _forget(events: QuerySet[Event]) -> tuple[int, int]:
    keys = list(events.values_list("pk", flat=True))
    rows = Event.objects.filter(pk__in=keys)
    size = rows.aggregate(size=Sum(Length("raw")))["size"] or 0
    # Nothing refers to a webhook.
    rows._raw_delete(rows.db)
    return len(keys), size


def forget_commands(calls: Collection[int]) -> int:
    """Remove what was asked of Telnyx for some calls; a dial's stays with its dial."""
    return Command.objects.filter(call_id__in=calls, dial=None).delete()[0]


def blank_commands(calls: Collection[int]) -> int:
    """Empty what was said to Telnyx and what it answered; that it was asked stays."""
    return Command.objects.filter(call_id__in=calls).update(
        params={}, response={}, error_detail=""
    )


def forget_discrepancies(calls: Collection[int]) -> int:
    """Remove what was found to disagree about some calls: it names the caller."""
    return Discrepancy.objects.filter(call_id__in=calls).delete()[0]
