"""What the ledgers hold of some legs."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from callcontrol.models import Event


def events_of_legs(legs: Collection[str]) -> QuerySet[Event]:
    """Return the webhooks of legs and of the rooms that they were in.

    What concerns a whole room names no leg; the room is known from the other webhooks.
    """
    of_legs = Event.objects.filter(call_control_id__in=legs)
    rooms = of_legs.exclude(conference_id="").values_list("conference_id", flat=True)
    of_rooms = Q(call_control_id="", conference_id__in=list(rooms.distinct()))
    return Event.objects.filter(Q(call_control_id__in=legs) | of_rooms).order_by("pk")
