"""What the border itself makes of an event: it proves commands done.

Which event proves which command is said in callcontrol/kinds/.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from callcontrol import outbox
from callcontrol.kinds import CONFIRMATIONS, Match
from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from provider.events import ConferenceEvent, Event

CONFIRMING = frozenset(CONFIRMATIONS)


class Unconfirmed:
    """What was sent and not yet confirmed, of the commands that a run may prove done."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._is_read = False
        self._ids: set[UUID] = set()
        self._given: set[tuple[str, str]] = set()

    def read(self, events: Sequence[Event]) -> None:
        targets = {event.call_control_id for event in events} | {
            event.conference_id
            for event in events
            if isinstance(event, ConferenceEvent)
        }
        ids = {event.command_id for event in events if event.type == "call.initiated"}
        concerned = Q(target__in=targets - {""}) | Q(pk__in=ids - {None})
        rows = outbox.unconfirmed(Command.objects.filter(concerned)).order_by()
        for pk, kind, target in rows.values_list("pk", "kind", "target"):
            self._ids.add(pk)
            self._given.add((kind, target))
        self._is_read = True

    def may_have(self, event: Event) -> bool:
        """Whether the event can prove anything; True where that was not read."""
        if not self._is_read:
            return True
        if event.type == "call.initiated":
            return event.command_id in self._ids
        target, kinds = _target_and_kinds(event)
        return any((kind, target) in self._given for kind in kinds)


def read_ahead(events: Sequence[Event], work: UnitOfWork) -> None:
    concerned = [event for event in events if event.type in CONFIRMING]
    work.part(Unconfirmed).read(concerned)


def confirm_commands(event: Event, work: UnitOfWork) -> None:
    """Confirm the commands that this event proves done; first handler of its type."""
    if work.part(Unconfirmed).may_have(event):
        outbox.confirm(Command.objects.filter(_proved_by(event)), now=work.now)


def _target_and_kinds(event: Event) -> tuple[str, tuple[str, ...]]:
    match, kinds = CONFIRMATIONS.get(event.type, (None, ()))
    if match is Match.LEG:
        return event.call_control_id, kinds
    return event.conference_id if isinstance(event, ConferenceEvent) else "", kinds


def _proved_by(event: Event) -> Q:
    match, kinds = CONFIRMATIONS.get(event.type, (None, ()))
    if match is Match.COMMAND_ID:
        return Q(pk=event.command_id, kind__in=kinds)
    target, kinds = _target_and_kinds(event)
    proved = Q(target=target, kind__in=kinds)
    if match is Match.PARTICIPANT:
        proved &= Q(params__call_control_id=event.call_control_id)
    return proved
