"""Recordings of legs and conferences: what was captured, for how long."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.times import stamp
from emulator.world.model import World
from emulator.world.state import Conference, Leg, Recording


def start(
    world: World,
    leg: Leg,
    *,
    conference: Conference | None = None,
    recording_id: str | None = None,
    fmt: str,
    channels: str,
    initiated_by: str,
    file_name: str | None = None,
    max_length_secs: float = 0.0,
    is_transcribed: bool = False,
) -> Recording:
    """Begin to record a leg, or a conference in the name of its creator's leg."""
    now = world.now()
    recording = Recording(
        id=recording_id or world.ids.uuid(),
        leg=leg,
        conference=conference,
        format=fmt,
        channels=channels,
        initiated_by=initiated_by,
        started_at=now,
        running_since=now,
        file_name=f"{file_name or leg.call_leg_id}-{int(now)}",
        max_length_secs=max_length_secs,
        is_transcribed=is_transcribed,
    )
    owner = leg if conference is None else conference
    owner.recordings.append(recording)
    _watch_length(world, recording)
    return recording


def start_from_answer(
    world: World, leg: Leg, options: dict[str, Any], initiated_by: str
) -> None:
    """Start the recording that ``record`` and its companions describe."""
    track = options.get("record_track", "both")
    start(
        world,
        leg,
        recording_id=options.get("recording_id"),
        fmt=options.get("record_format", "mp3"),
        channels=options.get("record_channels", "dual")
        if track == "both"
        else "single",
        initiated_by=initiated_by,
        file_name=options.get("record_custom_file_name"),
        max_length_secs=float(options.get("record_max_length", 0)),
    )


def _watch_length(world: World, recording: Recording) -> None:
    """Stop by itself at the maximum length of captured time."""
    if recording.max_length_secs <= 0:
        return
    left = recording.max_length_secs - recording.duration_millis / 1000
    since = recording.running_since

    def stop_if_still_running() -> None:
        if recording.running_since == since and recording.state == "recording":
            stop(world, recording)

    world.after(left, stop_if_still_running)


def pause(world: World, recording: Recording) -> None:
    if recording.state == "recording":
        _close_stretch(recording, world.now())
        recording.state = "paused"


def resume(world: World, recording: Recording) -> None:
    if recording.state == "paused":
        recording.state = "recording"
        recording.running_since = world.now()
        _watch_length(world, recording)


def stop(world: World, recording: Recording) -> None:
    """End a recording; it is listed at once and its event comes a little later.

    A recording that a fault strikes is lost, and ``call.recording.error`` says why.
    """
    if recording.state == "completed":
        return
    now = world.now()
    _close_stretch(recording, now)
    recording.state = "completed"
    recording.ended_at = now
    owner = recording.leg if recording.conference is None else recording.conference
    owner.recordings.remove(recording)
    secs = world.settings.recording_saved_secs
    reason = _fault_of(world, recording)
    if reason is not None:
        leg = recording.leg
        world.after(
            secs, lambda: world.emit("call.recording.error", leg, reason=reason)
        )
        return
    world.recordings[recording.id] = recording
    world.after(secs, lambda: _report_saved(world, recording))


def _fault_of(world: World, recording: Recording) -> str | None:
    """Why this recording cannot be stored; conferences report no such error."""
    if recording.conference is not None:
        return None
    for fault in world.recording_faults:
        if fault.count > 0:
            fault.count -= 1
            return fault.reason
    return None


def stop_all(world: World, running: list[Recording]) -> None:
    for recording in list(running):
        stop(world, recording)


def _close_stretch(recording: Recording, now: float) -> None:
    if recording.running_since is not None:
        recording.stretches.append((recording.running_since, now))
        recording.running_since = None


def _report_saved(world: World, recording: Recording) -> None:
    if recording.ended_at is None:
        raise AssertionError("a saved recording has ended")
    started_at, ended_at = stamp(recording.started_at), stamp(recording.ended_at)
    is_call = recording.conference is None
    extra = {
        "recording": recording,
        "recording_id": recording.id,
        "format": recording.format,
        "channels": recording.channels,
        "recording_started_at": started_at,
        "recording_ended_at": ended_at,
    }
    if is_call:
        extra |= {"start_time": started_at, "end_time": ended_at}
    name = "call.recording.saved" if is_call else "conference.recording.saved"
    world.emit(name, recording.leg, conference=recording.conference, **extra)
    if recording.is_transcribed:
        world.after(
            world.settings.transcription_saved_secs,
            lambda: _report_transcription(world, recording),
        )


def _report_transcription(world: World, recording: Recording) -> None:
    world.emit(
        "call.recording.transcription.saved",
        recording.leg,
        recording_id=recording.id,
        recording_transcription_id=world.ids.uuid(),
        status="completed",
        transcription_text=world.settings.transcription_text,
    )


def chosen(running: list[Recording], recording_id: str | None) -> list[Recording]:
    """The running recordings that a command means: the named one, else all.

    Raises Refusal 404 when the named one is not running here.
    """
    if recording_id is None:
        return list(running)
    for recording in running:
        if recording.id == recording_id:
            return [recording]
    raise errors.recording_not_found()
