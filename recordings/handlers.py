"""From Telnyx's events to what they mean for recordings."""

from datetime import datetime
from functools import partial

from django.db import transaction

from callcontrol.events import (
    CallHangup,
    CallRecordingError,
    CallRecordingSaved,
    ConferenceRecordingSaved,
)
from calls import actions as calls
from calls.models import Leg
from calls.states import LegRole
from recordings import tasks
from recordings.actions import control, saving
from recordings.actions.saving import Saved


def call_hangup(event: CallHangup, *, now: datetime) -> None:
    leg = calls.find_leg(event.call_control_id)
    if leg is not None and leg.role == LegRole.CUSTOMER:
        control.leg_ended(leg_pk=leg.pk, occurred_at=event.occurred_at)


def recording_saved(
    event: CallRecordingSaved | ConferenceRecordingSaved, *, now: datetime
) -> None:
    leg = _leg_of(event.call_control_id, event.call_leg_id)
    if leg is None or not event.recording_id:
        return  # the sweep finds a recording of ours in Telnyx's list
    recording = saving.note_saved(leg=leg, saved=_saved(event), now=now)
    if recording is not None:
        transaction.on_commit(partial(tasks.ring, recording.pk), robust=True)


def _saved(event: CallRecordingSaved | ConferenceRecordingSaved) -> Saved:
    return Saved(
        recording_id=event.recording_id,
        channels=event.channels,
        audio_format=event.format,
        started_at=event.recording_started_at,
        ended_at=event.recording_ended_at,
    )


def call_recording_error(event: CallRecordingError, *, now: datetime) -> None:
    leg = _leg_of(event.call_control_id, event.call_leg_id)
    if leg is not None:
        words = f"Telnyx could not keep it: {event.reason}"
        saving.note_error(leg=leg, words=words, now=now)


def _leg_of(call_control_id: str, call_leg_id: str = "") -> Leg | None:
    """Find the leg; Telnyx's document lets a saved event name it by leg id only."""
    if call_control_id:
        return Leg.objects.filter(call_control_id=call_control_id).first()
    if call_leg_id:
        return Leg.objects.filter(call_leg_id=call_leg_id).first()
    return None
