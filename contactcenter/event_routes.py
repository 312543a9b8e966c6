"""Every webhook type and who hears it. One of the two tables to read first.

The handlers of one event run in this order, bottom layer first, in one transaction.
A type in IGNORED is kept and means nothing to the product; one that is in neither
table is kept, counted, and shown as unknown.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from agents.actions import topics_of_agent
from agents.models import Agent
from callcontrol import handlers as callcontrol
from callcontrol.handlers import confirm_commands
from callcontrol.registry import Comparer, Gate, Handler, OutcomeHandler, Reader, Step
from calls import actions as call_actions
from calls import handlers as calls
from calls.models import Call, Leg
from calls.queries import Moment
from calls.reconcile import compare_legs
from calls.shown import topics_of_call, topics_of_leg
from conferences import handlers as conferences
from conferences.actions import alone, consequences, creating, joining, membership
from conferences.actions import rooms as room_actions
from conferences.models import Conference, Participant, Supervision
from conferences.reconcile import compare_rooms
from conferences.shown import (
    topics_of_participant,
    topics_of_room,
    topics_of_supervision,
)
from flows import actions as flow_actions
from flows import handlers as flows
from outcomes.queries import remark_moments
from queues import actions as queue_actions
from queues import handlers as queues
from queues.actions.limits import limit_finished
from queues.models import Offer, QueueEntry
from queues.queries.story import entry_moments, offer_moments
from queues.reconcile import compare_queues
from queues.shown import topics_of_entry, topics_of_offer
from recordings import handlers as recordings
from transfers.actions import consequences as transfers
from transfers.models import Transfer
from transfers.queries import transfer_moments
from transfers.shown import topics_of_transfer

ROUTES: dict[str, tuple[Handler, ...]] = {
    "call.initiated": (
        confirm_commands,
        calls.call_initiated,
        queues.call_initiated,
    ),
    "call.answered": (confirm_commands, calls.call_answered),
    "call.bridged": (confirm_commands, calls.call_bridged),
    "call.hangup": (confirm_commands, calls.call_hangup),
    "call.enqueued": (confirm_commands, calls.call_enqueued, queues.call_enqueued),
    "call.dequeued": (confirm_commands, calls.call_dequeued),
    "call.playback.started": (
        confirm_commands,
        calls.call_playback_started,
        queues.sound_changed,
    ),
    "call.playback.ended": (
        confirm_commands,
        calls.call_playback_ended,
        queues.sound_changed,
    ),
    "call.speak.started": (
        confirm_commands,
        calls.call_speak_started,
        queues.sound_changed,
    ),
    "call.speak.ended": (calls.call_speak_ended, queues.sound_changed),
    "call.hold": (calls.call_hold, conferences.leg_holds),
    "call.unhold": (calls.call_unhold, conferences.leg_holds),
    "call.dtmf.received": (calls.leg_told, flows.call_dtmf_received),
    "call.gather.ended": (confirm_commands, calls.leg_told, flows.call_gather_ended),
    "call.refer.started": (confirm_commands, calls.leg_told),
    "call.refer.completed": (calls.leg_told,),
    "call.refer.failed": (calls.leg_told,),
    "call.machine.detection.ended": (calls.leg_told,),
    "call.machine.greeting.ended": (calls.leg_told,),
    "call.machine.premium.detection.ended": (calls.leg_told,),
    "call.machine.premium.greeting.ended": (calls.leg_told,),
    "call.sip_info.received": (calls.leg_told,),
    "call.recording.saved": (
        confirm_commands,
        calls.leg_told,
        recordings.recording_saved,
    ),
    "call.recording.error": (calls.leg_told, recordings.call_recording_error),
    "conference.created": (confirm_commands, conferences.conference_created),
    "conference.ended": (confirm_commands, conferences.conference_ended),
    "conference.participant.joined": (
        confirm_commands,
        conferences.conference_participant_joined,
    ),
    "conference.participant.left": (
        confirm_commands,
        conferences.conference_participant_left,
    ),
    "conference.floor.changed": (conferences.conference_floor_changed,),
    "conference.playback.started": (confirm_commands, conferences.story_told),
    "conference.playback.ended": (confirm_commands, conferences.story_told),
    "conference.speak.started": (confirm_commands, conferences.story_told),
    "conference.speak.ended": (conferences.story_told,),
    "conference.participant.playback.started": (
        confirm_commands,
        conferences.story_told,
    ),
    "conference.participant.playback.ended": (
        confirm_commands,
        conferences.story_told,
    ),
    "conference.participant.speak.started": (
        confirm_commands,
        conferences.story_told,
    ),
    "conference.participant.speak.ended": (conferences.story_told,),
    "conference.recording.saved": (
        confirm_commands,
        conferences.story_told,
        recordings.recording_saved,
    ),
}

# What the handlers of a run of events will need, read at once, bottom layer first.
READ_AHEAD: tuple[Reader, ...] = (
    callcontrol.read_ahead,
    calls.read_ahead,
    queues.read_ahead,
)

# Which events are about something of ours.
ADMIT: Gate = calls.admit

# How a call is computed anew from its facts, bottom layer first.
RECOMPUTE: tuple[Step, ...] = (
    call_actions.follow,
    queue_actions.follow,
    consequences.follow,
    transfers.follow,
    flow_actions.follow,
)

# What the apps above tell on a call's timeline, from their own facts.
STORIES: tuple[Callable[[Call], Iterable[Moment]], ...] = (
    entry_moments,
    offer_moments,
    transfer_moments,
    remark_moments,
)

# What is compared with Telnyx, every few seconds and at the start.
RECONCILE: tuple[Comparer, ...] = (compare_legs, compare_queues, compare_rooms)

# What is drawn anew when a row was written.
SHOWN_ON: dict[type[Model], Callable[[Any], Iterable[str]]] = {
    Agent: topics_of_agent,
    Call: topics_of_call,
    Conference: topics_of_room,
    Leg: topics_of_leg,
    Offer: topics_of_offer,
    Participant: topics_of_participant,
    QueueEntry: topics_of_entry,
    Supervision: topics_of_supervision,
    Transfer: topics_of_transfer,
}

# They change nothing, and are told on no timeline: the account's bills.
IGNORED: frozenset[str] = frozenset({"call.cost"})

# Purpose of a command → who hears that it was accepted or came to nothing.
OUTCOMES: dict[str, OutcomeHandler] = {
    "leg.dial": calls.dial_finished,
    "leg.hangup": calls.hangup_finished,
    "entry.answer": queues.caller_command_finished,
    "entry.greeting": queues.caller_command_finished,
    "entry.enqueue": queues.caller_command_finished,
    "entry.music": queues.caller_command_finished,
    "entry.leave": queues.caller_command_finished,
    "offer.bridge": queues.bridge_finished,
    "visit.answer": flows.command_finished,
    "visit.gather": flows.command_finished,
    "visit.leave": flows.command_finished,
    "visit.stop": flows.command_finished,
    "visit.speak": flows.command_finished,
    "visit.music": flows.command_finished,
    "visit.bridge": flows.command_finished,
    "queue.limit": limit_finished,
    "conference.create": creating.create_finished,
    "conference.end": room_actions.end_finished,
    "participant.hangup": membership.hangup_finished,
    "participant.join": joining.join_finished,
    "participant.leave": alone.leave_finished,
    "participant.wish": conferences.wish_finished,
    "recording.start": recordings.recording_command_finished,
    "recording.pause": recordings.recording_command_finished,
    "recording.resume": recordings.recording_command_finished,
    "recording.stop": recordings.recording_command_finished,
}
