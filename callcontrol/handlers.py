"""What the border itself makes of an event: it proves commands done.

Which event proves which command is Telnyx's "Expected webhooks" of each command. Mute,
hold, roles and the start of a recording have none.
"""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q

from callcontrol import outbox
from callcontrol.events import ConferenceEvent, Event
from callcontrol.memory import kept
from callcontrol.models import Command

# The command was given to the leg that the event is about.
_ON_LEG = MappingProxyType(
    {
        "call.answered": ("call.answer",),
        "call.bridged": ("call.bridge", "call.transfer"),
        "call.enqueued": ("call.enqueue",),
        "call.dequeued": ("call.leave_queue",),
        "call.hangup": ("call.hangup", "call.reject"),
        "call.playback.started": ("call.playback_start",),
        "call.playback.ended": ("call.playback_stop",),
        "call.speak.started": ("call.speak",),
        "call.gather.ended": (
            "call.gather",
            "call.gather_using_speak",
            "call.gather_using_audio",
            "call.gather_stop",
        ),
        "call.recording.saved": ("call.record_stop",),
        "call.refer.started": ("call.refer",),
        "conference.created": ("conference.create",),
    }
)
# The command was given to the conference, about the leg in its call_control_id.
_ON_PARTICIPANT = MappingProxyType(
    {
        "conference.participant.joined": ("conference.join",),
        "conference.participant.left": ("conference.leave",),
    }
)
_ON_CONFERENCE = MappingProxyType(
    {
        "conference.ended": ("conference.end",),
        "conference.playback.started": ("conference.play",),
        "conference.playback.ended": ("conference.stop",),
        "conference.speak.started": ("conference.speak",),
        "conference.participant.playback.started": ("conference.play",),
        "conference.participant.playback.ended": ("conference.stop",),
        "conference.participant.speak.started": ("conference.speak",),
        "conference.recording.saved": ("conference.record_stop",),
    }
)
CONFIRMING = frozenset({"call.initiated", *_ON_LEG, *_ON_PARTICIPANT, *_ON_CONFERENCE})


class Unconfirmed:
    """What was sent and not yet confirmed, of the commands that a run may prove done."""

    def __init__(self) -> None:
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


def read_ahead(events: Sequence[Event]) -> None:
    kept(Unconfirmed).read([event for event in events if event.type in CONFIRMING])


def confirm_commands(event: Event, *, now: datetime) -> None:
    """Confirm the commands that this event proves done; first handler of its type."""
    if kept(Unconfirmed).may_have(event):
        outbox.confirm(Command.objects.filter(_proved_by(event)), now=now)


def _target_and_kinds(event: Event) -> tuple[str, tuple[str, ...]]:
    if event.type in _ON_LEG:
        return event.call_control_id, _ON_LEG[event.type]
    conference_id = event.conference_id if isinstance(event, ConferenceEvent) else ""
    on_conference = _ON_PARTICIPANT.get(event.type) or _ON_CONFERENCE.get(event.type)
    return conference_id, on_conference or ()


def _proved_by(event: Event) -> Q:
    if event.type == "call.initiated":
        return Q(pk=event.command_id, kind="call.dial")
    target, kinds = _target_and_kinds(event)
    proved = Q(target=target, kind__in=kinds)
    if event.type in _ON_PARTICIPANT:
        proved &= Q(params__call_control_id=event.call_control_id)
    return proved
