"""What the border itself makes of an event: it proves commands done.

Which event proves which command is Telnyx's "Expected webhooks" of each command. Mute,
hold, roles and the start of a recording have none.
"""

from datetime import datetime
from types import MappingProxyType

from django.db.models import Q

from callcontrol import outbox
from callcontrol.events import ConferenceEvent, Event
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


def confirm_commands(event: Event, *, now: datetime) -> None:
    """Confirm the commands that this event proves done; first handler of its type."""
    outbox.confirm(Command.objects.filter(_proved_by(event)), now=now)


def _proved_by(event: Event) -> Q:
    if event.type == "call.initiated":
        return Q(pk=event.command_id, kind="call.dial")
    if event.type in _ON_LEG:
        return Q(target=event.call_control_id, kind__in=_ON_LEG[event.type])
    conference_id = event.conference_id if isinstance(event, ConferenceEvent) else ""
    if event.type in _ON_PARTICIPANT:
        return Q(
            target=conference_id,
            kind__in=_ON_PARTICIPANT[event.type],
            params__call_control_id=event.call_control_id,
        )
    return Q(target=conference_id, kind__in=_ON_CONFERENCE[event.type])
