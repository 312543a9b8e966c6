"""Whether an event that proves a command done was faster than the command's own answer.

Mostly the event comes after the answer, and confirms the command then
(`callcontrol.handlers`). One that was applied before the command was even sent, since
webhooks had changed places, would never come again.
"""

from datetime import timedelta

from callcontrol.kinds import KINDS, Match
from callcontrol.models import Command, Event
from callcontrol.states import EventState

# An event that occurred longer before the request proved an earlier command.
LATEST_BEFORE = timedelta(seconds=10)


def was_proved(command: Command) -> bool:
    """Whether an applied event shows that what an accepted command asked for was done."""
    kind = KINDS.get(command.kind)
    match = kind.confirmed_by.match if kind else None
    if kind is None or match is None or match is Match.COMMAND_ID:
        return False
    about = {
        Match.LEG: {"call_control_id": command.target},
        Match.CONFERENCE: {"conference_id": command.target},
        Match.PARTICIPANT: {
            "conference_id": command.target,
            "call_control_id": str(command.params.get("call_control_id", "")),
        },
    }
    events = Event.objects.filter(
        event_type__in=kind.confirmed_by.event_types,
        state=EventState.APPLIED,
        occurred_at__gte=command.requested_at - LATEST_BEFORE,
    )
    return events.filter(**about[match]).exists()
