"""Sounds, keys, gathering and recording in a conference."""

from __future__ import annotations

from typing import Any

from emulator.operations import audio_files
from emulator.operations.checks import dtmf
from emulator.operations.common import (
    CLIENT_STATE,
    COMMAND,
    COMMAND_ID,
    MEDIA,
    OK,
    REGION,
    Answer,
    Request,
    apply_client_state,
)
from emulator.operations.conferences import (
    CALL,
    IDS,
    ROOM_ERRORS,
    action,
    by_id,
    open_conference,
)
from emulator.operations.media import (
    DIGIT_EVENTS,
    GATHER,
    LOOP,
    PROMPTED,
    RECORDING_ID,
    audio_gather,
)
from emulator.operations.params import (
    choice,
    flag,
    require_one_of,
    text,
    unsimulated,
    whole,
)
from emulator.operations.speech import SPEECH
from emulator.world import gathers, playbacks, recordings
from emulator.world.conferences import chosen_participants
from emulator.world.conferencing import participant_or_refuse
from emulator.world.state import Conference, Leg


def chosen_legs(request: Request, conference: Conference) -> list[Leg] | None:
    """The legs a command names; None when it means the whole conference."""
    ids = request.body.get("call_control_ids")
    if not ids:
        return None
    found = chosen_participants(request.world, conference, ids)
    return [participant.leg for participant in found]


def play(request: Request) -> Answer:
    world, body, conference = request.world, request.body, open_conference(request)
    require_one_of(body, "audio_url", "media_name")
    audio_files.require_in_conference(world, body, "audio_url", "media_name")
    medium = playbacks.file_medium(
        world,
        audio_url=body.get("audio_url"),
        media_name=body.get("media_name"),
        loop=body.get("loop", 1),
    )
    legs = chosen_legs(request, conference)
    playbacks.play_to_conference(world, conference, medium, legs)
    return Answer(OK)


def speak(request: Request) -> Answer:
    world, conference = request.world, open_conference(request)
    medium = playbacks.speech_medium(world, request.body["payload"])
    legs = chosen_legs(request, conference)
    playbacks.play_to_conference(world, conference, medium, legs)
    return Answer(OK)


def stop(request: Request) -> Answer:
    conference = open_conference(request)
    legs = chosen_legs(request, conference)
    playbacks.stop_conference_media(request.world, conference, legs)
    return Answer(OK)


def send_dtmf(request: Request) -> Answer:
    """The tones go to the far parties, who are not emulated as machines."""
    conference = open_conference(request)
    for leg in chosen_legs(request, conference) or []:
        apply_client_state(leg, request.body)
    return Answer(OK)


def gather_using_audio(request: Request) -> Answer:
    world, body, conference = request.world, request.body, open_conference(request)
    leg = world.live_leg(body["call_control_id"])
    participant_or_refuse(world, conference, leg)
    audio_files.require_in_conference(world, body, "audio_url", "media_name")
    gather = audio_gather(request, body)
    apply_client_state(leg, body)
    gathers.start(world, leg, gather)
    return Answer(OK)


def record_start(request: Request) -> Answer:
    world, body, conference = request.world, request.body, open_conference(request)
    recordings.start(
        world,
        conference.creator,
        conference=conference,
        fmt=body["format"],
        channels=body.get("channels", "single"),
        initiated_by="StartConferenceRecordingAPI",
        file_name=body.get("custom_file_name"),
    )
    return Answer(OK)


def record_stop(request: Request) -> Answer:
    if request.body.get("client_state"):
        apply_client_state(request.target.creator, request.body)
    return _on_recordings(request, recordings.stop)


def record_pause(request: Request) -> Answer:
    return _on_recordings(request, recordings.pause)


def record_resume(request: Request) -> Answer:
    return _on_recordings(request, recordings.resume)


def _on_recordings(request: Request, act: Any) -> Answer:
    conference = open_conference(request)
    wanted = request.body.get("recording_id")
    for recording in recordings.chosen(conference.recordings, wanted):
        act(request.world, recording)
    return Answer(OK)


BY_PARTICIPANT = (*ROOM_ERRORS, "90033")
OPERATIONS = (
    action(
        "play", play, *MEDIA, IDS, LOOP, REGION, errors=(*BY_PARTICIPANT, "10004", "10005"),
        events=(
            "conference.playback.started", "conference.playback.ended",
            "conference.participant.playback.started",
            "conference.participant.playback.ended",
        ),
    ),
    action(
        "speak", speak, *SPEECH, IDS, COMMAND_ID, REGION, errors=BY_PARTICIPANT,
        events=(
            "conference.speak.started", "conference.speak.ended",
            "conference.participant.speak.started",
            "conference.participant.speak.ended",
        ),
    ),
    action(
        "stop", stop, IDS, REGION, errors=BY_PARTICIPANT,
        events=(
            "conference.playback.ended", "conference.speak.ended",
            "conference.participant.playback.ended",
            "conference.participant.speak.ended",
        ),
    ),
    action(
        "send_dtmf", send_dtmf, text("digits", required=True, check=dtmf), IDS,
        CLIENT_STATE, whole("duration_millis", minimum=100, maximum=500),
        target=by_id, errors=BY_PARTICIPANT,
    ),
    action(
        "gather_using_audio", gather_using_audio, CALL, CLIENT_STATE, *GATHER, *MEDIA,
        *PROMPTED, text("gather_id", max_length=100),
        whole("initial_timeout_millis", minimum=1), flag("stop_playback_on_dtmf"),
        target=by_id, errors=(*BY_PARTICIPANT, "10005"),
        events=("call.playback.started", "call.playback.ended", *DIGIT_EVENTS),
    ),
    action(
        "record_start", record_start, choice("format", "wav", "mp3", required=True),
        choice("channels", "single", "dual"), COMMAND_ID, REGION,
        text("custom_file_name", min_length=1, max_length=40),
        unsimulated("play_beep", "boolean"),
        unsimulated("trim", "string", enum=("trim-silence",)),
        events=("conference.recording.saved",),
    ),
    action(
        "record_stop", record_stop, *COMMAND, RECORDING_ID, REGION,
        errors=(*ROOM_ERRORS, "10005"), events=("conference.recording.saved",),
    ),
    action(
        "record_pause", record_pause, COMMAND_ID, text("recording_id"), REGION,
        errors=(*ROOM_ERRORS, "10005"),
    ),
    action(
        "record_resume", record_resume, COMMAND_ID, text("recording_id"), REGION,
        errors=(*ROOM_ERRORS, "10005"),
    ),
)  # fmt: skip
