"""Every webhook type and who hears it. One of the two tables to read first.

The handlers of one event run in this order, bottom layer first, in one transaction.
A type in IGNORED is kept and means nothing to the product; one that is in neither
table is kept, counted, and shown as unknown.
"""

from callcontrol import handlers as callcontrol
from callcontrol.handlers import confirm_commands
from callcontrol.routing import Handler, OutcomeHandler, Reader
from calls import handlers as calls
from conferences import handlers as conferences
from conferences import outcomes as room_outcomes
from queues import handlers as queues
from recordings import handlers as recordings
from recordings import outcomes as recording_outcomes

ROUTES: dict[str, tuple[Handler, ...]] = {
    "call.initiated": (
        confirm_commands,
        calls.call_initiated,
        queues.call_initiated,
        conferences.call_initiated,
    ),
    "call.answered": (
        confirm_commands,
        calls.call_answered,
        queues.leg_changed,
        conferences.call_answered,
    ),
    "call.bridged": (confirm_commands, calls.call_bridged, queues.leg_changed),
    "call.hangup": (
        confirm_commands,
        calls.call_hangup,
        queues.leg_changed,
        conferences.call_hangup,
        recordings.call_hangup,
    ),
    "call.enqueued": (confirm_commands, calls.call_enqueued, queues.call_enqueued),
    "call.dequeued": (confirm_commands, calls.call_dequeued, queues.call_dequeued),
    "call.playback.started": (
        confirm_commands,
        calls.call_playback_started,
        queues.sound_started,
    ),
    "call.playback.ended": (
        confirm_commands,
        calls.call_playback_ended,
        queues.sound_ended,
    ),
    "call.speak.started": (
        confirm_commands,
        calls.call_speak_started,
        queues.sound_started,
    ),
    "call.speak.ended": (calls.call_speak_ended, queues.sound_ended),
    "call.hold": (calls.call_hold, conferences.leg_holds),
    "call.unhold": (calls.call_unhold, conferences.leg_holds),
    "call.dtmf.received": (calls.leg_told,),
    "call.gather.ended": (confirm_commands, calls.leg_told),
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

# They change nothing, and are told on no timeline: the account's bills.
IGNORED: frozenset[str] = frozenset({"call.cost"})

# Purpose of a command → who hears that it was accepted or came to nothing.
OUTCOMES: dict[str, OutcomeHandler] = {
    "entry.answer": queues.caller_command_settled,
    "entry.greeting": queues.caller_command_settled,
    "entry.enqueue": queues.caller_command_settled,
    "entry.music": queues.caller_command_settled,
    "offer.dial": queues.offer_dial_settled,
    "offer.bridge": queues.offer_bridge_settled,
    "supervision.dial": room_outcomes.supervision_dial_settled,
    "supervision.hangup": room_outcomes.supervision_hangup_settled,
    "conference.create": room_outcomes.conference_create_settled,
    "conference.end": room_outcomes.conference_end_settled,
    "participant.join": room_outcomes.participant_join_settled,
    "participant.hangup": room_outcomes.participant_hangup_settled,
    "participant.leave": room_outcomes.participant_leave_settled,
    "participant.wish": room_outcomes.participant_wish_settled,
    "guest.dial": room_outcomes.guest_dial_settled,
    "recording.start": recording_outcomes.recording_command_settled,
    "recording.pause": recording_outcomes.recording_command_settled,
    "recording.resume": recording_outcomes.recording_command_settled,
    "recording.stop": recording_outcomes.recording_command_settled,
}
