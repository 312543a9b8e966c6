"""From Telnyx's events to what they mean for recordings."""

from functools import partial

from django.db import transaction

from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from calls.domain import CustomerLeft
from calls.handlers import leg_of
from calls.models import Leg
from provider.events import (
    CallRecordingError,
    CallRecordingSaved,
    ConferenceRecordingSaved,
    Event,
)
from recordings import tasks
from recordings.actions import control, saving
from recordings.actions.saving import Saved


def customer_left(fact: CustomerLeft, work: UnitOfWork) -> None:
    control.leg_ended(leg_pk=fact.leg_pk, occurred_at=fact.at)


def recording_saved(
    event: CallRecordingSaved | ConferenceRecordingSaved, work: UnitOfWork
) -> None:
    leg = _leg_of(event, work)
    if leg is None or not event.recording_id:
        return  # the sweep finds a recording of ours in Telnyx's list
    recording = saving.note_saved(leg=leg, saved=_saved(event), now=work.now)
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


def call_recording_error(event: CallRecordingError, work: UnitOfWork) -> None:
    leg = _leg_of(event, work)
    if leg is not None:
        words = f"Telnyx could not keep it: {event.reason}"
        saving.note_error(leg=leg, words=words, now=work.now)


def _leg_of(event: Event, work: UnitOfWork) -> Leg | None:
    """Find the leg; Telnyx's document lets a saved event name it by leg id only."""
    # What this unit has made of the legs has to be in the database.
    work.flush()
    if event.call_control_id:
        return leg_of(event, work)[1]
    if event.call_leg_id:
        return Leg.objects.filter(call_leg_id=event.call_leg_id).first()
    return None


def recording_command_finished(command: Command, work: UnitOfWork) -> None:
    control.finished(command, now=work.now)
