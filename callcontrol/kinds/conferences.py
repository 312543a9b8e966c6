"""The commands to conferences and people in them."""

from callcontrol.kinds.kind import (
    NO_EVENT,
    NOT_ANSWERED,
    Kind,
    Repeats,
    on_conference,
    on_leg,
    on_participant,
)

_CONFERENCE_ENDED = frozenset({"90019"})
_ALREADY_IN_CONFERENCE = frozenset({"90044"})

CONFERENCES: dict[str, Kind] = {
    "conference.create": Kind(
        lambda api: api.conferences.create,
        asked="Changing the call",
        told="Start a room",
        confirmed_by=on_leg("conference.created"),
        repeats=Repeats.BY_COMMAND_ID,
        needs_target=False,
        not_yet_codes=NOT_ANSWERED,
    ),
    "conference.join": Kind(
        lambda api: api.conferences.join,
        asked="Joining the room",
        told="Join the room",
        confirmed_by=on_participant("conference.participant.joined"),
        repeats=Repeats.BY_COMMAND_ID,
        done_codes=_ALREADY_IN_CONFERENCE,
        not_yet_codes=NOT_ANSWERED,
    ),
    "conference.leave": Kind(
        lambda api: api.conferences.leave,
        asked="Leaving the room",
        told="Leave the room",
        confirmed_by=on_participant("conference.participant.left"),
        repeats=Repeats.BY_COMMAND_ID,
    ),
    "conference.end": Kind(
        lambda api: api.conferences.end,
        asked="Ending the room",
        told="End the room for all",
        confirmed_by=on_conference("conference.ended"),
        repeats=Repeats.BY_COMMAND_ID,
        done_codes=_CONFERENCE_ENDED,
    ),
    "conference.update": Kind(
        lambda api: api.conferences.update,
        asked="Changing the role",
        told="Change the role in the room",
        confirmed_by=NO_EVENT,
        repeats=Repeats.BY_COMMAND_ID,
    ),
    "conference.mute": Kind(
        lambda api: api.conferences.mute,
        asked="Muting",
        told="Mute",
        told_of="Mute {}",
        confirmed_by=NO_EVENT,
        repeats=Repeats.SETS_STATE,
    ),
    "conference.unmute": Kind(
        lambda api: api.conferences.unmute,
        asked="Unmuting",
        told="Unmute",
        told_of="Unmute {}",
        confirmed_by=NO_EVENT,
        repeats=Repeats.SETS_STATE,
    ),
    "conference.hold": Kind(
        lambda api: api.conferences.hold,
        asked="Putting on hold",
        told="Put on hold",
        told_of="Put {} on hold",
        confirmed_by=NO_EVENT,
        repeats=Repeats.SETS_STATE,
    ),
    "conference.unhold": Kind(
        lambda api: api.conferences.unhold,
        asked="Taking off hold",
        told="Take off hold",
        told_of="Take {} off hold",
        confirmed_by=NO_EVENT,
        repeats=Repeats.SETS_STATE,
    ),
    "conference.play": Kind(
        lambda api: api.conferences.play,
        asked="Playing to the room",
        told="Play to the room",
        confirmed_by=on_conference(
            "conference.playback.started", "conference.participant.playback.started"
        ),
        repeats=Repeats.NEVER,
    ),
    "conference.stop": Kind(
        lambda api: api.conferences.stop,
        asked="Stopping the sound",
        told="Stop the sound in the room",
        confirmed_by=on_conference(
            "conference.playback.ended", "conference.participant.playback.ended"
        ),
        repeats=Repeats.SETS_STATE,
    ),
    "conference.speak": Kind(
        lambda api: api.conferences.speak,
        asked="Speaking to the room",
        told="Speak to the room",
        confirmed_by=on_conference(
            "conference.speak.started", "conference.participant.speak.started"
        ),
        repeats=Repeats.BY_COMMAND_ID,
    ),
    "conference.send_dtmf": Kind(
        lambda api: api.conferences.send_dtmf,
        asked="Sending digits",
        told="Send digits to the room",
        confirmed_by=NO_EVENT,
        repeats=Repeats.NEVER,
    ),
    "conference.gather_using_audio": Kind(
        lambda api: api.conferences.gather_using_audio,
        asked="Asking for digits",
        told="Ask the room for digits",
        confirmed_by=NO_EVENT,
        repeats=Repeats.NEVER,
    ),
    "conference.record_start": Kind(
        lambda api: api.conferences.record_start,
        asked="Starting the recording",
        told="Start recording the room",
        confirmed_by=NO_EVENT,
        repeats=Repeats.BY_COMMAND_ID,
    ),
    "conference.record_stop": Kind(
        lambda api: api.conferences.record_stop,
        asked="Stopping the recording",
        told="Stop recording the room",
        confirmed_by=on_conference("conference.recording.saved"),
        repeats=Repeats.BY_COMMAND_ID,
    ),
    "conference.record_pause": Kind(
        lambda api: api.conferences.record_pause,
        asked="Pausing the recording",
        told="Pause the recording of the room",
        confirmed_by=NO_EVENT,
        repeats=Repeats.BY_COMMAND_ID,
    ),
    "conference.record_resume": Kind(
        lambda api: api.conferences.record_resume,
        asked="Resuming the recording",
        told="Resume the recording of the room",
        confirmed_by=NO_EVENT,
        repeats=Repeats.BY_COMMAND_ID,
    ),
}
