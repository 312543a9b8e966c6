"""Playback, speech, gathering, keys and recording on one call."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.calls import STATE_ERRORS, answered, command
from emulator.operations.checks import (
    dtmf,
    http_url,
    loop_count,
    uuid_text,
)
from emulator.operations.common import (
    COMMAND,
    MEDIA,
    OK,
    Answer,
    Request,
    apply_client_state,
    client_state_of,
)
from emulator.operations.params import (
    Param,
    choice,
    flag,
    require_one_of,
    text,
    unsimulated,
    whole,
)
from emulator.operations.speech import SERVICE_LEVEL, SPEECH
from emulator.operations.transcription import TRANSCRIPTION
from emulator.world import gathers, playbacks, recordings
from emulator.world.sounds import Gather, GatherRules

STOP = choice("stop", "current", "all")
GATHER = (
    whole("minimum_digits", minimum=1, maximum=128),
    whole("maximum_digits", minimum=1, maximum=128),
    whole("inter_digit_timeout_millis", minimum=1),
    whole("timeout_millis", minimum=1),
    text("terminating_digit", max_length=1),
    text("valid_digits"),
)
PROMPTED = (
    whole("maximum_tries", minimum=1),
    text("invalid_audio_url", check=http_url),
    text("invalid_media_name"),
)
LOOP = Param("loop", "any", check=loop_count)


def playback_start(request: Request) -> Answer:
    world, body, leg = request.world, request.body, answered(request)
    require_one_of(body, "audio_url", "media_name", "playback_content")
    if body.get("overlay") and body.get("target_legs", "self") != "self":
        raise errors.invalid("An overlay plays on 'self' only.", "/target_legs")
    medium = playbacks.file_medium(
        world,
        audio_url=body.get("audio_url"),
        media_name=body.get("media_name"),
        loop=body.get("loop", 1),
        overlay=body.get("overlay", False),
    )
    with client_state_of(leg, body):
        playbacks.play(world, leg, medium, body.get("stop"))
    return Answer(OK)


def playback_stop(request: Request) -> Answer:
    body, leg = request.body, answered(request)
    apply_client_state(leg, body)
    playbacks.stop_playing(
        request.world,
        leg,
        body.get("stop", "all"),
        overlay=body.get("overlay", False),
    )
    return Answer(OK)


def speak(request: Request) -> Answer:
    world, body, leg = request.world, request.body, answered(request)
    apply_client_state(leg, body)
    medium = playbacks.speech_medium(world, body["payload"], body.get("loop", 1))
    playbacks.play(world, leg, medium, body.get("stop"))
    return Answer(OK)


def gather_rules(body: dict[str, Any], **defaults: Any) -> GatherRules:
    """The rules in a gather command; ``defaults`` where it says nothing."""
    names = GatherRules.__dataclass_fields__
    rules = {**defaults, **{name: body[name] for name in names if name in body}}
    found = GatherRules(**rules)
    if found.minimum_digits > found.maximum_digits:
        raise errors.out_of_range(
            "minimum_digits is greater than maximum_digits.", "/minimum_digits"
        )
    return found


def gather(request: Request) -> Answer:
    world, body, leg = request.world, request.body, answered(request)
    rules = gather_rules(body, initial_timeout_millis=5_000)
    apply_client_state(leg, body)
    gathers.start(world, leg, Gather(body.get("gather_id") or world.ids.uuid(), rules))
    return Answer(OK)


def gather_using_speak(request: Request) -> Answer:
    world, body, leg = request.world, request.body, answered(request)
    rules = gather_rules(body, maximum_tries=3)
    apply_client_state(leg, body)
    again = body.get("invalid_payload") or body["payload"]
    gathers.start(
        world,
        leg,
        Gather(
            world.ids.uuid(),
            rules,
            prompt=lambda: playbacks.speech_medium(world, body["payload"]),
            invalid_prompt=lambda: playbacks.speech_medium(world, again),
        ),
    )
    return Answer(OK)


def audio_gather(request: Request, body: dict[str, Any]) -> Gather:
    """The gather of a command that prompts with a file."""
    world = request.world
    require_one_of(body, "audio_url", "media_name")
    prompt = body.get("audio_url"), body.get("media_name")
    invalid = body.get("invalid_audio_url"), body.get("invalid_media_name")
    again = invalid if any(invalid) else prompt
    return Gather(
        body.get("gather_id") or world.ids.uuid(),
        gather_rules(
            body,
            maximum_tries=3,
            stops_prompt_on_digit=body.get("stop_playback_on_dtmf", True),
        ),
        prompt=lambda: playbacks.file_medium(
            world, audio_url=prompt[0], media_name=prompt[1]
        ),
        invalid_prompt=lambda: playbacks.file_medium(
            world, audio_url=again[0], media_name=again[1]
        ),
    )


def gather_using_audio(request: Request) -> Answer:
    leg = answered(request)
    found = audio_gather(request, request.body)
    apply_client_state(leg, request.body)
    gathers.start(request.world, leg, found)
    return Answer(OK)


def gather_stop(request: Request) -> Answer:
    leg = answered(request)
    apply_client_state(leg, request.body)
    gathers.stop(request.world, leg, "cancelled")
    return Answer(OK)


def send_dtmf(request: Request) -> Answer:
    apply_client_state(answered(request), request.body)
    return Answer(OK)


def record_start(request: Request) -> Answer:
    world, body, leg = request.world, request.body, request.target
    if leg.is_alive and not leg.is_answered:
        raise errors.recording_too_early()
    answered(request)
    apply_client_state(leg, body)
    is_single_track = body.get("recording_track", "both") != "both"
    recordings.start(
        world,
        leg,
        fmt=body["format"],
        channels="single" if is_single_track else body["channels"],
        initiated_by="StartCallRecordingAPI",
        file_name=body.get("custom_file_name"),
        max_length_secs=float(body.get("max_length", 0)),
        is_transcribed=body.get("transcription", False),
    )
    return Answer(OK)


def record_pause(request: Request) -> Answer:
    return _on_recordings(request, recordings.pause)


def record_resume(request: Request) -> Answer:
    return _on_recordings(request, recordings.resume)


def record_stop(request: Request) -> Answer:
    return _on_recordings(request, recordings.stop)


def _on_recordings(request: Request, act: Any) -> Answer:
    leg = answered(request)
    found = recordings.chosen(leg.recordings, request.body.get("recording_id"))
    apply_client_state(leg, request.body)
    for recording in found:
        act(request.world, recording)
    return Answer(OK)


PLAYBACK_EVENTS = ("call.playback.started", "call.playback.ended")
DIGIT_EVENTS = ("call.dtmf.received", "call.gather.ended")
RECORDING_EVENTS = (
    "call.recording.saved", "call.recording.error", "call.recording.transcription.saved",
)  # fmt: skip
RECORDING_ID = text("recording_id", check=uuid_text)
OPERATIONS = (
    command(
        "playback_start", playback_start, *COMMAND, *MEDIA, LOOP, STOP,
        text("playback_content"), flag("overlay"),
        choice("target_legs", "self", "opposite", "both"),
        unsimulated("audio_type", "string", enum=("mp3", "wav")),
        unsimulated("cache_audio", "boolean"),
        errors=(*STATE_ERRORS, "10004", "90033"), events=PLAYBACK_EVENTS,
    ),
    command(
        "playback_stop", playback_stop, *COMMAND, STOP, flag("overlay"),
        events=("call.playback.ended", "call.speak.ended"),
    ),
    command(
        "speak", speak, *COMMAND, *SPEECH, SERVICE_LEVEL, LOOP, STOP,
        choice("target_legs", "self", "opposite", "both"),
        events=("call.speak.started", "call.speak.ended"),
    ),
    command(
        "gather", gather, *COMMAND, *GATHER,
        text("gather_id", min_length=1, max_length=40),
        whole("initial_timeout_millis", minimum=1), events=DIGIT_EVENTS,
    ),
    command(
        "gather_using_speak", gather_using_speak, *COMMAND, *GATHER, *SPEECH,
        SERVICE_LEVEL,
        whole("maximum_tries", minimum=1), text("invalid_payload", max_length=3000),
        events=("call.speak.started", "call.speak.ended", *DIGIT_EVENTS),
    ),
    command(
        "gather_using_audio", gather_using_audio, *COMMAND, *GATHER, *MEDIA, *PROMPTED,
        errors=(*STATE_ERRORS, "10004"), events=(*PLAYBACK_EVENTS, *DIGIT_EVENTS),
    ),
    command("gather_stop", gather_stop, *COMMAND, events=("call.gather.ended",)),
    command(
        "send_dtmf", send_dtmf, *COMMAND, text("digits", required=True, check=dtmf),
        whole("duration_millis", minimum=100, maximum=500),
    ),
    command(
        "record_start", record_start, *COMMAND,
        choice("channels", "single", "dual", required=True),
        choice("format", "wav", "mp3", required=True),
        text("custom_file_name", min_length=1, max_length=40),
        whole("max_length", minimum=0, maximum=14_400),
        choice("recording_track", "both", "inbound", "outbound"),
        unsimulated("play_beep", "boolean"), unsimulated("timeout_secs", "integer"),
        unsimulated("trim", "string", enum=("trim-silence",)),
        *TRANSCRIPTION,
        errors=("90015", "90018", "90020"), events=RECORDING_EVENTS,
    ),
    command(
        "record_stop", record_stop, *COMMAND, RECORDING_ID, events=RECORDING_EVENTS,
    ),
    command("record_pause", record_pause, *COMMAND, RECORDING_ID),
    command("record_resume", record_resume, *COMMAND, RECORDING_ID),
)  # fmt: skip
