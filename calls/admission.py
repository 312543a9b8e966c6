"""Which events are about a leg of ours, and which legs there are.

A leg is made by three things only: somebody calls one of our applications, we dial, or
Telnyx was asked. So a leg of another connection (the second, incoming leg that Telnyx
makes for an agent in the browser; Telnyx: SIP URI calling) never becomes part of a call,
nor does one that somebody else dialled.
"""

from django.conf import settings

from callcontrol.registry import Admission
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import Calls, LegIds
from provider import numbers
from provider.events import (
    CallInitiated,
    ConferenceCreated,
    ConferenceEnded,
    ConferenceEvent,
    ConferenceFloorChanged,
    Event,
    PartiesEvent,
)
from provisioning.models import CallControlApplication, PhoneNumber

ABOUT_THE_ROOM = (ConferenceCreated, ConferenceEnded, ConferenceFloorChanged)


class OurAccount:
    """What is known of the account's applications and numbers, read once in a unit."""

    def __init__(self, work: UnitOfWork) -> None:
        rows = CallControlApplication.objects.order_by()
        self._connections = set(rows.values_list("connection_id", flat=True))
        self._numbers: dict[str, bool] = {}

    def has_connection(self, connection_id: str) -> bool:
        """Whether an application of ours has it; any is, before the first is recorded."""
        return not self._connections or connection_id in self._connections

    def has_number(self, number: str) -> bool:
        if number not in self._numbers:
            forms = (number, *numbers.matching(number, settings.PHONE_COUNTRY))
            known = PhoneNumber.objects.filter(number__in=forms)
            self._numbers[number] = known.exists()
        return self._numbers[number]


def admission_of(event: Event, ids: LegIds, work: UnitOfWork) -> Admission:
    """Say whether an event is about a leg of ours, and make the leg where it begins."""
    calls = work.part(Calls)
    if not ids.call_control_id or calls.find(ids.call_control_id):
        return Admission.ADMITTED
    if isinstance(event, ConferenceEvent):
        # Who created a room, or speaks in it, need not be one of ours.
        is_of_room = isinstance(event, ABOUT_THE_ROOM)
        return Admission.ADMITTED if is_of_room else Admission.HELD
    aggregate = calls.find_of_dial(ids.command_id)
    dial = aggregate.dial_with(ids.command_id) if aggregate else None
    if dial is not None:
        calls.make_leg(dial, ids)
        return Admission.ADMITTED
    if _calls_us(event, work):
        calls.make_caller(ids, at=event.occurred_at)
        return Admission.ADMITTED
    is_first = isinstance(event, CallInitiated)
    return Admission.FOREIGN if is_first else Admission.HELD


def _calls_us(event: Event, work: UnitOfWork) -> bool:
    """Whether an event shows that somebody calls us, on a connection of ours.

    The first event says so; of a later one, that its `to` is a number of ours.
    """
    account = work.part(OurAccount)
    if isinstance(event, CallInitiated):
        is_ours = account.has_connection(event.connection_id)
        return event.direction == "incoming" and (
            is_ours or account.has_number(event.to)
        )
    if not isinstance(event, PartiesEvent) or not event.to:
        return False
    return event.command_id is None and account.has_number(event.to)
